import {createHash} from "node:crypto";
import {join} from "node:path";
import type {Split} from "../formats/index.js";
import type {OpenPiece} from "./open-piece.js";
import {startPiece} from "./open-piece.js";
import {lastRecordEnd, recordEnd} from "./record-end.js";
import {patience, wholeLines} from "./whole-lines.js";

const lineFeed = 10;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** A part of a log in a file of its own: whole lines, and what one look at its bytes told. */
export interface Piece {
  readonly path: string;
  readonly bytes: number;
  readonly firstLine: number; // number of its first line in the log, from 1
  readonly lines: number;
  readonly blank: number; // of these, lines without a character
  readonly quotes: boolean; // it holds a double quote
  readonly backslashes: boolean; // it holds a backslash
  readonly spaces: boolean; // it holds a space
  readonly hollow: boolean; // a line ends in a hyphen or in what may separate fields
  readonly plain: boolean; // valid UTF-8, no NUL, no carriage return but before all line feeds, no line over 1 MB
  readonly ended: boolean; // its last line has an end
  readonly settled: boolean; // nothing behind it can change it; only the last piece of a log is not, and holds no more than that
  readonly segment: Segment;
  readonly doubled?: string; // where the same stands for DuckDB, if it would take backslashes away
}

/** A stretch of a log's text, with what was passed over before it, by which it is known again. */
export interface Segment {
  readonly bytes: number;
  readonly digest: string; // SHA-256, hexadecimal
}

export interface CutOptions {
  folder: string; // where the pieces go
  size: number; // bytes a piece; a piece is longer only if one line is
  first?: number; // bytes of the first piece; defaults to `size`
  firstLine?: number; // number of the first line; defaults to 1
  skip?: number; // header lines that no piece holds; defaults to 0
  split?: Split | null; // cuts lines, if a record may span several: then no piece ends within a record; defaults to null
}

/**
 * Cuts a log into pieces at line ends, while it is read: at no time is more of it in memory than a block. Counts lines
 * without regard to quotes, so that what a parser makes of a piece can be checked against it. Two files take turns, so a
 * piece is gone when the one after its next is asked for: writing over a file takes a tenth of the time of making one.
 */
export async function* cutPieces(
  blocks: AsyncIterable<Buffer>,
  {folder, size, first = size, firstLine = 1, skip = 0, split = null}: CutOptions
): AsyncGenerator<Piece> {
  let piece: OpenPiece | null = null;
  let count = 0;
  let line = firstLine + skip;
  let segment = startSegment();
  let held: Buffer = Buffer.alloc(0); // lines of records that may go on
  const end = async (done: OpenPiece, open = false): Promise<Piece> => {
    const ended = await done.end();
    line += ended.lines;
    const result = {...ended, settled: ended.ended && !open, segment: segment.end()};
    segment = startSegment();
    return result;
  };
  for await (let lines of wholeLines(blocks)) {
    if (firstLine === 1 && segment.fresh && count === 0 && lines.subarray(0, 3).equals(byteOrderMark)) {
      segment.add(lines.subarray(0, 3));
      lines = lines.subarray(3);
    }
    while (skip > 0 && lines.length > 0) {
      const at = lines.indexOf(lineFeed);
      const header = lines.subarray(0, at < 0 ? lines.length : at + 1);
      segment.add(header);
      lines = lines.subarray(header.length);
      if (at >= 0) skip--;
    }
    if (piece && !piece.whole && piece.lineLength > 2 * patience) {
      // No reader takes a line as long as this; what is left of it is known by its digest, and takes no room.
      const end = lines.indexOf(lineFeed);
      const rest = lines.subarray(0, end < 0 ? lines.length : end);
      segment.add(rest);
      lines = lines.subarray(rest.length);
    }
    if (split && piece && !piece.whole && lines.length > 0) {
      const end = lines.indexOf(lineFeed) + 1 || lines.length;
      segment.add(lines.subarray(0, end));
      await piece.add(lines.subarray(0, end));
      lines = lines.subarray(end);
    }
    const text = held.length > 0 ? Buffer.concat([held, lines]) : lines;
    const known = split ? knownEnd(text, lines, split) : text.length;
    for (let at = 0; at < known;) {
      if (piece && text[known - 1] !== lineFeed && piece.whole) {
        yield await end(piece);
        piece = null;
      }
      piece ??= await startPiece(join(folder, `piece-${count++ % 2}`), line);
      const rest = {lines: text.subarray(at), length: known - at, split};
      const part = text.subarray(
        at,
        at + cutAt(rest, (count === 1 ? first : size) - piece.bytes, piece.bytes === 0 || !piece.whole)
      );
      if (part.length > 0) {
        segment.add(part);
        await piece.add(part);
      }
      at += part.length;
      if (at < known && piece.whole) {
        yield await end(piece);
        piece = null;
      }
    }
    held = Buffer.from(text.subarray(known));
  }
  if (piece) yield await end(piece);
  if (held.length === 0) return;
  piece = await startPiece(join(folder, `piece-${count++ % 2}`), line);
  segment.add(held);
  await piece.add(held);
  yield await end(piece, true);
}

/** How much of a text is records that nothing behind it can change. Of a log's last line without an end that is not known. */
function knownEnd(text: Buffer, lines: Buffer, split: Split): number {
  if (lines.length === 0 || lines[lines.length - 1] === lineFeed) return lastRecordEnd(text, text.length, split);
  return lines.length > patience ? text.length : 0; // no record goes on in a line as long as this
}

function startSegment() {
  const hash = createHash("sha256");
  let bytes = 0;
  return {
    get fresh() {
      return bytes === 0;
    },
    add(part: Buffer) {
      hash.update(part);
      bytes += part.length;
    },
    end: (): Segment => ({bytes, digest: hash.digest("hex")})
  };
}

interface Rest {
  readonly lines: Buffer; // the first begins a record
  readonly length: number; // of what is to be cut; what is behind it shows where records end
  readonly split: Split | null;
}

/** How much of the rest still fits into `room` bytes; if it must be something, its first record, or all if that has no end. */
function cutAt({lines, length, split}: Rest, room: number, must: boolean): number {
  if (length <= room) return length;
  const end = room > 0 ? lines.lastIndexOf(lineFeed, room - 1) + 1 : 0;
  const fits = split && end > 0 ? lastRecordEnd(lines, end, split) : end;
  if (fits > 0 || !must) return fits;
  const first = split ? recordEnd(lines, 0, split) : lines.indexOf(lineFeed) + 1;
  return first > 0 ? Math.min(first, length) : length;
}

import {isUtf8} from "node:buffer";
import {createHash} from "node:crypto";
import type {FileHandle} from "node:fs/promises";
import {constants, open} from "node:fs/promises";
import {join} from "node:path";
import type {Split} from "../formats/index.js";
import {lastRecordEnd, longest, recordEnd} from "./record-end.js";

const lineFeed = 10;
const carriageReturn = 13;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);
const patience = 1024 * 1024; // bytes of an unfinished line that are held back to keep blocks whole

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
  readonly plain: boolean; // valid UTF-8, no NUL, no carriage return but before a line feed, no line over 1 MB
  readonly ended: boolean; // its last line has an end
  readonly settled: boolean; // nothing behind it can change it; only the last piece of a log is not, and holds no more than that
  readonly segment: Segment;
}

/** A stretch of a log's text, with what was passed over before it, by which it is known again. */
export interface Segment {
  readonly bytes: number;
  readonly digest: string; // SHA-256, hexadecimal
}

export interface CutOptions {
  folder: string; // where the pieces go
  size: number; // bytes a piece; a piece is longer only if one line is
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
  {folder, size, firstLine = 1, skip = 0, split = null}: CutOptions
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
      const part = text.subarray(at, at + cutAt(rest, size - piece.bytes, piece.bytes === 0 || !piece.whole));
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

/**
 * Joins blocks so that each ends at a line end, but for the last and for blocks within a line of more than 1 MB. All are parts
 * of one buffer, each good until the next is asked for: making a buffer for each costs more than looking at what is in it.
 */
async function* wholeLines(blocks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let buffer = Buffer.alloc(0);
  let kept = 0;
  for await (const block of blocks) {
    const length = kept + block.length;
    if (length > buffer.length) {
      const longer = Buffer.allocUnsafe(buffer.length > 0 ? length + patience : length); // a small log is one block
      buffer.copy(longer, 0, 0, kept);
      buffer = longer;
    }
    block.copy(buffer, kept);
    kept = length;
    const end = buffer.lastIndexOf(lineFeed, length - 1) + 1 || (length > patience ? length : 0);
    if (end > 0) yield buffer.subarray(0, end);
    buffer.copyWithin(0, end, length);
    kept = length - end;
  }
  if (kept > 0) yield buffer.subarray(0, kept);
}

interface OpenPiece {
  readonly bytes: number;
  readonly whole: boolean; // it ends at a line end
  readonly lineLength: number; // bytes of a last line without an end, as far as it came in parts without one
  add(part: Buffer): Promise<void>;
  end(): Promise<Omit<Piece, "segment" | "settled">>;
}

async function startPiece(path: string, firstLine: number): Promise<OpenPiece> {
  const file = await open(path, constants.O_CREAT | constants.O_WRONLY); // keeps what the file has, to be written over
  const look = {lines: 0, blank: 0, quotes: false, backslashes: false, spaces: false, hollow: false, plain: true};
  let bytes = 0;
  let last = lineFeed;
  let lineLength = 0;
  return {
    get bytes() {
      return bytes;
    },
    get whole() {
      return last === lineFeed;
    },
    get lineLength() {
      return lineLength;
    },
    async add(part) {
      examine(part, last === lineFeed, look);
      await writeAll(file, part, bytes);
      bytes += part.length;
      last = part[part.length - 1];
      lineLength = last === lineFeed ? 0 : lineLength + part.length;
    },
    async end() {
      await file.truncate(bytes);
      await file.close();
      const ended = last === lineFeed;
      if (!ended) look.lines++;
      if (!ended && isHollow(last)) look.hollow = true;
      return {path, bytes, firstLine, ...look, ended};
    }
  };
}

function examine(
  part: Buffer,
  atLineStart: boolean,
  look: {
    lines: number;
    blank: number;
    quotes: boolean;
    backslashes: boolean;
    spaces: boolean;
    hollow: boolean;
    plain: boolean;
  }
): void {
  let start = atLineStart ? 0 : -1;
  for (let end = part.indexOf(lineFeed); end >= 0; end = part.indexOf(lineFeed, start)) {
    look.lines++;
    if (end === start || (end === start + 1 && part[start] === carriageReturn)) look.blank++;
    if (end - start > longest) look.plain = false;
    if (!look.hollow) look.hollow = isHollow(part[end - 1] === carriageReturn ? part[end - 2] : part[end - 1]);
    start = end + 1;
  }
  if (!look.quotes) look.quotes = part.includes('"');
  if (!look.spaces) look.spaces = part.includes(" ");
  if (!look.backslashes) look.backslashes = part.includes("\\");
  if (look.plain)
    look.plain =
      atLineStart && start >= part.length - patience && !part.includes(0) && isUtf8(part) && !hasLoneReturn(part);
}

/** Hyphen, comma, semicolon, bar, tab, space. */
function isHollow(byte: number): boolean {
  return byte === 45 || byte === 44 || byte === 59 || byte === 124 || byte === 9 || byte === 32;
}

function hasLoneReturn(part: Buffer): boolean {
  for (let at = part.indexOf(carriageReturn); at >= 0; at = part.indexOf(carriageReturn, at + 1))
    if (part[at + 1] !== lineFeed) return true;
  return false;
}

async function writeAll(file: FileHandle, part: Buffer, position: number): Promise<void> {
  for (let at = 0; at < part.length;) at += (await file.write(part, at, part.length - at, position + at)).bytesWritten;
}

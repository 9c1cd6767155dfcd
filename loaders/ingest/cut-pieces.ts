import {isUtf8} from "node:buffer";
import type {FileHandle} from "node:fs/promises";
import {constants, open} from "node:fs/promises";
import {join} from "node:path";

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
  readonly plain: boolean; // valid UTF-8, no NUL, no carriage return but before a line feed, no line over 1 MB
}

export interface CutOptions {
  folder: string; // where the pieces go
  size: number; // bytes a piece; a piece is longer only if one line is
  skip?: number; // header lines that no piece holds; defaults to 0
}

/**
 * Cuts a log into pieces at line ends, while it is read: at no time is more of it in memory than a block. Counts lines
 * without regard to quotes, so that what a parser makes of a piece can be checked against it. Two files take turns, so a
 * piece is gone when the one after its next is asked for: writing over a file takes a tenth of the time of making one.
 */
export async function* cutPieces(
  blocks: AsyncIterable<Buffer>,
  {folder, size, skip = 0}: CutOptions
): AsyncGenerator<Piece> {
  let piece: OpenPiece | null = null;
  let count = 0;
  let line = 1 + skip;
  for await (let lines of wholeLines(blocks)) {
    while (skip > 0 && lines.length > 0) {
      const end = lines.indexOf(lineFeed);
      lines = lines.subarray(end < 0 ? lines.length : end + 1);
      skip--;
    }
    while (lines.length > 0) {
      piece ??= await startPiece(join(folder, `piece-${count++ % 2}`), line);
      const part = lines.subarray(0, cutAt(lines, size - piece.bytes, piece.bytes === 0));
      if (part.length > 0) await piece.add(part);
      lines = lines.subarray(part.length);
      if (lines.length > 0 && piece.whole) {
        const done = await piece.end();
        line += done.lines;
        piece = null;
        yield done;
      }
    }
  }
  if (piece) yield await piece.end();
}

/** How much of `lines` still fits into `room` bytes; at least one line if the piece is new, and all if there is no line end. */
function cutAt(lines: Buffer, room: number, fresh: boolean): number {
  if (lines.length <= room) return lines.length;
  const end = room > 0 ? lines.lastIndexOf(lineFeed, room - 1) + 1 : 0;
  if (end > 0 || !fresh) return end;
  const first = lines.indexOf(lineFeed) + 1;
  return first > 0 ? first : lines.length;
}

/**
 * Joins blocks so that each ends at a line end, but for the last and for blocks within a line of more than 1 MB. All are parts
 * of one buffer, each good until the next is asked for: making a buffer for each costs more than looking at what is in it.
 */
async function* wholeLines(blocks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let buffer = Buffer.alloc(0);
  let kept = 0;
  let first = true;
  for await (const block of blocks) {
    const length = kept + block.length;
    if (length > buffer.length) buffer = Buffer.concat([buffer.subarray(0, kept)], length + patience);
    block.copy(buffer, kept);
    kept = length;
    if (first && length < byteOrderMark.length) continue;
    const start = first && buffer.subarray(0, 3).equals(byteOrderMark) ? byteOrderMark.length : 0;
    first = false;
    const lines = buffer.lastIndexOf(lineFeed, length - 1) + 1;
    const end = lines > start ? lines : length - start > patience ? length : start;
    if (end > start) yield buffer.subarray(start, end);
    buffer.copyWithin(0, end, length);
    kept = length - end;
  }
  if (kept > 0) yield buffer.subarray(0, kept);
}

interface OpenPiece {
  readonly bytes: number;
  readonly whole: boolean; // it ends at a line end
  add(part: Buffer): Promise<void>;
  end(): Promise<Piece>;
}

async function startPiece(path: string, firstLine: number): Promise<OpenPiece> {
  const file = await open(path, constants.O_CREAT | constants.O_WRONLY); // keeps what the file has, to be written over
  const look = {lines: 0, blank: 0, quotes: false, plain: true};
  let bytes = 0;
  let last = lineFeed;
  return {
    get bytes() {
      return bytes;
    },
    get whole() {
      return last === lineFeed;
    },
    async add(part) {
      examine(part, last === lineFeed, look);
      await writeAll(file, part, bytes);
      bytes += part.length;
      last = part[part.length - 1];
    },
    async end() {
      await file.truncate(bytes);
      await file.close();
      if (last !== lineFeed) look.lines++;
      return {path, bytes, firstLine, ...look};
    }
  };
}

function examine(
  part: Buffer,
  atLineStart: boolean,
  look: {lines: number; blank: number; quotes: boolean; plain: boolean}
): void {
  let start = atLineStart ? 0 : -1;
  for (let end = part.indexOf(lineFeed); end >= 0; end = part.indexOf(lineFeed, start)) {
    look.lines++;
    if (end === start || (end === start + 1 && part[start] === carriageReturn)) look.blank++;
    start = end + 1;
  }
  if (!look.quotes) look.quotes = part.includes('"');
  if (look.plain)
    look.plain =
      atLineStart && start >= part.length - patience && !part.includes(0) && isUtf8(part) && !hasLoneReturn(part);
}

function hasLoneReturn(part: Buffer): boolean {
  for (let at = part.indexOf(carriageReturn); at >= 0; at = part.indexOf(carriageReturn, at + 1))
    if (part[at + 1] !== lineFeed) return true;
  return false;
}

async function writeAll(file: FileHandle, part: Buffer, position: number): Promise<void> {
  for (let at = 0; at < part.length;) at += (await file.write(part, at, part.length - at, position + at)).bytesWritten;
}

import {isUtf8} from "node:buffer";
import type {FileHandle} from "node:fs/promises";
import {constants, open} from "node:fs/promises";
import type {Piece} from "./cut-pieces.js";
import {longest} from "./record-end.js";
import {patience} from "./whole-lines.js";

const lineFeed = 10;
const carriageReturn = 13;

/** A piece that is being written. */
export interface OpenPiece {
  readonly bytes: number;
  readonly whole: boolean; // it ends at a line end
  readonly lineLength: number; // bytes of a last line without an end, as far as it came in parts without one
  add(part: Buffer): Promise<void>;
  end(): Promise<Omit<Piece, "segment" | "settled">>;
}

/** Begins a piece, and looks at each part of it once. */
export async function startPiece(path: string, firstLine: number): Promise<OpenPiece> {
  const file = await open(path, constants.O_CREAT | constants.O_WRONLY); // keeps what the file has, to be written over
  const look = {lines: 0, blank: 0, quotes: false, backslashes: false, spaces: false, hollow: false, plain: true};
  const returned = {lines: 0}; // that end in a carriage return
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
      examine(part, last === lineFeed, look, returned);
      await writeAll(file, part, bytes);
      bytes += part.length;
      last = part[part.length - 1];
      lineLength = last === lineFeed ? 0 : lineLength + part.length;
    },
    async end() {
      await file.truncate(bytes);
      await file.close();
      const ended = last === lineFeed;
      if (returned.lines > 0 && returned.lines < look.lines) look.plain = false;
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
  },
  returned: {lines: number}
): void {
  let start = atLineStart ? 0 : -1;
  for (let end = part.indexOf(lineFeed); end >= 0; end = part.indexOf(lineFeed, start)) {
    look.lines++;
    if (part[end - 1] === carriageReturn) returned.lines++;
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

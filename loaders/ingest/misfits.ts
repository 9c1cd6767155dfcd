import {isUtf8} from "node:buffer";
import {closeSync, openSync, readSync} from "node:fs";
import {open, rm} from "node:fs/promises";
import type {Reading, Split} from "../formats/index.js";
import type {Piece} from "./cut-pieces.js";
import {fieldCounter} from "./fields-fit.js";
import type {LinesAlone} from "./lines-alone.js";
import {openLog} from "./open-log.js";
import type {Layout} from "./read-fast.js";
import {isCutAlone, layoutOf} from "./read-fast.js";
import {decodeLine, longest, recordEnd} from "./record-end.js";
import {wholeLines} from "./whole-lines.js";

const [lineFeed, carriageReturn] = [10, 13];
const lineEnd = Buffer.of(lineFeed);
const [looks, look] = [128, 4096]; // how many stretches of a piece are looked at, and their bytes
const mostFaults = 30_000; // that DuckDB may note: each field that a line lacks takes it 12 microseconds, and some memory

/** The lines of a piece that DuckDB can cut, in a piece of their own, and the others. */
export interface Misfits {
  readonly fit: Piece;
  readonly alone: LinesAlone;
  /** The number in the piece of a line of `fit`, both from 1. */
  readonly numberOf: (line: number) => number;
}

/**
 * Sets lines apart that do not have as many fields as the others, blank ones too, if there are so many of them that DuckDB would take
 * long to say which it passed over; null if there are few.
 */
export async function setMisfitsApart(piece: Piece, reading: Reading): Promise<Misfits | null> {
  const layout = piece.plain && isCutAlone(piece, reading) ? layoutOf(piece, reading) : null;
  if (!layout || layout.dialect.delim === "") return null;
  const most = piece.lines * layout.columns.length;
  if (most <= mostFaults || misfitShare(piece, layout) * most <= mostFaults) return null;
  return setApart(piece, fitter(layout));
}

/**
 * Sets lines apart that DuckDB cannot read, and writes those in Latin-1 as UTF-8, as `split` reads them; null if that would tear a
 * record that spans lines, or part a line from its header, or if a line has more than 1 MB.
 */
export async function setUnplainApart(piece: Piece, reading: Reading): Promise<Misfits | null> {
  const misfits = await setApart(piece, toPlain, {blank: piece.blank});
  if (!misfits || misfits.alone.numbers.length === 0 || isCutAlone(piece, reading)) return misfits;
  await Promise.all([misfits.fit, misfits.alone].map(({path}) => rm(path)));
  return null;
}

/**
 * Sets lines apart that are no records by themselves, since they do not have all fields or since a record spans several: each of the
 * rest can be cut without those before it. Null if the rest are few, if that is known of all lines anyway, or if a line changes what
 * the lines behind it mean.
 */
export async function setBrokenApart(piece: Piece, reading: Reading): Promise<Misfits | null> {
  const layout = piece.plain ? layoutOf(piece, reading) : null;
  if (!layout || layout.dialect.delim === "" || misfitShare(piece, layout) > 0.5) return null;
  const {changes} = reading;
  const misfits = await setApart(piece, fitter(layout), {split: reading.spans ? reading.split : null, changes});
  const isVain = misfits?.alone.numbers.length === 0 && isCutAlone(piece, reading);
  return isVain ? null : misfits;
}

interface ApartOptions {
  split?: Split | null; // cuts lines, if a record may span several: then all lines of one are set apart; defaults to null
  blank?: number; // lines without a character that fit; defaults to 0
  changes?: Reading["changes"];
}

/** Null if a line has more than 1 MB, or changes what the lines behind it mean. */
async function setApart(
  piece: Piece,
  fits: Fits,
  {split = null, blank = 0, changes}: ApartOptions = {}
): Promise<Misfits | null> {
  const [path, alone] = [`${piece.path}.fit`, `${piece.path}.misfits`];
  const [to, toAlone] = [await open(path, "w"), await open(alone, "w")];
  const size = {fit: 0, alone: 0};
  const numbers: number[] = []; // of the misfits
  let number = 0;
  let isChanged = false;
  const visit = async (lines: Buffer, last: boolean): Promise<number> => {
    const [kept, others]: Buffer[][] = [[], []];
    let [start, from] = [0, 0]; // of the line, and of those before it that fit
    while (start < lines.length) {
      let end = lineEndAt(lines, start);
      number++;
      if (changes && !isDigit(lines[start]) && changes(decodeLine(lines.subarray(start, end)))) isChanged = true;
      const fit = fits(lines, start, end);
      if (fit !== true && from < start) kept.push(lines.subarray(from, start));
      if (fit !== true) from = end + 1;
      if (fit instanceof Buffer) kept.push(fit, lineEnd);
      else if (!fit) {
        const record = Math.min(split ? recordEnd(lines, start, split) : 0, last ? lines.length : Infinity);
        if (record === Infinity) {
          number--;
          from = start;
          break;
        }
        numbers.push(number);
        for (; end + 1 < record; end = lineEndAt(lines, end + 1)) numbers.push(++number);
        others.push(lines.subarray(start, end), lineEnd);
        from = end + 1;
      }
      start = end + 1;
    }
    if (from < start) kept.push(lines.subarray(from, start));
    const [some, rest] = [Buffer.concat(kept), Buffer.concat(others)];
    await to.writeFile(some); // goes on where the last ended
    await toAlone.writeFile(rest);
    size.fit += some.length;
    size.alone += rest.length;
    return start;
  };
  try {
    let held = Buffer.alloc(0); // lines of a record that may go on
    let isWhole = true;
    for await (const block of wholeLines(openLog({path: piece.path, size: piece.bytes, member: null}, "none").blocks)) {
      if (!isWhole || isChanged) return null;
      isWhole = block[block.length - 1] === lineFeed;
      const lines = held.length > 0 ? Buffer.concat([held, block]) : block;
      held = Buffer.from(lines.subarray(await visit(lines, false)));
    }
    await visit(held, true);
    if (isChanged) return null;
  } finally {
    await to.close();
    await toAlone.close();
  }
  return {
    fit: {
      ...{...piece, path, bytes: size.fit, firstLine: 1, lines: number - numbers.length, blank},
      ...{plain: true, doubled: undefined}
    },
    alone: {path: alone, bytes: size.alone, numbers},
    numberOf(line) {
      let before = 0; // misfits before it
      while (before < numbers.length && numbers[before] <= line + before) before++;
      return line + before;
    }
  };
}

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}

function lineEndAt(lines: Buffer, start: number): number {
  const end = lines.indexOf(lineFeed, start);
  return end < 0 ? lines.length : end;
}

/** Whether the line between two places of a buffer, without its end, fits; or what fits in its place. */
type Fits = (text: Buffer, start: number, end: number) => boolean | Buffer;

function toPlain(text: Buffer, start: number, end: number): boolean | Buffer {
  if (end - start > longest) return false;
  let isASCII = true;
  for (let at = start; at < end; at++) {
    const byte = text[at];
    if (byte === 0 || (byte === carriageReturn && at < end - 1)) return false;
    if (byte > 127) isASCII = false;
  }
  const isReturned = text[end - 1] === carriageReturn && end > start; // DuckDB wants all lines to end alike
  if (isASCII && !isReturned) return true;
  const line = text.subarray(start, isReturned ? end - 1 : end);
  return isASCII || isUtf8(line) ? line : Buffer.from(line.toString("latin1"));
}

/** Lines with all fields fit. */
function fitter({dialect, columns}: Layout): Fits {
  const count = fieldCounter(dialect);
  return (text, start, end) => count(text, start, text[end - 1] === carriageReturn ? end - 1 : end) === columns.length;
}

/** The share of the lines that do not fit, among those that stand whole in some places of a piece. */
function misfitShare({path, bytes}: Piece, layout: Layout): number {
  const fits = fitter(layout);
  const file = openSync(path, "r"); // one step: each place would wait for its turn beside the next piece, for a tenth of a second in all
  const buffer = Buffer.alloc(look);
  let [lines, misfits] = [0, 0];
  try {
    for (let i = 0; i < looks; i++) {
      const from = Math.floor((Math.max(0, bytes - look) * i) / (looks - 1));
      const text = buffer.subarray(0, readSync(file, buffer, 0, look, from));
      for (let start = text.indexOf(lineFeed) + 1, end; (end = text.indexOf(lineFeed, start)) >= 0; start = end + 1) {
        lines++;
        if (end > start && !fits(text, start, end)) misfits++;
      }
    }
  } finally {
    closeSync(file);
  }
  return lines === 0 ? 0 : misfits / lines;
}

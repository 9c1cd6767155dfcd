import {closeSync, openSync, readSync} from "node:fs";
import {open} from "node:fs/promises";
import type {Reading} from "../formats/index.js";
import type {Piece} from "./cut-pieces.js";
import {fieldCounter} from "./fields-fit.js";
import type {LinesAlone} from "./lines-alone.js";
import {openLog} from "./open-log.js";
import type {Layout} from "./read-fast.js";
import {isCutAlone, layoutOf} from "./read-fast.js";
import {recordEnd} from "./record-end.js";
import {wholeLines} from "./whole-lines.js";

const [lineFeed, carriageReturn] = [10, 13];
const lineEnd = Buffer.of(lineFeed);
const [looks, look] = [128, 4096]; // how many stretches of a piece are looked at, and their bytes
const mostFaults = 30_000; // that DuckDB may note: each field that a line lacks takes it 12 microseconds, and some memory

/** The lines of a piece that have so many fields, in a piece of their own, and the others. */
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
  return setApart(piece, reading, layout);
}

/**
 * Sets records apart that span lines, and other lines that are none by themselves: each of the rest can be cut without those before
 * it. Null if those are few.
 */
export async function setSpansApart(piece: Piece, reading: Reading): Promise<Misfits | null> {
  const layout = piece.plain && !reading.inForce && reading.spans ? layoutOf(piece, reading) : null;
  return layout && misfitShare(piece, layout) <= 0.5 ? setApart(piece, reading, layout) : null;
}

async function setApart(piece: Piece, reading: Reading, layout: Layout): Promise<Misfits> {
  const fits = fitter(layout);
  const split = reading.spans ? reading.split : null;
  const [path, alone] = [`${piece.path}.fit`, `${piece.path}.misfits`];
  const [to, toAlone] = [await open(path, "w"), await open(alone, "w")];
  const size = {fit: 0, alone: 0};
  const numbers: number[] = []; // of the misfits
  let number = 0;
  const visit = async (lines: Buffer, last: boolean): Promise<number> => {
    const [kept, others]: Buffer[][] = [[], []];
    let [start, from] = [0, 0]; // of the line, and of those before it that fit
    while (start < lines.length) {
      let end = (lines.indexOf(lineFeed, start) + 1 || lines.length + 1) - 1;
      number++;
      if (!fits(lines, start, end)) {
        const record = split ? recordEnd(lines, start, split) : 0;
        if (record === Infinity && !last) {
          number--;
          break;
        }
        if (from < start) kept.push(lines.subarray(from, start));
        numbers.push(number);
        for (; end + 1 < record && record < Infinity; end = lines.indexOf(lineFeed, end + 1)) numbers.push(++number);
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
    for await (const block of wholeLines(openLog({path: piece.path, size: piece.bytes, member: null}, "none").blocks)) {
      const lines = held.length > 0 ? Buffer.concat([held, block]) : block;
      held = Buffer.from(lines.subarray(await visit(lines, false)));
    }
    await visit(held, true);
  } finally {
    await to.close();
    await toAlone.close();
  }
  return {
    fit: {...piece, path, bytes: size.fit, firstLine: 1, lines: number - numbers.length, blank: 0, doubled: undefined},
    alone: {path: alone, bytes: size.alone, numbers},
    numberOf(line) {
      let before = 0; // misfits before it
      while (before < numbers.length && numbers[before] <= line + before) before++;
      return line + before;
    }
  };
}

type Fits = (text: Buffer, start: number, end: number) => boolean;

/** Whether a line between two places of a buffer, without its end, has all fields. */
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

import {open} from "node:fs/promises";
import type {Reading} from "../formats/index.js";
import type {Piece} from "./cut-pieces.js";
import {fieldCounter} from "./fields-fit.js";
import type {LinesAlone} from "./lines-alone.js";
import {openLog} from "./open-log.js";
import {isCutAlone, layoutOf} from "./read-fast.js";
import {wholeLines} from "./whole-lines.js";

const [lineFeed, carriageReturn] = [10, 13];
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
  if (!layout) return null;
  const {dialect, columns} = layout;
  const fields = columns.length;
  const count = fieldCounter(dialect);
  const fits = (text: Buffer, start: number, end: number) =>
    count(text, start, text[end - 1] === carriageReturn ? end - 1 : end) === fields;
  const most = piece.lines * fields;
  if (dialect.delim === "" || most <= mostFaults || (await misfitShare(piece, fits)) * most <= mostFaults) return null;
  const [path, alone] = [`${piece.path}.fit`, `${piece.path}.misfits`];
  const [to, toAlone] = [await open(path, "w"), await open(alone, "w")];
  const size = {fit: 0, alone: 0};
  const numbers: number[] = []; // of the misfits
  let number = 0;
  try {
    for await (const lines of wholeLines(openLog({path: piece.path, size: piece.bytes, member: null}, "none").blocks)) {
      const [kept, others]: Buffer[][] = [[], []];
      for (let start = 0, end; start < lines.length; start = end + 1) {
        end = lines.indexOf(lineFeed, start);
        if (end < 0) end = lines.length;
        number++;
        if (fits(lines, start, end)) kept.push(lines.subarray(start, end + 1));
        else {
          numbers.push(number);
          others.push(lines.subarray(start, end), Buffer.of(lineFeed));
        }
      }
      const [some, rest] = [Buffer.concat(kept), Buffer.concat(others)];
      await to.writeFile(some); // goes on where the last ended
      await toAlone.writeFile(rest);
      size.fit += some.length;
      size.alone += rest.length;
    }
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

/** The share of the lines that do not fit, among those that stand whole in some places of a piece. */
async function misfitShare(
  {path, bytes}: Piece,
  fits: (text: Buffer, start: number, end: number) => boolean
): Promise<number> {
  const file = await open(path);
  const buffer = Buffer.alloc(look);
  let [lines, misfits] = [0, 0];
  try {
    for (let i = 0; i < looks; i++) {
      const from = Math.floor((Math.max(0, bytes - look) * i) / (looks - 1));
      const {bytesRead} = await file.read(buffer, 0, look, from);
      const text = buffer.subarray(0, bytesRead);
      for (let start = text.indexOf(lineFeed) + 1, end; (end = text.indexOf(lineFeed, start)) >= 0; start = end + 1) {
        lines++;
        if (end > start && !fits(text, start, end)) misfits++;
      }
    }
  } finally {
    await file.close();
  }
  return lines === 0 ? 0 : misfits / lines;
}

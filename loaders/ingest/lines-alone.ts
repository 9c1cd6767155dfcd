import {open, stat} from "node:fs/promises";
import type {DuckDBConnection} from "@duckdb/node-api";
import type {Piece} from "./cut-pieces.js";
import {openLog} from "./open-log.js";
import {wholeLines} from "./whole-lines.js";

const [tab, lineFeed, carriageReturn, space] = [9, 10, 13, 32];
const lineEnd = Buffer.of(lineFeed);
const most = 100_000; // faults that are noted: a line has one a field that it lacks
const tables = ["refused_lines", "refused_scans"];

/** Options of read_csv: lines that it cannot cut are passed over, and noted in temporary tables, which cost nothing while there are none. */
export const notesRefused = `store_rejects = true, rejects_table = '${tables[0]}', rejects_scan = '${tables[1]}', rejects_limit = ${most}`;

/** Forgets what was noted. */
export async function forgetRefused(connection: DuckDBConnection): Promise<null> {
  await connection.run(tables.map((table) => `DROP TABLE IF EXISTS ${table}`).join("; "));
  return null;
}

/** Lines of a piece in a file of their own, and their numbers in the piece, from 1. */
export interface LinesAlone {
  readonly path: string;
  readonly bytes: number;
  readonly numbers: readonly number[];
}

export interface TakeOptions {
  path: string; // what DuckDB read, line for line the piece
  objects: boolean; // as JSON: then a line of spaces is no record, and none is noted
  records: number; // that it made of the others
  others: ArrayLike<number>; // which of them are wanted, from 0, in their order
  count: number; // of lines to be found
}

/**
 * Takes the lines of a piece that DuckDB passed over when it last read it, and those of some of the records that it made. A quote that
 * is not closed takes the lines behind it along, up to the next. Null if there are not `count` of them, one is not what stands there,
 * or the records are not as many as the lines: then what DuckDB cut were no lines.
 */
export async function takeAlone(
  connection: DuckDBConnection,
  piece: Piece,
  {path, objects, records, others, count}: TakeOptions
): Promise<LinesAlone | null> {
  const noted = objects ? new Map<number, string>() : await readNoted(connection, path);
  const blankToo = piece.blank > 0 && records + noted.size === piece.lines; // a blank line of one field is a record
  const alone = `${piece.path}.alone`;
  const file = await open(alone, "w");
  const numbers: number[] = [];
  let [record, next, bytes] = [0, 0, 0];
  let kept: Buffer[] = [];
  const visit = ({number, lines, start, end}: Line) => {
    const note = noted.get(number);
    if (note === undefined && others.length === 0) return;
    const isBlank = end === start || (end === start + 1 && lines[start] === carriageReturn);
    const isRecord = isBlank ? blankToo : !(objects && isSpace(lines, start, end));
    if (note === undefined && isRecord) {
      if (record++ !== others[next]) return;
      next++;
    }
    if (isBlank) return;
    if (note !== undefined && plain(note) !== plain(lines.toString("utf8", start, end))) return;
    numbers.push(number);
    kept.push(lines.subarray(start, end), lineEnd);
  };
  try {
    await visitLines(piece.path, visit, async () => {
      const block = Buffer.concat(kept);
      await file.writeFile(block); // goes on where the last ended
      bytes += block.length;
      kept = [];
    });
  } finally {
    await file.close();
  }
  const areLines = others.length === 0 || record === records;
  return areLines && numbers.length === count ? {path: alone, bytes, numbers} : null;
}

/** Whether there is nothing but white space between two places. Source: RFC 8259, section 2. */
function isSpace(text: Buffer, start: number, end: number): boolean {
  while (start < end && (text[start] === space || text[start] === tab || text[start] === carriageReturn)) start++;
  return start === end;
}

/** What DuckDB noted, by the number of the line. */
async function readNoted(connection: DuckDBConnection, path: string): Promise<ReadonlyMap<number, string>> {
  const reader = await connection.runAndReadAll(
    `SELECT line_byte_position::DOUBLE - 1, arg_max(csv_line, length(csv_line)) FROM ${tables[0]} GROUP BY ALL LIMIT ${most}`
  );
  await forgetRefused(connection);
  const texts = new Map(reader.getRowsJS().map(([position, text]) => [Number(position), String(text)]));
  const noted = new Map<number, string>();
  if (texts.size === 0) return noted;
  await visitLines(path, ({number, position}) => {
    const lines = texts.get(position)?.replace(/\n$/, "").split("\n") ?? [];
    for (const [i, line] of lines.entries()) noted.set(number + i, line);
  });
  return noted;
}

/** A line without what the two ways may differ in: backslashes may have been doubled, and its end may be part of it. */
function plain(text: string): string {
  return text.replace(/\\|\r$/g, "");
}

interface Line {
  readonly number: number; // from 1
  readonly position: number; // of its first byte in the file
  readonly lines: Buffer; // where it is from `start` to before `end`
  readonly start: number;
  readonly end: number;
}

async function visitLines(
  path: string,
  visit: (line: Line) => void,
  ended?: () => Promise<void> // the lines of a block, which are gone afterwards
): Promise<void> {
  let number = 0;
  let before = 0;
  const {size} = await stat(path);
  for await (const lines of wholeLines(openLog({path, size, member: null}, "none").blocks)) {
    for (let start = 0, end; start < lines.length; start = end + 1) {
      end = lines.indexOf(lineFeed, start);
      if (end < 0) end = lines.length;
      visit({number: ++number, position: before + start, lines, start, end});
    }
    await ended?.();
    before += lines.length;
  }
}

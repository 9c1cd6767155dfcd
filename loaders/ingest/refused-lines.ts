import {stat, writeFile} from "node:fs/promises";
import type {DuckDBConnection} from "@duckdb/node-api";
import type {Piece} from "./cut-pieces.js";
import {openLog} from "./open-log.js";
import {wholeLines} from "./whole-lines.js";

const [lineFeed, carriageReturn] = [10, 13];
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

/**
 * Takes the lines of a piece that DuckDB passed over when it last read it. A quote that is not closed takes the lines behind it along,
 * up to the next. Null if there are not `count` of them, or one is not what stands there: then what DuckDB cut were no lines.
 */
export async function takeRefused(
  connection: DuckDBConnection,
  piece: Piece,
  {path, count}: {path: string; count: number} // `path` is what DuckDB read, line for line the piece
): Promise<LinesAlone | null> {
  const reader = await connection.runAndReadAll(
    `SELECT line_byte_position::DOUBLE - 1, arg_max(csv_line, length(csv_line)) FROM ${tables[0]} GROUP BY ALL LIMIT ${most}`
  );
  await forgetRefused(connection);
  const texts = new Map(reader.getRowsJS().map(([position, text]) => [Number(position), String(text)]));
  const noted = new Map<number, string>();
  await visitLines(path, ({number, position}) => {
    const lines = texts.get(position)?.replace(/\n$/, "").split("\n") ?? [];
    for (const [i, line] of lines.entries()) noted.set(number + i, line);
  });
  const isNoted = ({number, lines, start, end}: Line) => {
    const text = noted.get(number);
    return text !== undefined && plain(lines.toString("utf8", start, end)) === plain(text);
  };
  return noted.size === count ? takeLines(piece, count, isNoted) : null;
}

/** Takes the lines of a piece that are one of `texts`; null if there are not `count` of them. */
export async function takeEqual(piece: Piece, texts: ReadonlySet<string>, count: number): Promise<LinesAlone | null> {
  const lengths = new Set([...texts].map((text) => Buffer.byteLength(text)));
  return takeLines(piece, count, ({lines, start, end}) => {
    const last = lines[end - 1] === carriageReturn ? end - 1 : end;
    return lengths.has(last - start) && texts.has(lines.toString("utf8", start, last));
  });
}

async function takeLines(piece: Piece, count: number, isTaken: (line: Line) => boolean): Promise<LinesAlone | null> {
  const kept: Buffer[] = [];
  const numbers: number[] = [];
  await visitLines(piece.path, (line) => {
    if (!isTaken(line)) return;
    numbers.push(line.number);
    kept.push(Buffer.from(line.lines.subarray(line.start, line.end)), Buffer.of(lineFeed));
  });
  if (numbers.length !== count) return null;
  const bytes = Buffer.concat(kept);
  const path = `${piece.path}.alone`;
  await writeFile(path, bytes);
  return {path, bytes: bytes.length, numbers};
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

async function visitLines(path: string, visit: (line: Line) => void): Promise<void> {
  let number = 0;
  let before = 0;
  const {size} = await stat(path);
  for await (const lines of wholeLines(openLog({path, size, member: null}, "none").blocks)) {
    for (let start = 0, end; start < lines.length; start = end + 1) {
      end = lines.indexOf(lineFeed, start);
      if (end < 0) end = lines.length;
      visit({number: ++number, position: before + start, lines, start, end});
    }
    before += lines.length;
  }
}

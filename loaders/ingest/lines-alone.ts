import {stat, writeFile} from "node:fs/promises";
import type {DuckDBConnection} from "@duckdb/node-api";
import type {Dialect} from "../formats/index.js";
import {identifier, literal} from "../sql.js";
import type {Piece} from "./cut-pieces.js";
import {openLog} from "./open-log.js";
import {wholeLines} from "./whole-lines.js";

const lineFeed = 10;
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
  dialect: Dialect;
  keys: ReadonlySet<string>; // see lineKey
  count: number;
}

/**
 * Takes the lines of a piece that DuckDB passed over when it last read it, and those with one of some keys. A quote that is not closed
 * takes the lines behind it along, up to the next. Null if there are not `count` of them, or one is not what stands there:
 * then what DuckDB cut were no lines.
 */
export async function takeAlone(
  connection: DuckDBConnection,
  piece: Piece,
  {path, dialect, keys, count}: TakeOptions
): Promise<LinesAlone | null> {
  const noted = await readNoted(connection, path);
  const kept: Buffer[] = [];
  const numbers: number[] = [];
  await visitLines(piece.path, ({number, lines, start, end}) => {
    const note = noted.get(number);
    if (note === undefined && keys.size === 0) return;
    const text = lines.toString("utf8", start, end).replace(/\r$/, "");
    if (text === "") return;
    if (note === undefined ? !keys.has(keyOf(text, dialect)) : plain(note) !== plain(text)) return;
    numbers.push(number);
    kept.push(Buffer.from(lines.subarray(start, end)), Buffer.of(lineFeed));
  });
  if (numbers.length !== count) return null;
  const bytes = Buffer.concat(kept);
  const alone = `${piece.path}.alone`;
  await writeFile(alone, bytes);
  return {path: alone, bytes: bytes.length, numbers};
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

/** SQL: a line without quotes by its fields, those that stand for nothing empty. */
export function lineKey(columns: readonly string[], {delim}: Dialect): string {
  const fields = columns.map((name) => `coalesce(${identifier(name)}, '')`);
  return fields.join(` || ${literal(delim)} || `);
}

function keyOf(line: string, {delim}: Dialect): string {
  if (delim === "") return line === "-" ? "" : line;
  const empty = line.includes(`${delim}-${delim}`) || line.startsWith(`-${delim}`) || line.endsWith(`${delim}-`);
  if (!empty) return line;
  return line
    .split(delim)
    .map((field) => (field === "-" ? "" : field))
    .join(delim);
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

import {createReadStream} from "node:fs";
import {mkdir, rename, rm} from "node:fs/promises";
import {join} from "node:path";
import type {DuckDBConnection} from "@duckdb/node-api";
import type {Dialect, Reading} from "../formats/index.js";
import {eventsFrom} from "../formats/index.js";
import {identifier, literal} from "../sql.js";
import {copyEvents} from "./copy-events.js";
import type {Piece} from "./cut-pieces.js";
import {cutPieces} from "./cut-pieces.js";
import {doubleBackslashes, losesBackslashes} from "./double-backslashes.js";
import {fieldsFit} from "./fields-fit.js";
import type {LinesAlone} from "./refused-lines.js";
import {forgetRefused, notesRefused, takeEqual, takeRefused} from "./refused-lines.js";
import {splitPiece} from "./split-piece.js";

export interface Rejected {
  readonly line: number; // from 1
  readonly reason: string;
  readonly text: string; // the line, cut short
}

export interface PieceCounts {
  readonly events: number;
  readonly rejected: number;
  readonly skipped: number;
  readonly rejects: readonly Rejected[]; // the first of them
}

export interface ReadPieceOptions {
  to: string; // the Parquet file
  samples: number; // rejects to keep
}

export const separator = "\x1f"; // between fields that TypeScript has cut; no text holds it, see splitPiece

/**
 * Reads a piece into a Parquet file of events. DuckDB cuts the lines, which is fast; if it makes of them fewer events than
 * there are lines, some line is broken and may have taken others with it, so that the piece is cut again line by line, and
 * each line ends as an event, rejected or skipped.
 */
export async function readPiece(
  connection: DuckDBConnection,
  piece: Piece,
  reading: Reading,
  {to, samples}: ReadPieceOptions
): Promise<PieceCounts> {
  const fast = await readFast(connection, piece, reading, {to, samples});
  if (fast) return fast;
  // Where one record spans lines, many do: DuckDB would try each part in vain.
  const inParts = piece.bytes > 2 * partSize && !(reading.spans && piece.quotes);
  return (inParts ? copyInParts : copyCarefully)(connection, piece, reading, {to, samples});
}

const partSize = 1024 * 1024; // bytes
const patience = 8; // parts that go the careful way before the rest is not tried any longer

/** Reads a piece again in small parts, so that a broken line, or one that DuckDB can't pass over, slows only its own part. */
async function copyInParts(
  connection: DuckDBConnection,
  piece: Piece,
  reading: Reading,
  {to, samples}: ReadPieceOptions
): Promise<PieceCounts> {
  const folder = `${piece.path}.parts`;
  await mkdir(folder);
  const total = {events: 0, rejected: 0, skipped: 0, rejects: [] as Rejected[]};
  const files: string[] = [];
  const blocks = createReadStream(piece.path, {highWaterMark: partSize}) as AsyncIterable<Buffer>;
  let careful = 0;
  for await (const part of cutPieces(blocks, {folder, size: partSize, firstLine: piece.firstLine})) {
    const file = join(folder, `${files.length}.parquet`);
    const left = {to: file, samples: samples - total.rejects.length};
    const hopeless = careful > patience && careful > files.length * 0.9;
    const fast = hopeless ? null : await readFast(connection, part, reading, left);
    if (!fast) careful++;
    const counts = fast ?? (await copyCarefully(connection, part, reading, left));
    files.push(file);
    for (const name of ["events", "rejected", "skipped"] as const) total[name] += counts[name];
    total.rejects.push(...counts.rejects);
  }
  await copyEvents(connection, `FROM read_parquet([${files.map(literal).join(", ")}])`, to);
  await rm(folder, {recursive: true});
  return total;
}

/**
 * Reads a piece as DuckDB cuts it. Lines that it passes over are read again, carefully and alone, if that makes up for all: then
 * each of the others was cut as a line. Null if it does not, or if DuckDB cannot read the piece.
 */
async function readFast(
  connection: DuckDBConnection,
  piece: Piece,
  reading: Reading,
  {to, samples}: ReadPieceOptions
): Promise<PieceCounts | null> {
  if (!piece.plain) return null;
  const fast = await copyFast(connection, piece, reading, to);
  if (!fast) return forgetRefused(connection);
  const skipped = piece.blank + fast.skipped;
  const count = piece.lines - skipped - fast.events;
  if (count === 0) return {events: fast.events, rejected: 0, skipped, rejects: []};
  if (count < 0 || reading.inForce || (reading.spans && piece.quotes)) return forgetRefused(connection);
  const alone = fast.faulty
    ? await takeEqual(piece, fast.faulty, count)
    : await takeRefused(connection, piece, {path: fast.path, count});
  if (!alone) return null;
  const rest = await readAlone(connection, piece, reading, {to, samples, alone});
  return {...rest, events: fast.events + rest.events, skipped: skipped + rest.skipped};
}

/** Reads some lines of a piece carefully, and adds their events, which few have, to those of the others. */
async function readAlone(
  connection: DuckDBConnection,
  piece: Piece,
  reading: Reading,
  {to, samples, alone: {path, bytes, numbers}}: ReadPieceOptions & {alone: LinesAlone}
): Promise<PieceCounts> {
  const part = {...piece, path, bytes, firstLine: 1, lines: numbers.length, blank: 0};
  const own = `${to}.alone`;
  const counts = await copyCarefully(connection, part, reading, {to: own, samples});
  if (counts.events > 0) {
    await copyEvents(connection, `FROM read_parquet([${[to, own].map(literal).join(", ")}])`, `${to}.all`);
    await rename(`${to}.all`, to);
  }
  await rm(own);
  const numberOf = (line: number) => piece.firstLine + numbers[line - 1] - 1;
  return {...counts, rejects: counts.rejects.map((reject) => ({...reject, line: numberOf(reject.line)}))};
}

interface Copied {
  readonly events: number;
  readonly skipped: number;
  readonly path: string; // what was read
  readonly faulty: ReadonlySet<string> | null; // lines that are no events, where each line is one field
}

async function copyFast(
  connection: DuckDBConnection,
  piece: Piece,
  reading: Reading,
  to: string
): Promise<Copied | null> {
  const layout = reading.layout ? reading.layout() : reading;
  if (!layout) return null;
  // Without a quote in the piece, quotes need no watching, and no line can swallow the next.
  const dialect = piece.quotes ? layout.dialect : {...layout.dialect, quote: "", escape: ""};
  try {
    const torn = losesBackslashes(piece, dialect);
    const path = torn ? (piece.doubled ?? (await doubleBackslashes(piece, dialect))) : piece.path;
    const relation = withColumns(readCsv(path, layout.columns, dialect, notesRefused), reading.columns, layout.columns);
    const fields = reading.relation?.(relation) ?? relation;
    const skipped = reading.skips ? await setAside(connection, fields, reading.skips) : 0;
    const source = reading.skips ? "piece_fields" : fields;
    const {from, checked} = eventsFrom(eventsOf(piece, reading), source, forwardedOf(reading));
    const query = `SELECT ${[checked, ...forwarded(reading)].join(", ")} FROM ${from}`;
    const copying = copyEvents(connection, query, to);
    if (dialect.delim === "") {
      const events = await copying.catch(() => null);
      if (events !== null) return {events, skipped, path, faulty: null};
      const some = await copyValid(connection, reading, {from: source, to});
      return some && {...some, skipped, path};
    }
    const [events, fit] = await Promise.all([
      copying,
      piece.hollow ? fieldsFit(path, dialect, layout.columns.length) : true
    ]);
    return fit ? {events, skipped, path, faulty: null} : null;
  } catch {
    return null; // what DuckDB can't read at all is for the careful way, which says what is wrong
  }
}

const mostFaulty = 20e6; // bytes of lines that are no events

/** Copies the events of lines that are one field each, and gives the other lines; null if they are too many. */
async function copyValid(
  connection: DuckDBConnection,
  reading: Reading,
  {from, to}: {from: string; to: string}
): Promise<Pick<Copied, "events" | "faulty"> | null> {
  const [line] = reading.columns;
  const query = eventsFrom(reading.events, from, [line, ...forwardedOf(reading)]);
  const columns = [...query.columns, ...forwarded(reading)];
  await connection.run(`CREATE OR REPLACE TEMP TABLE piece_events AS
    SELECT ${[line, query.select, ...forwarded(reading)].join(", ")}, ${query.valid} AS is_event FROM ${query.from}`);
  const others = `FROM piece_events WHERE is_event IS NOT true AND ${line} IS NOT NULL`; // null is a blank line, or a hyphen
  const size = await connection.runAndReadAll(`SELECT coalesce(sum(strlen(${line})), 0)::DOUBLE ${others}`);
  if (Number(size.getRowsJS()[0][0]) > mostFaulty) return null;
  const reader = await connection.runAndReadAll(`SELECT DISTINCT ${line} ${others}`);
  const events = await copyEvents(connection, `SELECT ${columns.join(", ")} FROM piece_events WHERE is_event`, to);
  return {events, faulty: new Set([...reader.getRowsJS().map(([text]) => String(text)), "-"])};
}

async function copyCarefully(
  connection: DuckDBConnection,
  piece: Piece,
  reading: Reading,
  {to, samples}: ReadPieceOptions
): Promise<PieceCounts> {
  const clean = `${piece.path}.split`;
  const {skipped, rejected, rejects} = await splitPiece(piece, reading, {to: clean, samples});
  const relation = readCsv(clean, ["line_number", ...reading.columns], {delim: separator, quote: "", escape: ""});
  const fields = reading.relation?.(relation) ?? relation;
  const {from, select, valid} = eventsFrom(reading.events, fields, forwardedOf(reading));
  const query = `SELECT ${[select, ...forwarded(reading)].join(", ")} FROM ${from} WHERE ${valid}`;
  const events = await copyEvents(connection, query, to);
  const faulty = piece.lines - skipped - rejected - events;
  if (faulty > 0) rejects.push(...(await readFaults(connection, reading, relation, samples)));
  await rm(clean);
  return {
    events,
    skipped,
    rejected: rejected + faulty,
    rejects: rejects.sort((a, b) => a.line - b.line).slice(0, samples)
  };
}

/** The events of a piece as DuckDB cuts it: a record with spaces that only `split` takes away has no time, and so is none. */
function eventsOf({spaces}: Piece, {events, spaced}: Reading): Reading["events"] {
  return spaces && spaced ? {...events, timestamp: `CASE WHEN NOT (${spaced}) THEN ${events.timestamp} END`} : events;
}

function forwardedOf({forwardedFor}: Reading): string[] {
  return forwardedFor === undefined ? [] : [`${forwardedFor} AS forwarded_for`];
}

/** What stands behind the columns of the events: whom a proxy named, until `canonicalize` has looked at it. */
function forwarded({forwardedFor}: Reading): string[] {
  return forwardedFor === undefined ? [] : ["forwarded_for"];
}

async function readFaults(
  connection: DuckDBConnection,
  reading: Reading,
  relation: string,
  samples: number
): Promise<Rejected[]> {
  const keep = ["line_number", `concat_ws(' ', ${reading.columns.map(identifier).join(", ")}) AS line_text`];
  const {from, valid, fault} = eventsFrom(reading.events, reading.relation?.(relation) ?? relation, keep);
  const reader = await connection.runAndReadAll(
    `SELECT line_number::DOUBLE, ${fault}, left(line_text, 300) FROM ${from} WHERE NOT (${valid})
      ORDER BY line_number::BIGINT LIMIT ${samples}`
  );
  return reader
    .getRowsJS()
    .map(([line, reason, text]) => ({line: Number(line), reason: String(reason), text: String(text)}));
}

/** Keeps the fields of records that are events in table `piece_fields`, and counts the others, looking at each line once. */
async function setAside(connection: DuckDBConnection, fields: string, skips: string): Promise<number> {
  await connection.run(`CREATE OR REPLACE TEMP TABLE piece_fields AS SELECT *, ${skips} AS is_skipped FROM ${fields}`);
  const {rowsChanged} = await connection.run("DELETE FROM piece_fields WHERE is_skipped");
  return rowsChanged;
}

/** Relation `from` with a null for each of the columns that it lacks. */
function withColumns(from: string, columns: readonly string[], has: readonly string[]): string {
  const lacks = columns.filter((name) => !has.includes(name));
  return lacks.length === 0
    ? from
    : `(SELECT *, ${lacks.map((name) => `NULL::VARCHAR AS ${identifier(name)}`).join(", ")} FROM ${from})`;
}

/** SQL: the relation of the text fields of a file, null where a field is empty or a hyphen. */
export function readCsv(
  path: string,
  columns: readonly string[],
  {delim, quote, escape}: Dialect,
  faults = "ignore_errors = true"
): string {
  const types = columns.map((name) => `${literal(name)}: 'VARCHAR'`).join(", ");
  return `read_csv(${literal(path)}, columns = {${types}}, header = false, auto_detect = false, delim = ${literal(delim)},
    quote = ${literal(quote)}, escape = ${literal(escape)}, nullstr = ['', '-'], max_line_size = 4000000, ${faults})`;
}

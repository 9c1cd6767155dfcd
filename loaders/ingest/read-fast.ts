import {rename, rm} from "node:fs/promises";
import type {DuckDBConnection} from "@duckdb/node-api";
import type {Reading} from "../formats/index.js";
import {inOrder} from "../engines/duckdb.js";
import {eventsFrom, readObjects} from "../formats/index.js";
import {identifier, literal} from "../sql.js";
import {copyCarefully, forwarded, forwardedOf} from "./copy-carefully.js";
import {copyEvents} from "./copy-events.js";
import type {Piece} from "./cut-pieces.js";
import {doubleBackslashes, losesBackslashes} from "./double-backslashes.js";
import {fieldsFit} from "./fields-fit.js";
import type {LinesAlone} from "./lines-alone.js";
import {forgetRefused, notesRefused, takeAlone} from "./lines-alone.js";
import {readCsv} from "./read-csv.js";
import type {PieceCounts, ReadPieceOptions} from "./read-piece.js";

/**
 * Reads a piece as DuckDB cuts it. Lines that it passes over, or makes no events of, are read again, carefully and alone, if that makes
 * up for all: then each of the others was cut as a line. Null if it does not, or if DuckDB cannot read the piece.
 */
export async function readFast(
  connection: DuckDBConnection,
  piece: Piece,
  reading: Reading,
  {to, samples}: ReadPieceOptions
): Promise<PieceCounts | null> {
  const plan = piece.plain ? await planReading(piece, reading) : null;
  if (!plan) return null;
  // What DuckDB can't read at all is for the careful way. An object that is no event makes the other way necessary, not the same again.
  const copied =
    (await (reading.pointers ? copyObjects : copyChecked)(connection, plan, to).catch(() => null)) ??
    (plan.alone ? await copyValid(connection, plan, to).catch(() => null) : null);
  const skipped = piece.blank + (copied?.skipped ?? 0);
  const count = copied ? piece.lines - skipped - copied.events : -1;
  if (copied && count === 0) return {events: copied.events, rejected: 0, skipped, rejects: []};
  const lines =
    copied && count > 0 && plan.alone
      ? await takeAlone(connection, piece, {...copied, path: plan.path, count})
      : await forgetRefused(connection);
  if (!copied || !lines) return null;
  const rest = await readAlone(connection, piece, reading, {to, samples, lines});
  return {...rest, events: copied.events + rest.events, skipped: skipped + rest.skipped};
}

/** Reads some lines of a piece carefully, and adds their events, which few have, to those of the others. */
export async function readAlone(
  connection: DuckDBConnection,
  piece: Piece,
  reading: Reading,
  {to, samples, lines: {path, bytes, numbers}}: ReadPieceOptions & {lines: LinesAlone}
): Promise<PieceCounts> {
  if (numbers.length === 0) return {events: 0, rejected: 0, skipped: 0, rejects: []};
  const part = {...piece, path, bytes, lines: numbers.length, blank: 0};
  const own = `${to}.alone`;
  const inLog = numbers.map((number) => piece.firstLine + number - 1);
  const counts = await copyCarefully(connection, part, reading, {to: own, samples, numbers: inLog});
  if (counts.events > 0) {
    await copyEvents(connection, `FROM read_parquet([${[to, own].map(literal).join(", ")}])`, `${to}.all`);
    await rename(`${to}.all`, to);
  }
  await rm(own);
  return counts;
}

export type Layout = Pick<Reading, "columns" | "dialect">;

/** How DuckDB is to read a piece. */
export interface Plan extends Layout {
  readonly piece: Piece;
  readonly reading: Reading;
  readonly path: string;
  readonly alone: boolean; // see isCutAlone
  readonly relate: (from: string) => string; // SQL: from the fields as they are cut to those that events are made of
}

/** How DuckDB can read a piece; null if only the format's own `split` can. */
export async function planReading(piece: Piece, reading: Reading): Promise<Plan | null> {
  const layout = layoutOf(piece, reading);
  if (!layout) return null;
  const {columns, dialect} = layout;
  const torn = losesBackslashes(piece, dialect);
  const path = torn ? (piece.doubled ?? (await doubleBackslashes(piece, dialect))) : piece.path;
  const relate = (from: string) => {
    const fields = withColumns(from, reading.columns, columns);
    return reading.relation?.(fields) ?? fields;
  };
  return {piece, reading, path, columns, dialect, alone: isCutAlone(piece, reading), relate};
}

/** The fields of the lines of a piece, and how DuckDB is to cut them; null if only `split` can. */
export function layoutOf({quotes}: Piece, reading: Reading): Layout | null {
  const layout = reading.layout ? reading.layout() : reading;
  // Without a quote in the piece, quotes need no watching, and no line can swallow the next.
  return layout && (quotes ? layout : {...layout, dialect: {...layout.dialect, quote: "", escape: ""}});
}

/** Whether each line of a piece can be cut without those before it. */
export function isCutAlone({quotes}: Piece, {inForce, spans}: Reading): boolean {
  return !inForce && !(spans && quotes);
}

interface Copied {
  readonly events: number;
  readonly skipped: number;
  readonly objects: boolean; // read as JSON
  readonly records: number; // that were cut
  readonly others: ArrayLike<number>; // of these, by their number from 0, those that are no events
}

/** Copies all objects, a line each; null if they are not as many as the lines, and throws if one is no event. */
async function copyObjects(connection: DuckDBConnection, plan: Plan, to: string): Promise<Copied | null> {
  const {piece, reading, path} = plan;
  const fields = readObjects(path, reading.pointers!, reading.events.timestamp!);
  if (fields === null) return copyChecked(connection, plan, to);
  const {skips = "false"} = reading;
  const events = await copyFields(connection, plan, {fields: `(FROM ${fields} WHERE (${skips}) IS NOT true)`, to});
  const others = piece.lines - piece.blank - events;
  if (others === 0) return {events, skipped: 0, objects: true, records: events, others: []};
  const reader = await connection.runAndReadAll(`SELECT count(*)::DOUBLE FROM ${fields} WHERE ${skips}`); // quicker than to set them aside
  const skipped = Number(reader.getRowsJS()[0][0]);
  return skipped === others ? {events, skipped, objects: true, records: events + skipped, others: []} : null;
}

/** Copies all that DuckDB cuts; throws if something of it is no event. */
async function copyChecked(connection: DuckDBConnection, plan: Plan, to: string): Promise<Copied | null> {
  const {reading, path, columns, dialect, alone, relate} = plan;
  const fields = relate(readCsv(path, columns, dialect, alone ? notesRefused : undefined));
  const skipped = reading.skips ? await setAside(connection, fields, reading) : 0;
  const source = reading.skips ? "piece_fields" : fields;
  const [events, fit] = await Promise.all([copyFields(connection, plan, {fields: source, to}), linesFit(plan)]);
  return fit ? {events, skipped, objects: false, records: events + skipped, others: []} : null;
}

/** Copies the events that fields make; throws if some make none. */
async function copyFields(
  connection: DuckDBConnection,
  {piece, reading}: Plan,
  {fields, to}: {fields: string; to: string}
): Promise<number> {
  const {from, checked} = eventsFrom(eventsOf(piece, reading), fields, forwardedOf(reading));
  return copyEvents(connection, `SELECT ${[checked, ...forwarded(reading)].join(", ")} FROM ${from}`, to);
}

/** Copies what of it is an event, and tells which records are none. Takes three times as long. */
async function copyValid(connection: DuckDBConnection, plan: Plan, to: string): Promise<Copied | null> {
  const {piece, reading, path, columns, dialect, relate} = plan;
  await forgetRefused(connection);
  const {pointers, events: texts, skips = "false"} = reading;
  const objects = pointers ? readObjects(path, pointers, texts.timestamp!) : null; // a row for each line, of whatever it holds
  // Fields alone, in order, since a query that joins, as one with a long list does, may give its rows in any.
  await inOrder(
    connection,
    `CREATE OR REPLACE TEMP TABLE piece_fields AS FROM ${objects ?? readCsv(path, columns, dialect, notesRefused)}`
  );
  const rows = "(SELECT *, rowid AS record_number FROM piece_fields)";
  const keep = ["record_number", `${skips} AS is_skipped`, ...forwardedOf(reading)];
  const query = eventsFrom(eventsOf(piece, reading), objects ? rows : relate(rows), keep);
  await connection.run(`CREATE OR REPLACE TEMP TABLE piece_events AS
    SELECT ${[query.select, ...forwarded(reading)].join(", ")}, CASE WHEN is_skipped THEN 'skipped' WHEN ${query.valid} THEN 'event' END AS kind,
      CASE WHEN kind IS NULL THEN record_number END AS record_number
    FROM ${query.from}`);
  await connection.run("DROP TABLE piece_fields");
  if (!(await linesFit(plan))) return null;
  const counts = await connection.runAndReadAll(
    "SELECT count(*)::DOUBLE, (count(*) FILTER (kind = 'skipped'))::DOUBLE FROM piece_events"
  );
  const [records, skipped] = counts.getRowsJS()[0].map(Number);
  const reader = await connection.runAndReadAll(
    "SELECT record_number::DOUBLE FROM piece_events WHERE kind IS NULL ORDER BY record_number"
  );
  const select = [...query.columns, ...forwarded(reading)].join(", ");
  const events = await copyEvents(connection, `SELECT ${select} FROM piece_events WHERE kind = 'event'`, to);
  await connection.run("DROP TABLE piece_events");
  const others = (reader.getColumnsJS()[0] ?? []) as number[];
  return {events, skipped, objects: objects !== null, records, others};
}

/** Whether lines have the fields that DuckDB makes of them, where it does not see to that itself. */
export async function linesFit({piece, path, dialect, columns}: Plan): Promise<boolean> {
  return !piece.hollow || dialect.delim === "" || (await fieldsFit(path, dialect, columns.length));
}

/** The events of a piece as DuckDB cuts it: a record with spaces that only `split` takes away has no time, and so is none. */
export function eventsOf({spaces}: Piece, {events, spaced}: Reading): Reading["events"] {
  return spaces && spaced ? {...events, timestamp: `CASE WHEN NOT (${spaced}) THEN ${events.timestamp} END`} : events;
}

/** Keeps the fields of records that are events in table `piece_fields`, and counts the others, looking at each line once. */
async function setAside(connection: DuckDBConnection, fields: string, {skips, columns}: Reading): Promise<number> {
  const names = columns.join() === "line" ? "COLUMNS(name -> name <> 'line')" : "*"; // to keep the line too takes twice as long
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE piece_fields AS SELECT ${names}, ${skips} AS is_skipped FROM ${fields}`
  );
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

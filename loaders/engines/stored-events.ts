import type {DuckDBConnection} from "@duckdb/node-api";
import type {EventColumn} from "../formats/index.js";
import {eventColumns} from "../formats/index.js";
import {literal} from "../sql.js";

/** A Parquet file of events. */
export interface StoredFile {
  readonly path: string;
  readonly bytes: number; // on disk
  readonly shared: boolean; // its column `member` tells which log a row is of; otherwise all rows are of one
  readonly logs: readonly (StoredPart | null)[]; // by `member`; null for a log whose events do not count any longer
}

/** The events of a log in one file. */
export interface StoredPart {
  readonly label: string; // of the log
  readonly part: number; // of all parts of all logs, from 0, whatever files they are in
}

/** Where the events are, and the columns that any log has. */
export interface StoredEvents {
  readonly files: readonly StoredFile[];
  readonly columns: ReadonlySet<EventColumn>;
}

/** Opens Parquet files of the store as a view: all columns, null where a log does not have one, and `log`. */
export async function openEvents(
  connection: DuckDBConnection,
  {files}: Pick<StoredEvents, "files">,
  view = "events"
): Promise<void> {
  const columns = Object.keys(eventColumns).join(", ");
  await connection.run(
    `CREATE OR REPLACE VIEW ${view} AS SELECT ${columns}, log FROM ${rowsWith(files, "log", ({label}) => literal(label))}`
  );
}

/** SQL: all events that count, with the number `part` of their part, and column `log` only where the files have it. */
export function numberedRows({files}: Pick<StoredEvents, "files">): string {
  return rowsWith(files, "part", ({part}) => String(part));
}

/** SQL: all rows of files that count, with one more column, which has a value for each part. */
function rowsWith(files: readonly StoredFile[], name: "log" | "part", valueOf: (part: StoredPart) => string): string {
  const from = readStored(files);
  const logs = files.flatMap(({logs}) => logs);
  const type = name === "log" ? "VARCHAR" : "INTEGER";
  const values = `[${logs.map((part) => (part ? valueOf(part) : "NULL")).join(", ")}]::${type}[]`;
  if (!files.some(({shared}) => shared))
    return `(SELECT * EXCLUDE (file_index), (${values})[file_index::BIGINT + 1] AS ${name} FROM ${from})`;
  let before = 0;
  const firsts = files.map(({logs}) => (before += logs.length) - logs.length + 1);
  const first = `[${firsts.join(", ")}][file_index::BIGINT + 1]`;
  const counts = `[${files.map(({logs}) => logs.length).join(", ")}][file_index::BIGINT + 1]`; // behind the last that counts, more may be
  const value = `CASE WHEN coalesce(member, 0) < ${counts} THEN (${values})[${first} + coalesce(member, 0)] END`;
  return `(FROM (SELECT * EXCLUDE (member, file_index), ${value} AS ${name} FROM ${from}) WHERE ${name} IS NOT NULL)`;
}

/** SQL: the rows of files, and `file_index`. A column that none of them has is null. */
function readStored(files: readonly StoredFile[]): string {
  const none = Object.entries(eventColumns).map(([name, type]) => `NULL::${type} AS ${name}`);
  const nothing = `SELECT ${none.join(", ")}, NULL::UBIGINT AS file_index WHERE false`;
  if (files.length === 0) return `(${nothing})`;
  const paths = files.map(({path}) => literal(path)).join(", ");
  return `(SELECT *, file_index FROM read_parquet([${paths}], union_by_name = true) UNION ALL BY NAME ${nothing})`;
}

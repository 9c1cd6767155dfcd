import type {DuckDBConnection} from "@duckdb/node-api";
import type {EventColumn} from "../formats/index.js";
import {eventColumns} from "../formats/index.js";
import {literal} from "../sql.js";

/** A Parquet file of events. */
export interface StoredFile {
  readonly path: string;
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

/** Opens the Parquet files of the store as view `events`: all columns, null where a log does not have one. */
export async function openEvents(connection: DuckDBConnection, {files, columns}: StoredEvents): Promise<void> {
  const select = Object.entries(eventColumns).map(([name, type]) =>
    files.length > 0 && columns.has(name as EventColumn) ? name : `NULL::${type} AS ${name}`
  );
  await connection.run(
    files.length > 0
      ? `CREATE OR REPLACE VIEW events AS SELECT ${select.join(", ")}, log FROM ${rowsWith(files, "log", ({label}) => literal(label))}`
      : `CREATE OR REPLACE VIEW events AS SELECT ${select.join(", ")}, NULL::VARCHAR AS log WHERE false`
  );
}

/** SQL: all events that count, with number `part` of their part, and column `log` only where the files have it. */
export function numberedRows({files}: StoredEvents): string {
  if (files.length === 0) return "(SELECT *, 0 AS part FROM events)";
  return files.some(({shared}) => shared)
    ? rowsWith(files, "part", ({part}) => String(part))
    : `(SELECT *, file_index AS part FROM ${readStored(files)})`; // of one log each, in the order of the parts
}

/** SQL: all rows of files that count, with one more column, which has a value for each part. */
function rowsWith(files: readonly StoredFile[], name: "log" | "part", valueOf: (part: StoredPart) => string): string {
  const from = readStored(files);
  const logs = files.flatMap(({logs}) => logs);
  const values = `[${logs.map((part) => (part ? valueOf(part) : "NULL")).join(", ")}]`;
  if (!files.some(({shared}) => shared)) return `(SELECT *, ${values}[file_index::BIGINT + 1] AS ${name} FROM ${from})`;
  let before = 0;
  const firsts = files.map(({logs}) => (before += logs.length) - logs.length + 1);
  const first = `[${firsts.join(", ")}][file_index::BIGINT + 1]`;
  const counts = `[${files.map(({logs}) => logs.length).join(", ")}][file_index::BIGINT + 1]`; // behind the last that counts, more may be
  const value = `CASE WHEN coalesce(member, 0) < ${counts} THEN ${values}[${first} + coalesce(member, 0)] END`;
  return `(FROM (SELECT * EXCLUDE (member), ${value} AS ${name} FROM ${from}) WHERE ${name} IS NOT NULL)`;
}

function readStored(files: readonly StoredFile[]): string {
  return `read_parquet([${files.map(({path}) => literal(path)).join(", ")}], union_by_name = true)`;
}

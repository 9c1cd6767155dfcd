import {createHash} from "node:crypto";
import type {DuckDBConnection} from "@duckdb/node-api";
import {messageOf, UserError} from "../errors.js";
import type {EventColumn} from "../formats/index.js";
import {eventsFrom, resolveNames, timeText} from "../formats/index.js";
import {identifier, literal} from "../sql.js";
import type {LogHints} from "./choose-reading.js";
import {copyEvents} from "./copy-events.js";
import type {PieceCounts} from "./read-piece.js";

export interface ParquetReading {
  readonly events: Partial<Record<EventColumn, string>>; // SQL over the file's columns: text
  readonly notes: readonly string[];
  readonly digest: string; // of how rows become events
}

/**
 * Chooses by the names of its columns, the same as in other logs, how a Parquet file's rows become events. Throws a UserError
 * if none is a time, or none an address.
 */
export async function chooseParquetReading(
  connection: DuckDBConnection,
  path: string,
  {zone = "UTC", time, columns: mapping}: LogHints = {}
): Promise<ParquetReading> {
  const reader = await connection
    .runAndReadAll(`DESCRIBE SELECT * FROM read_parquet(${literal(path)})`)
    .catch((error: unknown) => {
      throw new UserError(`damaged Parquet file: ${path}; ${messageOf(error).split("\n", 1)[0]}`);
    });
  const types = new Map(reader.getRowsJS().map(([name, type]) => [String(name), String(type)]));
  const names = [...types.keys()];
  const start = mapping?.timestamp === undefined && names.includes("start") && {timestamp: "start"}; // flow logs of AWS
  const resolved = resolveNames(names, {...start, ...mapping}) ?? resolveNames(names, mapping);
  if (!resolved)
    throw new UserError(
      `unknown format: Parquet with the columns ${names.join(", ")}; none is known as a time, or none as an address: name them in formats[].columns of atlas.config.ts`
    );
  const events: Partial<Record<EventColumn, string>> = {};
  for (const [column, found] of Object.entries(resolved.columns)) {
    const texts = found.map((name) => textOf(identifier(name), types.get(name)!));
    events[column as EventColumn] = texts.length > 1 ? `coalesce(${texts.join(", ")})` : texts[0];
  }
  events.timestamp = timeText(events.timestamp!, {zone, time});
  const digest = createHash("sha256")
    .update(JSON.stringify(["parquet", events]))
    .digest("hex");
  return {events, notes: resolved.notes, digest};
}

/** Reads the rows of a Parquet file into one of events; a row that is no event is rejected, with its number from 1. */
export async function readParquet(
  connection: DuckDBConnection,
  path: string,
  {events: texts}: ParquetReading,
  {to, samples}: {to: string; samples: number}
): Promise<PieceCounts & {rows: number}> {
  const relation = `read_parquet(${literal(path)}, file_row_number = true) AS record`;
  const {from, select, valid, fault} = eventsFrom(texts, relation, [
    "file_row_number + 1 AS row_number",
    "record::VARCHAR AS row_text"
  ]);
  const events = await copyEvents(connection, `SELECT ${select} FROM ${from} WHERE ${valid}`, to);
  const count = await connection.runAndReadAll(`SELECT count(*)::DOUBLE FROM read_parquet(${literal(path)})`);
  const rows = Number(count.getRowsJS()[0][0]);
  const rejected = rows - events;
  const reader = await connection.runAndReadAll(
    `SELECT row_number::DOUBLE, ${fault}, left(row_text, 300) FROM ${from} WHERE NOT (${valid}) ORDER BY 1 LIMIT ${rejected > 0 ? samples : 0}`
  );
  const rejects = reader
    .getRowsJS()
    .map(([line, reason, text]) => ({line: Number(line), reason: String(reason), text: String(text)}));
  return {rows, events, rejected, skipped: 0, rejects};
}

/** SQL: the text of a value as logs have it: UTC times, whole numbers without a fraction. */
function textOf(name: string, type: string): string {
  if (type === "TIMESTAMP WITH TIME ZONE") return `${name}::TIMESTAMP::VARCHAR || 'Z'`;
  if (type === "DOUBLE" || type === "FLOAT" || type.startsWith("DECIMAL"))
    return `CASE WHEN ${name} = floor(${name}) AND abs(${name}) < 9e15 THEN ${name}::BIGINT::VARCHAR ELSE ${name}::VARCHAR END`;
  return `nullif(nullif(trim(${name}::VARCHAR), ''), '-')`;
}

import type {DuckDBConnection} from "@duckdb/node-api";
import type {EventColumn} from "../formats/index.js";
import {eventColumns} from "../formats/index.js";
import {literal} from "../sql.js";

// All SQL that reads events stands here, and is plain: filter, group by, count, sum, min, max.

/**
 * The sums that every rollup makes, given what the logs have. `unsized` counts the events that logged no byte count at all. What
 * no log has is not summed: a sum over nulls takes as long as one over numbers.
 */
export function sumsOver(columns: ReadonlySet<EventColumn>): string {
  const logged = (["bytes_sent", "bytes_received"] as const).filter((name) => columns.has(name));
  const sum = (name: "bytes_sent" | "bytes_received") =>
    logged.includes(name) ? `sum(${name})::DOUBLE` : "NULL::DOUBLE";
  const sized =
    logged.length === 2
      ? "count(coalesce(bytes_sent, bytes_received))"
      : logged.length === 1
        ? `count(${logged[0]})`
        : "0";
  return `count(*)::DOUBLE AS events, ${sum("bytes_sent")} AS bytes_sent, ${sum("bytes_received")} AS bytes_received,
    (count(*) - ${sized})::DOUBLE AS unsized`;
}

/** The same sums over rows that hold sums already. */
export const sumsOfSums = `sum(events) AS events, sum(bytes_sent) AS bytes_sent, sum(bytes_received) AS bytes_received, sum(unsized) AS unsized`;

/** Opens the Parquet files of the store as view `events`: all columns, null where a log does not have one. */
export async function openEvents(
  connection: DuckDBConnection,
  {files, columns}: {files: readonly string[]; columns: ReadonlySet<EventColumn>}
): Promise<void> {
  const select = Object.entries(eventColumns).map(([name, type]) =>
    files.length > 0 && columns.has(name as EventColumn) ? name : `NULL::${type} AS ${name}`
  );
  const from = `read_parquet([${files.map(literal).join(", ")}], union_by_name = true)`;
  await connection.run(
    files.length > 0
      ? `CREATE OR REPLACE VIEW events AS SELECT ${select.join(", ")}, log FROM ${from}`
      : `CREATE OR REPLACE VIEW events AS SELECT ${select.join(", ")}, NULL::VARCHAR AS log WHERE false`
  );
}

/**
 * Sums events by source address into table `to`: `ip` (null where the log has none), the sums, `first_seen`, `last_seen`, and
 * `rank` from 1 by bytes, then events, then address.
 */
export async function rollUpAddresses(
  connection: DuckDBConnection,
  {from, sums, to}: {from: string; sums: string; to: string}
): Promise<void> {
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE ${to} AS
    SELECT *, row_number() OVER (ORDER BY coalesce(bytes_sent, 0) + coalesce(bytes_received, 0) DESC, events DESC, ip) AS rank
    FROM (SELECT source_ip AS ip, ${sums}, min(timestamp) AS first_seen, max(timestamp) AS last_seen FROM ${from} GROUP BY source_ip)`);
}

/** Counts the distinct values of a column that is not null. */
export async function countDistinct(connection: DuckDBConnection, from: string, column: EventColumn): Promise<number> {
  const reader = await connection.runAndReadAll(
    `SELECT count(*)::DOUBLE FROM (SELECT DISTINCT ${column} FROM ${from} WHERE ${column} IS NOT NULL)`
  );
  return Number(reader.getRowsJS()[0][0]);
}

/** Sums events by log, protocol and status into table `to`, as the log has them. */
export async function rollUpKinds(connection: DuckDBConnection, {from, to}: {from: string; to: string}): Promise<void> {
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${to} AS
    SELECT log, protocol, status_code // 100 AS hundreds, action, count(*)::DOUBLE AS events FROM ${from} GROUP BY ALL`);
}

export interface CellOptions {
  from: string; // events
  slots: string; // table of `ip` (each once) and the `slot` that its events are summed in
  kinds: string; // table of `log`, `protocol`, `hundreds`, `action` and the `kind` that they are summed in
  seconds: number; // length of a bucket
  sums: string; // what to sum, see sumsOver
  to: string;
}

/**
 * Sums events by bucket, slot and kind into table `to`; `bucket` counts buckets since 1970, weeks from Monday on. Slots are
 * found by the hashes of the addresses, a fifth faster than by their texts, unless two addresses share one.
 */
export async function rollUpCells(
  connection: DuckDBConnection,
  {from, slots, kinds, seconds, sums, to}: CellOptions
): Promise<void> {
  const reader = await connection.runAndReadAll(`SELECT count(*) = count(DISTINCT hash(ip)) FROM ${slots}`);
  const sameSlot = reader.getRowsJS()[0][0]
    ? `JOIN (SELECT hash(ip) AS hash, slot FROM ${slots}) AS s ON s.hash = hash(event.source_ip)`
    : `JOIN ${slots} AS s ON s.ip IS NOT DISTINCT FROM event.source_ip`;
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${to} AS
    SELECT (epoch_ms(timestamp) - ${bucketOrigin(seconds)}) // ${seconds * 1000} AS bucket, slot, kind, ${sums}
    FROM ${from} AS event
    ${sameSlot}
    JOIN ${kinds} AS k ON k.log = event.log AND k.protocol IS NOT DISTINCT FROM event.protocol
      AND k.hundreds IS NOT DISTINCT FROM event.status_code // 100 AND k.action IS NOT DISTINCT FROM event.action
    GROUP BY ALL`);
}

/** Milliseconds from 1970 to the start of bucket 0: weeks begin on Monday 5 January 1970, all else at midnight UTC. */
export function bucketOrigin(seconds: number): number {
  return seconds % (7 * 86400) === 0 ? 4 * 86400 * 1000 : 0;
}

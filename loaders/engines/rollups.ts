import type {DuckDBConnection} from "@duckdb/node-api";
import type {Summable} from "./settled-sums.js";
import {sumsOfSums} from "./sums.js";

// All SQL that reads events stands here, but for evidence.ts, and is plain: filter, group by, count, sum, min, max.

const times = "min(timestamp) AS first_seen, max(timestamp) AS last_seen";
const merge = `${sumsOfSums}, min(first_seen) AS first_seen, max(last_seen) AS last_seen`;

/**
 * Sums events by source address into table `to`: `ip` (null where the log has none), the sums, `bytes` (0 where none were logged), `first_seen`, `last_seen`, and
 * `rank` from 1 by bytes, then events, then address.
 */
export async function rollUpAddresses(
  connection: DuckDBConnection,
  {from, sums, to}: {from: Summable; sums: string; to: string}
): Promise<void> {
  const of = (events: string) => `SELECT source_ip AS ip, ${sums}, ${times} FROM ${events} GROUP BY source_ip`;
  const totals = await from.sum(connection, "addresses", {of, by: "ip", merge});
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE ${to} AS
    SELECT *, row_number() OVER (ORDER BY bytes DESC, events DESC, ip) AS rank
    FROM (SELECT *, coalesce(bytes_sent, 0) + coalesce(bytes_received, 0) AS bytes FROM ${totals})`);
}

/**
 * Sums events by destination into table `to`: `ip` (null where none was logged), the sums, `first_seen` and `last_seen`. Gives how many
 * destinations there are.
 */
export async function rollUpDestinations(
  connection: DuckDBConnection,
  {from, sums, to}: {from: Summable; sums: string; to: string}
): Promise<number> {
  const of = (events: string) => `SELECT dest_ip AS ip, ${sums}, ${times} FROM ${events} GROUP BY dest_ip`;
  const totals = await from.sum(connection, "destinations", {of, by: "ip", merge});
  await connection.run(`CREATE OR REPLACE TABLE ${to} AS FROM ${totals}`);
  const reader = await connection.runAndReadAll(`SELECT count(ip)::DOUBLE FROM ${to}`);
  return Number(reader.getRowsJS()[0][0]);
}

/** The same for each of the sources in table `of` (`ip`, `rank`), with its `rank` beside. */
export async function rollUpPairs(
  connection: DuckDBConnection,
  {from, of, hashed = false, sums, to}: {from: string; of: string; hashed?: boolean; sums: string; to: string}
): Promise<void> {
  await connection.run(`CREATE OR REPLACE TABLE ${to} AS ${pairsIn(from, {of, hashed, sums})}`);
}

export interface WatchedPairsOptions {
  from: Summable;
  of: string;
  watched: string;
  lacking: string | null;
  sums: string;
  to: string;
}

/** The same, from sums of settled events that are kept for the sources in table `watched`; of those in table `lacking`, they are read again. */
export async function rollUpWatchedPairs(
  connection: DuckDBConnection,
  {from, of, watched, lacking, sums, to}: WatchedPairsOptions
): Promise<void> {
  const named = (events: string) =>
    `SELECT few.ip AS source_ip, pair.* EXCLUDE (rank) FROM (${pairsIn(events, {of: watched, sums})}) AS pair JOIN ${watched} AS few USING (rank)`;
  const again = lacking && `source_ip IN (FROM ${lacking})`;
  const pairs = await from.sum(connection, "pairs", {of: named, by: "source_ip, ip", merge}, {again});
  await connection.run(`CREATE OR REPLACE TABLE ${to} AS
    SELECT few.rank, pair.* EXCLUDE (source_ip) FROM ${pairs} AS pair JOIN ${of} AS few ON few.ip = pair.source_ip`);
}

function pairsIn(events: string, {of, hashed = false, sums}: {of: string; hashed?: boolean; sums: string}): string {
  return `SELECT rank, dest_ip AS ip, ${sums}, ${times} FROM ${events} AS event ${joinSources(of, hashed)} GROUP BY rank, dest_ip`;
}

/** Whether the hash of an address tells it from all others in a table that has each once. */
export async function hashesDiffer(connection: DuckDBConnection, table: string): Promise<boolean> {
  const reader = await connection.runAndReadAll(`SELECT count(*) = count(DISTINCT hash(ip)) FROM ${table}`);
  return reader.getRowsJS()[0][0] === true;
}

/** SQL: joins `event` with table `of` by source address: by its hash, if all hashes differ, a fifth faster than by its text. */
function joinSources(of: string, hashed: boolean): string {
  return hashed
    ? `JOIN (SELECT * EXCLUDE (ip), hash(ip) AS source_hash FROM ${of}) AS source ON source.source_hash = hash(event.source_ip)`
    : `JOIN ${of} AS source ON source.ip IS NOT DISTINCT FROM event.source_ip`;
}

export interface FlowOptions {
  from: string; // events
  members: string; // table of `ip`, a `scope` that its events are summed in, and whether it is `own`
  hashed: boolean; // whether the hashes of all addresses of events differ
  tops: string; // table of the `place` of some destinations (`ip`) of each scope, from 1
  kinds: string; // see CellsOptions
  own: string | null;
  seconds: number; // length of a bucket
  sums: string;
  others: number; // the place of all other destinations together
  to: string;
}

/**
 * Sums events by scope, bucket, the place of their destination in the scope (0 where none was logged), whether the source is one's
 * own, and kind. Adds them to table `to`, where `start` is the begin of the bucket in seconds since 1970.
 */
export async function rollUpFlows(
  connection: DuckDBConnection,
  {from, members, hashed, tops, kinds, own, seconds, sums, others, to}: FlowOptions
): Promise<void> {
  const {join, toOwn} = ownDestinations(own);
  const kindOf = await kindConditions(connection, kinds, toOwn);
  const origin = bucketOrigin(seconds);
  await connection.run(`INSERT INTO ${to}
    SELECT source.scope, (epoch_ms(timestamp) - ${origin}) // ${seconds * 1000} * ${seconds} + ${origin / 1000} AS start,
      CASE WHEN event.dest_ip IS NULL THEN 0 ELSE coalesce(t.place, ${others}) END AS place, source.own AS from_own, kind, ${sums}
    FROM ${from} AS event
    ${joinSources(members, hashed)}
    LEFT JOIN ${tops} AS t ON t.scope = source.scope AND t.ip = event.dest_ip
    ${join}
    JOIN ${kinds} AS k ON ${kindOf}
    GROUP BY ALL`);
}

/** Sums events by log, protocol and status into table `to`, as the log has them, and by whether they go to one's own addresses. */
export async function rollUpKinds(
  connection: DuckDBConnection,
  {from, own, to}: {from: Summable; own: string | null; to: string}
): Promise<void> {
  const {join, toOwn} = ownDestinations(own);
  const of = (events: string) => `
    SELECT log, protocol, status_code // 100 AS hundreds, action, ${toOwn} AS to_own, count(*)::DOUBLE AS events
    FROM ${events} AS event ${join} GROUP BY ALL`;
  const by = "log, protocol, hundreds, action, to_own";
  const kinds = await from.sum(connection, "kinds", {of, by, merge: "sum(events) AS events"});
  await connection.run(`CREATE OR REPLACE TABLE ${to} AS FROM ${kinds}`);
}

/** Finds which events go to one of the addresses in a table; null where there is no such table, or no destination. */
function ownDestinations(table: string | null): {readonly join: string; readonly toOwn: string} {
  return table === null
    ? {join: "", toOwn: "NULL::BOOLEAN"}
    : {
        join: `LEFT JOIN ${table} AS own ON own.ip = event.dest_ip`,
        toOwn: "CASE WHEN event.dest_ip IS NOT NULL THEN own.ip IS NOT NULL END"
      };
}

export interface CellsOptions {
  slots: string; // table of `ip` (each of the events' once) and the `slot` that its events are summed in
  kinds: string; // table of `log`, `protocol`, `hundreds`, `action`, `to_own` and the `kind` that they are summed in
  own: string | null; // table of the `ip` of one's own destinations, if direction is told
  seconds: number; // length of a bucket
  sums: string; // what to sum, see sumsOver
}

/** SQL that sums a relation of events by bucket, slot and kind; `bucket` counts buckets since 1970, weeks from Monday on. */
export async function cellsOf(
  connection: DuckDBConnection,
  {slots, kinds, own, seconds, sums}: CellsOptions
): Promise<(events: string) => string> {
  const hashed = await hashesDiffer(connection, slots);
  const {join, toOwn} = ownDestinations(own);
  const kindOf = await kindConditions(connection, kinds, toOwn);
  return (events) => `
    SELECT (epoch_ms(timestamp) - ${bucketOrigin(seconds)}) // ${seconds * 1000} AS bucket, slot, kind, ${sums}
    FROM ${events} AS event
    ${joinSources(slots, hashed)}
    ${join}
    JOIN ${kinds} AS k ON ${kindOf}
    GROUP BY ALL`;
}

/** By what the kind of an event is found: only by what is not the same in all of them, since each comparison takes time for each event. */
async function kindConditions(connection: DuckDBConnection, kinds: string, toOwn: string): Promise<string> {
  const valueOf = {
    log: "event.log",
    protocol: "event.protocol",
    hundreds: "event.status_code // 100",
    action: "event.action",
    to_own: toOwn
  };
  const values = Object.keys(valueOf).map(
    (name) => `count(DISTINCT ${name}) + (count(${name}) < count(*))::INTEGER > 1`
  );
  const [varies] = (await connection.runAndReadAll(`SELECT ${values.join(", ")} FROM ${kinds}`)).getRowsJS();
  const conditions = Object.entries(valueOf).map(([name, value]) => `k.${name} IS NOT DISTINCT FROM ${value}`);
  return conditions.filter((_, i) => varies[i]).join(" AND ") || "true";
}

/** The days with events, as numbers since 1970 in UTC, first to last. */
export async function daysOf(connection: DuckDBConnection, from: string): Promise<number[]> {
  const reader = await connection.runAndReadAll(
    `SELECT DISTINCT (epoch_ms(timestamp) // 86400000)::DOUBLE AS day FROM ${from} WHERE timestamp IS NOT NULL ORDER BY day`
  );
  return reader.getRowsJS().map(([day]) => Number(day));
}

/** The events of a part of the time, milliseconds since 1970, as a relation. */
export function within({start, end}: {readonly start: number; readonly end: number}): string {
  const at = (time: number) => `make_timestamp_ms(${time})`;
  return `(SELECT * FROM events WHERE timestamp >= ${at(start)} AND timestamp < ${at(end)})`;
}

/** Milliseconds from 1970 to the start of bucket 0: weeks begin on Monday 5 January 1970, all else at midnight UTC. */
export function bucketOrigin(seconds: number): number {
  return seconds % (7 * 86400) === 0 ? 4 * 86400 * 1000 : 0;
}

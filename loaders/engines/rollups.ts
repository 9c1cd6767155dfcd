import type {DuckDBConnection} from "@duckdb/node-api";
import type {EventColumn} from "../formats/index.js";
import {eventColumns} from "../formats/index.js";
import type {StoredEvents} from "./stored-events.js";
import {numberedRows} from "./stored-events.js";

// All SQL that reads events stands here, and is plain: filter, group by, count, sum, min, max.

/**
 * Sums events by source address into table `to`: `ip` (null where the log has none), the sums, `bytes` (0 where none were logged), `first_seen`, `last_seen`, and
 * `rank` from 1 by bytes, then events, then address.
 */
export async function rollUpAddresses(
  connection: DuckDBConnection,
  {from, sums, to}: {from: string; sums: string; to: string}
): Promise<void> {
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE ${to} AS
    SELECT *, row_number() OVER (ORDER BY bytes DESC, events DESC, ip) AS rank
    FROM (SELECT *, coalesce(bytes_sent, 0) + coalesce(bytes_received, 0) AS bytes FROM (SELECT source_ip AS ip, ${sums}, min(timestamp) AS first_seen, max(timestamp) AS last_seen FROM ${from} GROUP BY source_ip))`);
}

/**
 * Sums events by destination into table `to`: `ip` (null where none was logged), the sums, `first_seen` and `last_seen`. Gives how many
 * destinations there are.
 */
export async function rollUpDestinations(
  connection: DuckDBConnection,
  {from, sums, to}: {from: string; sums: string; to: string}
): Promise<number> {
  await connection.run(`
    CREATE OR REPLACE TABLE ${to} AS
    SELECT dest_ip AS ip, ${sums}, min(timestamp) AS first_seen, max(timestamp) AS last_seen FROM ${from} GROUP BY dest_ip`);
  const reader = await connection.runAndReadAll(`SELECT count(ip)::DOUBLE FROM ${to}`);
  return Number(reader.getRowsJS()[0][0]);
}

/** The same for each of the sources in table `of` (`ip`, `rank`), with its `rank` beside. */
export async function rollUpPairs(
  connection: DuckDBConnection,
  {from, of, hashed = false, sums, to}: {from: string; of: string; hashed?: boolean; sums: string; to: string}
): Promise<void> {
  await connection.run(`
    CREATE OR REPLACE TABLE ${to} AS
    SELECT rank, dest_ip AS ip, ${sums}, min(timestamp) AS first_seen, max(timestamp) AS last_seen
    FROM ${from} AS event ${joinSources(of, hashed)} GROUP BY rank, dest_ip`);
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
  kinds: string; // see CellOptions
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
  {from, own, to}: {from: string; own: string | null; to: string}
): Promise<void> {
  const {join, toOwn} = ownDestinations(own);
  await connection.run(`CREATE OR REPLACE TABLE ${to} AS
    SELECT log, protocol, status_code // 100 AS hundreds, action, ${toOwn} AS to_own, count(*)::DOUBLE AS events
    FROM ${from} AS event ${join} GROUP BY ALL`);
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

export interface CellOptions {
  from: string; // events
  slots: string; // table of `ip` (each of the events' once) and the `slot` that its events are summed in
  kinds: string; // table of `log`, `protocol`, `hundreds`, `action`, `to_own` and the `kind` that they are summed in
  own: string | null; // table of the `ip` of one's own destinations, if direction is told
  seconds: number; // length of a bucket
  sums: string; // what to sum, see sumsOver
  to: string;
}

/**
 * Sums events by bucket, slot and kind into table `to`; `bucket` counts buckets since 1970, weeks from Monday on.
 */
export async function rollUpCells(
  connection: DuckDBConnection,
  {from, slots, kinds, own, seconds, sums, to}: CellOptions
): Promise<void> {
  const hashed = await hashesDiffer(connection, slots);
  const {join, toOwn} = ownDestinations(own);
  const kindOf = await kindConditions(connection, kinds, toOwn);
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${to} AS
    SELECT (epoch_ms(timestamp) - ${bucketOrigin(seconds)}) // ${seconds * 1000} AS bucket, slot, kind, ${sums}
    FROM ${from} AS event
    ${joinSources(slots, hashed)}
    ${join}
    JOIN ${kinds} AS k ON ${kindOf}
    GROUP BY ALL`);
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

// What of an event is evidence, and how many characters of what a client may make as long as it likes.
const evidenceColumns: Partial<Record<EventColumn, number>> = {
  ...{timestamp: 0, dest_ip: 0, source_port: 0, dest_port: 0, protocol: 64, bytes_sent: 0, bytes_received: 0},
  ...{status_code: 0, action: 0, method: 16, host: 100, path: 300, user_agent: 160}
};

/**
 * Takes a few events of each address in table `of` (`ip`, `rank`, `first_seen`, `last_seen`) into table `to`: the first and the largest
 * of each sixth of its time, and the last of all, at most 13. Between equal ones decides what else an event has, then its
 * file, so that the same logs give the same events however they were read. `part` counts the parts of all logs from 0.
 */
export async function rollUpEvidence(
  connection: DuckDBConnection,
  stored: StoredEvents,
  {of, to}: {of: string; to: string}
): Promise<void> {
  const logged = (name: string) => stored.files.length > 0 && stored.columns.has(name as EventColumn);
  const names = Object.entries(evidenceColumns);
  const fields = names
    .filter(([name]) => logged(name))
    .map(([name, most]) => `'${name}': ${most === 0 ? name : `left(${name}, ${most})`}`);
  const missing = names
    .filter(([name]) => !logged(name))
    .map(([name]) => `NULL::${eventColumns[name as EventColumn]} AS ${name}`);
  const time = logged("timestamp") ? "coalesce(epoch_ms(timestamp), 0)" : "0";
  const sizes = ["bytes_sent", "bytes_received"].filter(logged).map((name) => `coalesce(${name}, 0)`);
  const size = `least(${sizes.join(" + ") || "0"}, 9007199254740992)`;
  const least = (value: string) => `arg_min(taken, (${value})::HUGEINT * 18446744073709551616 + tie)`; // 2^64
  await connection.run(`CREATE OR REPLACE TABLE ${to} AS
    SELECT ${["*", ...missing].join(", ")} FROM (
      SELECT rank, unnest(events, recursive := true) FROM (
        SELECT rank, [${least("time")}, ${least("-size")}, arg_min(taken, tie) FILTER (time = ended)] AS events
        FROM (
          SELECT rank, ended, time, size, (time - begun) // step AS sixth, {'event': event, 'part': part} AS taken,
            (hash(event) >> 20)::HUGEINT * 1048576 + part AS tie
          FROM (
            SELECT rank, begun, ended, step, part, ${time} AS time, ${size} AS size, {${fields.join(", ") || "'none': NULL"}} AS event
            FROM ${numberedRows(stored)} JOIN (
              SELECT ip, rank, begun, ended, (ended - begun) // 6 + 1 AS step FROM (
                SELECT ip, rank, coalesce(epoch_ms(first_seen), 0) AS begun, coalesce(epoch_ms(last_seen), 0) AS ended FROM ${of}))
            ON ip = source_ip))
        GROUP BY rank, sixth))
    WHERE part IS NOT NULL`);
}

/** Milliseconds from 1970 to the start of bucket 0: weeks begin on Monday 5 January 1970, all else at midnight UTC. */
export function bucketOrigin(seconds: number): number {
  return seconds % (7 * 86400) === 0 ? 4 * 86400 * 1000 : 0;
}

import type {DuckDBConnection} from "@duckdb/node-api";
import {cellsOf} from "../engines/rollups.js";
import type {Summable} from "../engines/settled-sums.js";
import {sumsOfSums} from "../engines/sums.js";

const mostAddresses = 20_000; // with a row of their own: what a page's table can hold
const mostPlaces = 20_000;
const candidates = 2; // times the rows that are left: more units are looked at than can be kept
const margin = 1.2; // times as many are summed, so that the next run finds those that come to be candidates then

export interface CandidatesOptions {
  events: Summable;
  kinds: string;
  own: string | null;
  sums: string;
  seconds: number; // length of a bucket
  left: number; // rows
}

/**
 * Sums the events of the units that may be kept into table `cells`; `slots` tells what a slot stands for, and whether it is a `candidate`,
 * `slot_of` the slot of each address. Candidates are taken from the top of each list while the most rows that they can need stay within
 * a few times what is left: so the table is small, and the events are read once. Others have slots for the sake of the next
 * run, which sums recent events alone if all its candidates had slots when the others settled.
 */
export async function rollUpCandidates(connection: DuckDBConnection, options: CandidatesOptions): Promise<void> {
  const {events, kinds, own, sums, seconds} = options;
  const names = ["slots", "labels", "cells"].map((name) => `${name}-${seconds}`);
  const [slots, labels, cells] = names;
  await nameWanted(connection, options);
  const had = await takeSlots(connection, {events, kinds, slots: events.kept(slots), labels: events.kept(labels)});
  if (!had) {
    events.forget(names);
    await connection.run(
      "CREATE OR REPLACE TEMP TABLE slots AS SELECT row_number() OVER (ORDER BY level DESC, position)::INTEGER AS slot, * FROM wanted"
    );
  }
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE slot_of AS
    SELECT l.ip, l.rank, coalesce(own.slot, site.slot, land.slot) AS slot FROM located AS l
    LEFT JOIN slots AS own ON own.level = 'address' AND own.position = l.rank
    LEFT JOIN slots AS site ON site.level = 'place' AND site.place = l.place
    JOIN slots AS land ON land.level = 'country' AND land.area = l.area`);
  const sumsOf = await cellsOf(connection, {slots: "slot_of", kinds, own, seconds, sums});
  await events.rows(connection, slots, () => identities);
  await events.rows(connection, labels, () => `SELECT * EXCLUDE (events) FROM ${kinds}`);
  const settled = await events.rows(connection, cells, sumsOf);
  const kept = settled && (had ? renumbered(settled) : `FROM ${settled}`);
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE cells AS ${
      kept === null
        ? sumsOf(events.unsettled)
        : `SELECT bucket, slot, kind, ${sumsOfSums} FROM (${kept} UNION ALL BY NAME ${sumsOf(events.unsettled)}) GROUP BY bucket, slot, kind`
    }`
  );
}

/** Table `wanted`: the units of which the events are to be summed apart, and whether they are candidates for the tables. */
async function nameWanted(connection: DuckDBConnection, {kinds, seconds, left}: CandidatesOptions): Promise<void> {
  const counted = await connection.runAndReadAll(`SELECT count(DISTINCT kind)::DOUBLE FROM ${kinds}`);
  const mostKinds = Number(counted.getRowsJS()[0][0]);
  const buckets = `coalesce((epoch_ms(last_seen) - epoch_ms(first_seen)) // ${seconds * 1000} + 2, 1)`; // that its time may touch
  const most = `least(events, ${buckets} * ${mostKinds})`;
  const top = (from: string, order: string, limit: number) => `
    SELECT *, before <= ${candidates * left} AND ${order} <= ${limit} AS candidate FROM (
      SELECT *, sum(${most}) OVER (ORDER BY ${order} ROWS UNBOUNDED PRECEDING) - ${most} AS before FROM ${from} WHERE ${order} <= ${margin * limit})
    WHERE before <= ${margin * candidates * left}`;
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE wanted AS
    SELECT 'country' AS level, area AS position, area, NULL::INTEGER AS place, NULL::INTEGER AS turn, true AS candidate FROM areas
    UNION ALL SELECT 'place', place, area, place, NULL, candidate FROM (${top("sites", "place", mostPlaces)})
    UNION ALL SELECT 'address', rank, area, place, turn, bool_or(candidate) FROM (
      FROM (${top("located", "turn", mostAddresses)}) UNION ALL FROM (${top("located", "rank", mostAddresses)}))
      GROUP BY rank, area, place, turn`);
}

/** SQL: what tells the units of table `slots` apart from run to run. */
const identities = `
  SELECT slot, level, class, country, network, NULL::VARCHAR AS region, NULL::VARCHAR AS city, NULL::VARCHAR AS ip
  FROM slots JOIN areas USING (area) WHERE level = 'country'
  UNION ALL SELECT slot, level, class, country, network, region, city, NULL
  FROM slots JOIN areas USING (area) JOIN (SELECT place, region, city FROM sites) USING (place) WHERE level = 'place'
  UNION ALL SELECT slot, level, NULL, NULL, NULL, NULL, NULL, ip
  FROM slots JOIN (SELECT rank, ip FROM located) ON rank = position WHERE level = 'address'`;

interface TakeOptions {
  events: Summable;
  kinds: string;
  slots: string | null; // those of the settled events
  labels: string | null; // the kinds of the settled events
}

/**
 * Makes table `slots` of those of the settled events and of units that these do not have, with tables `slot_now` and `kind_now`,
 * which tell the numbers of now by those of then. Gives false if that is not possible, since kinds are labelled otherwise now, or a
 * candidate has settled events, but had no slot of its own.
 */
async function takeSlots(connection: DuckDBConnection, {events, kinds, slots, labels}: TakeOptions): Promise<boolean> {
  const settled = events.kept("addresses");
  if (slots === null || labels === null || settled === null) return false;
  const same = (names: string[], a: string, b: string) =>
    names.map((name) => `${a}.${name} IS NOT DISTINCT FROM ${b}.${name}`).join(" AND ");
  const raw = same(["log", "protocol", "hundreds", "action", "to_own"], "past", "now");
  const shown = same(["log_label", "protocol_label"], "past", "now");
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE kind_now AS
    SELECT past.kind AS kind_then, now.kind, ${shown} AS same FROM ${labels} AS past JOIN ${kinds} AS now ON ${raw}`);
  const area = same(["class", "country", "network"], "past", "area");
  const site = same(["region", "city"], "past", "site");
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE taken AS
    SELECT slot AS slot_then, level, area AS position, area, NULL::INTEGER AS place, NULL::INTEGER AS turn
    FROM ${slots} AS past JOIN areas AS area ON ${area} WHERE level = 'country'
    UNION ALL SELECT slot, level, site.place, area, site.place, NULL
    FROM ${slots} AS past JOIN areas AS area ON ${area} JOIN sites AS site USING (area) WHERE level = 'place' AND ${site}
    UNION ALL SELECT slot, level, rank, area, place, turn
    FROM ${slots} AS past JOIN located ON located.ip IS NOT DISTINCT FROM past.ip WHERE level = 'address'`);
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE added AS
    SELECT level, position, area, place, turn FROM wanted ANTI JOIN taken USING (level, position) WHERE candidate`);
  const reader = await connection.runAndReadAll(`
    SELECT (SELECT bool_and(same) FROM kind_now)
      AND (SELECT count(*) FROM taken) = (SELECT count(*) FROM ${slots})
      AND (SELECT count(*) FROM added JOIN located ON located.rank = position JOIN ${settled} AS settled ON settled.ip IS NOT DISTINCT FROM located.ip
        WHERE level = 'address') = 0
      AND (SELECT count(*) FROM added JOIN located USING (place) JOIN ${settled} AS settled ON settled.ip IS NOT DISTINCT FROM located.ip
        WHERE level = 'place') = 0`);
  if (reader.getRowsJS()[0][0] !== true) return false;
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE slots AS
    SELECT row_number() OVER (ORDER BY level DESC, position)::INTEGER AS slot, unit.*, coalesce(candidate, false) AS candidate FROM (
      SELECT * EXCLUDE (slot_then) FROM taken UNION ALL FROM added) AS unit
    LEFT JOIN (SELECT level, position, candidate FROM wanted) USING (level, position);
    CREATE OR REPLACE TEMP TABLE slot_now AS
    SELECT slot_then, slot FROM taken JOIN slots USING (level, position)`);
  return true;
}

/** SQL: cells of settled events with the numbers of now. */
function renumbered(cells: string): string {
  return `SELECT bucket, slot_now.slot, kind_now.kind, events, bytes_sent, bytes_received, unsized FROM ${cells} AS past
    JOIN slot_now ON slot_then = past.slot JOIN (SELECT DISTINCT kind_then, kind FROM kind_now) AS kind_now ON kind_then = past.kind`;
}

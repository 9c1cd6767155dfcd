import type {DuckDBConnection} from "@duckdb/node-api";
import {daysOf} from "../engines/rollups.js";
import {bucketLengths, estimateRows} from "./choose-bucket.js";

const day = 86_400; // seconds
const mostRows = 20_000_000; // of all tiles, as estimated: else their buckets are longer
const mostPeriods = 400;
const finest = 60; // seconds

export interface Periods {
  readonly starts: readonly number[]; // seconds since 1970, of those with events
  readonly length: number; // seconds
}

/** Days, or weeks from Monday, or four weeks: the shortest of which there are not too many; null if there always are. */
export async function choosePeriods(connection: DuckDBConnection): Promise<Periods | null> {
  const days = await daysOf(connection, "events");
  for (const length of [day, 7 * day, 28 * day]) {
    const origin = length === day ? 0 : 4 * day;
    const starts = [...new Set(days.map((at) => Math.floor((at * day - origin) / length) * length + origin))];
    if (starts.length <= mostPeriods) return {starts, length};
  }
  return null;
}

/** The finest bucket from a minute on that divides that of traffic and keeps the rows within bounds; null if none is finer. */
export async function chooseSeconds(connection: DuckDBConnection, coarse: number): Promise<number | null> {
  const groups = await connection.runAndReadAll(`
    SELECT sum(events)::DOUBLE, coalesce(epoch_ms(max(last_seen)) - epoch_ms(min(first_seen)), 0)::DOUBLE / 1000 FROM known
    JOIN unit_of USING (rank) GROUP BY source ORDER BY source`);
  const kinds = await connection.runAndReadAll("SELECT sum(events)::DOUBLE FROM kinds GROUP BY kind ORDER BY kind");
  const counts = kinds.getRowsJS().map(([events]) => Number(events));
  const all = counts.reduce((sum, events) => sum + events, 0);
  const shares = counts.map((events) => events / all);
  const units = groups.getRowsJS().map(([events, span]) => ({events: Number(events), span: Number(span)}));
  const finer = bucketLengths.filter((length) => length >= finest && length < coarse && coarse % length === 0);
  return finer.find((length) => estimateRows(units, shares, length) <= mostRows) ?? null;
}

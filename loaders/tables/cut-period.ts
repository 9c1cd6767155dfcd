import type {DuckDBConnection} from "@duckdb/node-api";

const day = 86_400; // seconds
const tileRows = 100_000; // of one tile, where an hour allows it
const rowsAtOnce = 500_000; // in memory
const lengths = [28 * day, 7 * day, day, day / 2, day / 4, day / 8, 3600];

/** What becomes a tile. */
export interface Window {
  readonly start: number; // milliseconds since 1970
  readonly end: number;
  readonly rows: number;
}

export interface CutPeriodOptions {
  seconds: number; // length of a bucket
  length: number; // of the period, seconds
  start: number; // milliseconds since 1970
}

/**
 * Cuts the period of table `period_cells` into windows of one length, so that each is quick to fetch. Those without rows are
 * left out.
 */
export async function cutPeriod(
  connection: DuckDBConnection,
  {seconds, length, start}: CutPeriodOptions
): Promise<Window[]> {
  const reader = await connection.runAndReadAll(
    `SELECT ((bucket * ${seconds} - ${start / 1000}) // 3600)::DOUBLE AS hour, count(*)::DOUBLE FROM period_cells GROUP BY hour ORDER BY hour`
  );
  const hours = reader.getRowsJS().map(([hour, rows]) => ({at: Number(hour) * 3600, rows: Number(rows)}));
  const countBy = (size: number) => {
    const counts = new Map<number, number>();
    for (const {at, rows} of hours) counts.set(Math.floor(at / size), (counts.get(Math.floor(at / size)) ?? 0) + rows);
    return counts;
  };
  const sizes = lengths.filter((size) => size <= length && length % size === 0 && size % seconds === 0);
  const size = sizes.find((size) => Math.max(...countBy(size).values()) <= tileRows) ?? sizes.at(-1) ?? length;
  return [...countBy(size)].map(([i, rows]) => ({
    start: start + i * size * 1000,
    end: start + (i + 1) * size * 1000,
    rows
  }));
}

/** Windows that are read at once. */
export function together(windows: readonly Window[]): Window[][] {
  const groups: Window[][] = [];
  let rows = Infinity;
  for (const window of windows) {
    if (rows + window.rows > rowsAtOnce) groups.push([]);
    rows = groups.at(-1)!.length === 0 ? window.rows : rows + window.rows;
    groups.at(-1)!.push(window);
  }
  return groups;
}

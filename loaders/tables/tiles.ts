import type {DuckDBConnection} from "@duckdb/node-api";
import {cellsOf, rollUpAddresses, within} from "../engines/rollups.js";
import {eventsIn} from "../engines/settled-sums.js";
import type {Progress} from "../progress.js";
import type {TableSchema} from "../schema.js";
import {schemas} from "../schema.js";
import {queryToArrow} from "./arrow.js";
import {readCells, readNames, sliceCells, trafficToArrow} from "./cells.js";
import {choosePeriods, chooseSeconds} from "./choose-tiles.js";
import {cutPeriod, together} from "./cut-period.js";
import {packTile} from "./pack-tile.js";
import type {WriteTile} from "./pack-tile.js";

const busiest = 1000; // addresses of each period with a row of their own
const ownOfPeriod = "own_units AS o JOIN period_units AS p ON p.own AND p.ip = o.ip";

/** The sources of a period that have no row of their own in `sources`, and the row there that they are part of. */
export const tileSources: TableSchema = {
  name: "tile_sources",
  about: "The busiest addresses of a day that sources sums with others.",
  columns: [...schemas.sources.columns, {name: "within", type: "key", about: "row of sources that they are part of"}]
};

/** A part of the time, in finer buckets than `traffic` has. */
export interface Tile {
  readonly start: number; // milliseconds since 1970
  readonly end: number;
  readonly seconds: number; // length of a bucket
  readonly rows: number;
  readonly bytes: number; // of the file
  readonly file: string; // beside the table of tiles
  readonly sources: string | null; // file of the sources that are not in `sources`, if there are any
}

export interface TilesOptions {
  seconds: number; // length of a bucket of traffic
  own: string | null; // table of one's own destinations, if direction is told
  sums: string; // what to sum over the events
  write: WriteTile;
  progress: Progress;
}

/**
 * Makes the detail that a page fetches when its reader narrows the time: for each day (each week, or four of them, if the logs
 * cover years) the sums by the minute, or the next length that keeps all tiles within 20 million rows, and the day's own thousand
 * busiest addresses. Sums over whole buckets of `traffic` are equal in both: each address stays within its unit. Files are
 * gzipped Arrow streams, named after their time and content.
 */
export async function makeTiles(
  connection: DuckDBConnection,
  {seconds: coarse, own, sums, write, progress}: TilesOptions
): Promise<Tile[]> {
  const periods = await choosePeriods(connection);
  const seconds = await chooseSeconds(connection, coarse);
  if (periods === null || seconds === null) return [];
  await connection.run(
    "CREATE OR REPLACE TEMP TABLE own_units (ip VARCHAR, unit INTEGER, source INTEGER, rank INTEGER)"
  );
  const tiles: Tile[] = [];
  let saving: Promise<Tile[]> = Promise.resolve([]); // packed on other threads while the next are read, and no more at once
  const save = (start: number, what: string, bytes: Uint8Array) =>
    packTile(`${new Date(start).toISOString().slice(0, 13)}-${what}`, bytes, write);
  for (const [i, start] of periods.starts.entries()) {
    const period = {start: start * 1000, end: (start + periods.length) * 1000};
    const from = within(period);
    await nameSources(connection, {from, sums});
    const cellsIn = await cellsOf(connection, {slots: "period_slots", kinds: "kinds", own, seconds, sums});
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE period_cells AS SELECT * RENAME (slot AS source) FROM (${cellsIn(from)})`
    );
    const facts = await readOwn(connection);
    const sources = facts && (await save(period.start, "sources", facts)).file;
    const names = await readNames(
      connection,
      `SELECT source, class, network FROM units UNION ALL SELECT o.source, class, network FROM ${ownOfPeriod} JOIN units AS u ON u.source = o.unit`
    );
    const windows = await cutPeriod(connection, {seconds, length: periods.length, start: period.start});
    for (const some of together(windows)) {
      const [begin, end] = [some[0].start, some.at(-1)!.end].map((time) => time / 1000 / seconds);
      const from = `(SELECT * FROM period_cells WHERE bucket >= ${begin} AND bucket < ${end})`;
      const cells = await readCells(connection, {from, seconds, origin: 0});
      let first = 0;
      const saved = some.map(async ({rows, ...window}): Promise<Tile> => {
        const bytes = trafficToArrow(schemas.traffic.columns, sliceCells(cells, first, (first += rows)), names);
        return {...window, seconds, rows, ...(await save(window.start, "traffic", bytes)), sources};
      });
      tiles.push(...(await saving));
      saving = Promise.all(saved);
      saving.catch(() => {}); // thrown where it is awaited
    }
    progress.step("tiles", i + 1, periods.starts.length, "days");
  }
  progress.end();
  return [...tiles, ...(await saving)];
}

/** Tables `period_slots`: the `ip` and `slot` of each address of the period, and `own_units`, which keeps its keys from period to period. */
async function nameSources(connection: DuckDBConnection, {from, sums}: {from: string; sums: string}): Promise<void> {
  await rollUpAddresses(connection, {from: eventsIn(from), sums, to: "period_totals"});
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE period_units AS
    SELECT t.ip, t.rank, k.rank AS known_rank, u.source AS unit, t.ip IS NOT NULL AND u.level <> 'address' AND t.rank <= ${busiest} AS own
    FROM period_totals AS t JOIN known AS k ON k.ip IS NOT DISTINCT FROM t.ip JOIN unit_of AS u ON u.rank = k.rank`);
  await connection.run(`
    INSERT INTO own_units
    SELECT ip, unit, (SELECT count(*) FROM units) + (SELECT count(*) FROM own_units) + row_number() OVER (ORDER BY rank) - 1, known_rank
    FROM period_units WHERE own AND ip NOT IN (SELECT ip FROM own_units)`);
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE period_slots AS
    SELECT p.ip, coalesce(o.source, p.unit)::INTEGER AS slot FROM period_units AS p LEFT JOIN own_units AS o ON o.ip = CASE WHEN p.own THEN p.ip END`);
}

/** What is known of the period's own sources, with their totals over all of the time; null if it has none. */
async function readOwn(connection: DuckDBConnection): Promise<Uint8Array | null> {
  const counted = await connection.runAndReadAll(`SELECT count(*)::DOUBLE FROM ${ownOfPeriod}`);
  if (Number(counted.getRowsJS()[0][0]) === 0) return null;
  return queryToArrow(
    connection,
    tileSources,
    `SELECT k.*, o.source, o.unit AS "within", 'address' AS level, 1 AS addresses
     FROM ${ownOfPeriod} JOIN known AS k ON k.rank = o.rank ORDER BY o.source`
  );
}

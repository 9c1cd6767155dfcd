import type {DuckDBConnection} from "@duckdb/node-api";
import type {Summable} from "../engines/settled-sums.js";
import {eventsIn} from "../engines/settled-sums.js";
import {sumsOfSums} from "../engines/sums.js";
import {rollUpCandidates} from "./candidates.js";
import type {Group} from "./choose-bucket.js";
import {chooseBucket, estimateRows} from "./choose-bucket.js";

export const sourceRow = 3; // a row of sources weighs as much as three rows of traffic

const mostListed = 10_000; // of the addresses on lists: threats before context, then the busiest
const areaShare = 2 / 5; // of the budget
const topShare = 1 / 3;
const guaranteed = 50; // of the busiest addresses: the bucket is chosen so that there is room for them
const listedShare = 1 / 2; // of what the areas leave

export interface ShareDetailOptions {
  events?: Summable; // defaults to view events
  known: string; // table of addresses: ip, rank, class, country, region, city, network, labels, threats, events, bytes, first_seen, last_seen
  kinds: string; // table of log, protocol, hundreds, action, to_own, and the kind they are summed in
  own?: string | null; // table of one's own destinations, if direction is told
  sums: string; // what to sum over the events
  rows: number; // the budget: rows of traffic, a row of sources counting as three
}

/** What the budget bought. */
export interface Detail {
  readonly seconds: number; // length of a bucket
  readonly addresses: number; // with a row of their own
  readonly places: number; // with a remainder of their own
}

/**
 * Shares the budget out over time, places and addresses, and leaves these tables:
 *
 * - `unit_of`: `rank` of an address, the `source` (key from 0) of the unit that its events are summed in, and that unit's `level`: the address
 *   itself, or a remainder: its place, or its area (country);
 * - `units`: `source`, and the `class` and `network` that all its addresses have;
 * - `traffic`: `bucket`, `source`, `kind` and the sums.
 *
 * Everything that a filter may ask for (time, log, protocol, status, class, country, network) is exact, since each unit lies
 * within one area: one class, country and network. The areas come first, at the finest bucket at which they take two fifths of
 * the budget and the 50 busiest addresses would take no more than a third. Up to half of what the areas leave goes to the
 * addresses on lists, however quiet they are (threats before context, then the busiest), half of what is left then to the busiest
 * places, the rest to the busiest addresses; each list is cut where the next would not fit, so that the same events give
 * the same units. Who has no unit of its own is summed into its place's, else into its area's.
 */
export async function shareDetail(
  connection: DuckDBConnection,
  {events = eventsIn("events"), known, kinds, own = null, sums, rows}: ShareDetailOptions
): Promise<Detail> {
  await nameAreasAndPlaces(connection, known);
  const guess = await readGuess(connection, kinds);
  let seconds = chooseBucket({
    span: guess.span,
    fits: (length) =>
      estimateRows(guess.areas, guess.shares, length) <= rows * areaShare &&
      estimateRows(guess.top, guess.shares, length) <= rows * topShare
  });
  let left: number;
  let mostAreaRows = Infinity; // as counted in longer buckets: the estimate for shorter ones may be far above it
  for (;;) {
    const areaRows = Math.min(mostAreaRows, estimateRows(guess.areas, guess.shares, seconds));
    const expected = rows - areaRows - guess.areas.length * sourceRow;
    await rollUpCandidates(connection, {
      events,
      kinds,
      own,
      sums,
      seconds,
      left: Math.max(0, expected)
    });
    const [counted, topRows] = await countCells(connection);
    left = Math.max(0, rows - counted - guess.areas.length * sourceRow);
    const most = Math.max(counted / areaShare, topRows / topShare);
    const finer = chooseBucket({span: guess.span, fits: (length) => (most * seconds) / length <= rows});
    if (finer >= seconds) break;
    mostAreaRows = (counted * seconds) / finer;
    seconds = finer; // far fewer rows than expected: there is room for finer buckets, whatever the events do
  }
  await keepWithin(connection, left);
  await sumIntoUnits(connection);
  const [addresses, places] = await row(
    connection,
    "SELECT count(*) FILTER (level = 'address'), count(*) FILTER (level = 'place') FROM units"
  );
  return {seconds, addresses, places};
}

/**
 * Tables `areas` and `sites`, the busiest first, `listed`: `rank` and its `turn`, and `located`: `ip`, `rank`, `turn`, `events`, `area`,
 * and `place` where it is known.
 */
async function nameAreasAndPlaces(connection: DuckDBConnection, known: string): Promise<void> {
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE listed AS
    SELECT rank, row_number() OVER (ORDER BY threats = 0, rank)::INTEGER AS turn FROM ${known}
    WHERE labels IS NOT NULL ORDER BY turn LIMIT ${mostListed}`);
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE areas AS
    SELECT row_number() OVER (ORDER BY sum(bytes) DESC, sum(events) DESC, class, country, network)::INTEGER AS area, class, country, network
    FROM ${known} GROUP BY class, country, network`);
  const inArea = `FROM ${known} AS k JOIN areas AS a ON a.class = k.class AND a.country IS NOT DISTINCT FROM k.country
      AND a.network IS NOT DISTINCT FROM k.network`;
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE sites AS
    SELECT row_number() OVER (ORDER BY sum(bytes) DESC, sum(events) DESC, area, region, city)::INTEGER AS place, area, region, city,
      sum(events) AS events, min(first_seen) AS first_seen, max(last_seen) AS last_seen
    ${inArea} WHERE region IS NOT NULL OR city IS NOT NULL GROUP BY area, region, city`);
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE located AS
    SELECT k.ip, k.rank, listed.turn, k.events, k.first_seen, k.last_seen, a.area, s.place ${inArea}
    LEFT JOIN sites AS s ON s.area = a.area AND s.region IS NOT DISTINCT FROM k.region AND s.city IS NOT DISTINCT FROM k.city
    LEFT JOIN listed ON listed.rank = k.rank`);
}

interface Guess {
  readonly span: number; // seconds
  readonly areas: readonly Group[];
  readonly top: readonly Group[]; // the busiest addresses
  readonly shares: readonly number[]; // of each kind in all events
}

/** What the rows at a length of bucket can be estimated from without reading the events. */
async function readGuess(connection: DuckDBConnection, kinds: string): Promise<Guess> {
  const groups = async (sql: string) =>
    (await rowsOf(connection, sql)).map(([events, milliseconds]): Group => ({events, span: milliseconds / 1000}));
  const span = "epoch_ms(max(last_seen)) - epoch_ms(min(first_seen))";
  const [all] = await groups(`SELECT coalesce(sum(events), 0), coalesce(${span}, 0) FROM located`);
  return {
    span: all.span,
    areas: await groups(`SELECT sum(events), ${span} FROM located GROUP BY area ORDER BY area`),
    top: await groups(
      `SELECT sum(events), ${span} FROM located WHERE rank <= ${guaranteed} GROUP BY rank ORDER BY rank`
    ),
    shares: (await rowsOf(connection, `SELECT sum(events) FROM ${kinds} GROUP BY kind ORDER BY kind`)).map(
      ([events]) => events / all.events
    )
  };
}

/** The rows of all areas and of the busiest addresses, from table `cells`. */
async function countCells(connection: DuckDBConnection): Promise<number[]> {
  return row(
    connection,
    `SELECT (SELECT count(*) FROM (SELECT DISTINCT area, bucket, kind FROM cells JOIN slots USING (slot))),
      (SELECT count(*) FROM cells JOIN slots USING (slot) WHERE candidate AND level = 'address' AND position <= ${guaranteed})`
  );
}

/** Table `kept`: the slots that fit into the rows that are left, and what they fall to if they do not. */
async function keepWithin(connection: DuckDBConnection, left: number): Promise<void> {
  const ownCost = `(SELECT slot, count(*) + ${sourceRow} AS cost FROM cells GROUP BY slot)`;
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE kept AS
    SELECT slot, reach FROM (
      SELECT slot, sum(cost) OVER (ORDER BY turn ROWS UNBOUNDED PRECEDING) AS reach FROM slots JOIN ${ownCost} USING (slot)
      WHERE candidate AND turn IS NOT NULL)
    WHERE reach <= ${left * listedShare}`);
  const [listed] = await row(connection, "SELECT coalesce(max(reach), 0) FROM kept");
  // A place pays for all cells of its addresses, since any of them may fall to it.
  await connection.run(`
    INSERT INTO kept SELECT slot, reach FROM (
      SELECT slot, sum(cost) OVER (ORDER BY position ROWS UNBOUNDED PRECEDING) AS reach FROM slots
      JOIN (SELECT place, count(*) + ${sourceRow} AS cost FROM (SELECT DISTINCT place, bucket, kind FROM cells JOIN slots USING (slot)) GROUP BY place)
      USING (place) WHERE candidate AND level = 'place')
    WHERE reach <= ${(left - listed) / 2}`);
  const [sites] = await row(
    connection,
    "SELECT coalesce(max(reach), 0) FROM kept JOIN slots USING (slot) WHERE level = 'place'"
  );
  await connection.run(`
    INSERT INTO kept SELECT slot, reach FROM (
      SELECT slot, sum(cost) OVER (ORDER BY position ROWS UNBOUNDED PRECEDING) AS reach FROM slots
      JOIN ${ownCost} USING (slot) WHERE candidate AND level = 'address' AND slot NOT IN (SELECT slot FROM kept))
    WHERE reach <= ${left - listed - sites}`);
}

/** Tables `units`, `unit_of` and `traffic`: a slot that was not kept falls to its place if that was kept, else to its area. */
async function sumIntoUnits(connection: DuckDBConnection): Promise<void> {
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE falls AS
    SELECT s.slot, CASE WHEN s.slot IN (SELECT slot FROM kept) THEN s.slot ELSE coalesce(site.slot, land.slot) END AS unit
    FROM slots AS s LEFT JOIN slots AS site ON site.level = 'place' AND site.place = s.place AND site.slot IN (SELECT slot FROM kept)
    JOIN slots AS land ON land.level = 'country' AND land.area = s.area`);
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE units AS
    SELECT (row_number() OVER (ORDER BY slot) - 1)::INTEGER AS source, slot, level, class, network
    FROM slots JOIN areas USING (area) WHERE slot IN (SELECT unit FROM falls JOIN slot_of USING (slot))`);
  const source = "JOIN falls USING (slot) JOIN units ON units.slot = falls.unit";
  await connection.run(`CREATE OR REPLACE TEMP TABLE unit_of AS SELECT rank, source, level FROM slot_of ${source}`);
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE traffic AS
    SELECT bucket, source, kind, ${sumsOfSums} FROM cells ${source} GROUP BY ALL ORDER BY bucket, source, kind`);
}

async function row(connection: DuckDBConnection, sql: string): Promise<number[]> {
  return (await rowsOf(connection, sql))[0];
}

async function rowsOf(connection: DuckDBConnection, sql: string): Promise<number[][]> {
  return (await connection.runAndReadAll(sql)).getRowsJS().map((values) => values.map(Number));
}

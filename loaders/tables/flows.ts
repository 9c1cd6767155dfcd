import type {DuckDBConnection} from "@duckdb/node-api";
import {hashesDiffer, rollUpFlows, rollUpPairs} from "../engines/rollups.js";
import {sumsOfSums} from "../engines/sums.js";
import {keepBusiest} from "./destinations.js";
import {ownCondition} from "./direction.js";
import {mostSystems} from "./systems.js";
import type {TilesOptions} from "./tiles.js";
import {dimensions, width, writeFlows} from "./write-flows.js";
import type {Flow} from "./write-flows.js";

const most = 20; // destinations told apart
const fewest = 5; // even where time and kinds alone take many rows
const scopeRows = 150_000; // of one scope, if it has more than the fewest destinations: some 600 kB as served
const fineRows = 400_000; // of one scope in finer buckets than traffic has
const fineRowsTogether = 1_000_000; // of the scopes of a dimension in finer buckets
const fineLengths = [3600, 86_400]; // seconds

/**
 * Makes what a page fetches when its reader narrows destinations by time or kind: for all traffic, each country, each network
 * and each address in table `shown` the sums by bucket, kind and destination, its 20 busiest over the whole period told apart,
 * or fewer where that takes too many rows. All others are summed, so sums are those of the events. Buckets are those of traffic, or
 * finer where they fit: an hour of the busiest is exact in a report of days. Small ones share a file.
 */
export async function makeFlows(
  connection: DuckDBConnection,
  {seconds, own, sums, write, progress}: TilesOptions
): Promise<Flow[]> {
  const hashed = await hashesDiffer(connection, "known");
  await nameScopes(connection);
  await rankDestinations(connection, {sums, hashed});
  await connection.run(`CREATE OR REPLACE TEMP TABLE all_flows (scope INTEGER, start BIGINT, place INTEGER, from_own BOOLEAN, kind INTEGER,
    events DOUBLE, bytes_sent DOUBLE, bytes_received DOUBLE, unsized DOUBLE)`);
  const flow = {
    from: "events",
    hashed,
    tops: "flow_tops",
    kinds: "kinds",
    own,
    sums,
    others: most + 1,
    to: "all_flows"
  };
  const parts = dimensions.length + fineLengths.length + 1;
  for (const [i, dimension] of dimensions.entries()) {
    await nameMembers(connection, {of: [dimension], told: own !== null});
    await rollUpFlows(connection, {...flow, seconds, members: "flow_members"});
    progress.step("destinations", i + 1, parts, "parts");
  }
  await connection.run("CREATE OR REPLACE TEMP TABLE flow_lengths (scope INTEGER, seconds INTEGER)");
  for (const [i, finer] of fineLengths.entries()) {
    if (finer < seconds && (await chooseFiner(connection, {seconds: finer, coarse: seconds}))) {
      await nameMembers(connection, {of: dimensions, told: own !== null, seconds: finer});
      await rollUpFlows(connection, {...flow, seconds: finer, members: "flow_members"});
    }
    progress.step("destinations", dimensions.length + i + 1, parts, "parts");
  }
  await keepWithin(connection);
  const flows = await writeFlows(connection, {seconds, write});
  progress.end();
  return flows;
}

/** Table `flow_scopes`: `scope` (from 0), its `dimension` and `value`, the busiest of each dimension first. */
async function nameScopes(connection: DuckDBConnection): Promise<void> {
  const group = (dimension: string, value: string, limit = "") =>
    `(SELECT '${dimension}' AS dimension, ${value}::VARCHAR AS value, sum(bytes) AS bytes, sum(events) AS events FROM known WHERE ${value} IS NOT NULL
      GROUP BY ${value} ORDER BY sum(bytes) DESC, sum(events) DESC, ${value} ${limit})`;
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE flow_scopes AS
    SELECT (row_number() OVER (ORDER BY list_position([${dimensions.map((name) => `'${name}'`).join(", ")}], dimension), bytes DESC, events DESC, value) - 1)::INTEGER AS scope,
      dimension, value FROM (
        SELECT 'all' AS dimension, '' AS value, 0 AS bytes, 0 AS events
        UNION ALL ${group("country", "country")}
        UNION ALL ${group("asn", "asn", `LIMIT ${mostSystems}`)}
        UNION ALL ${group("network", "network")}
        UNION ALL SELECT 'ip', ip, bytes, events FROM known WHERE rank IN (SELECT rank FROM shown))`);
}

/** Table `flow_tops`: the `place` of the busiest destinations (`ip`) of each scope, and `flow_counts`: how many `destinations` it has. */
async function rankDestinations(
  connection: DuckDBConnection,
  {sums, hashed}: {sums: string; hashed: boolean}
): Promise<void> {
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE origins AS
    SELECT (row_number() OVER () - 1)::INTEGER AS origin, country, asn, network FROM (
      SELECT DISTINCT country, asn, network FROM known WHERE ip IS NOT NULL AND coalesce(country, asn::VARCHAR, network) IS NOT NULL);
    CREATE OR REPLACE TEMP TABLE origin_of AS
    SELECT ip, origin AS rank FROM known JOIN origins ON origins.country IS NOT DISTINCT FROM known.country
      AND origins.asn IS NOT DISTINCT FROM known.asn AND origins.network IS NOT DISTINCT FROM known.network WHERE ip IS NOT NULL`);
  await rollUpPairs(connection, {from: "events", of: "origin_of", hashed, sums, to: "origin_pairs"});
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE scope_pairs AS
    SELECT scope, ip, ${sumsOfSums}, min(first_seen) AS first_seen, max(last_seen) AS last_seen
    FROM origin_pairs JOIN (
      SELECT origin, unnest([{dimension: 'country', value: country}, {dimension: 'asn', value: asn::VARCHAR}, {dimension: 'network', value: network}], recursive := true) FROM origins)
      ON origin = rank JOIN flow_scopes USING (dimension, value) GROUP BY scope, ip`);
  await keepBusiest(connection, {from: "scope_pairs", to: "scope_tops", most, by: "scope"});
  const tops = `
    SELECT scope, dest_ip, destinations, place FROM scope_tops
    UNION ALL SELECT 0, dest_ip, destinations, place FROM top_destinations
    UNION ALL SELECT scope, dest_ip, destinations, place FROM top_pairs JOIN shown USING (rank) JOIN flow_scopes ON dimension = 'ip' AND value = shown.ip`;
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE flow_tops AS
    SELECT scope, dest_ip AS ip, place::INTEGER AS place FROM (${tops}) WHERE dest_ip IS NOT NULL AND place <= ${most};
    CREATE OR REPLACE TEMP TABLE flow_counts AS
    SELECT scope, sum(destinations) AS destinations FROM (${tops}) GROUP BY scope;
    DROP TABLE origin_pairs; DROP TABLE scope_pairs; DROP TABLE scope_tops`);
}

interface MembersOptions {
  of: readonly Flow["dimension"][];
  told: boolean; // whether it matters which addresses are one's own
  seconds?: number; // of the scopes with buckets of this length
}

/** Table `flow_members`: the `scope` of each address in each dimension, and whether it is one's `own`, if that matters. */
async function nameMembers(connection: DuckDBConnection, {of, told, seconds}: MembersOptions): Promise<void> {
  const members = of.map((dimension) => {
    const value = dimension === "all" ? "''" : `${dimension}::VARCHAR`;
    return `SELECT ip, scope, ${told ? `coalesce(${ownCondition}, false)` : "false"} AS own
      FROM known JOIN flow_scopes ON dimension = '${dimension}' AND value = ${value}`;
  });
  const only =
    seconds === undefined ? "" : `WHERE scope IN (SELECT scope FROM flow_lengths WHERE seconds = ${seconds})`;
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE flow_members AS FROM (${members.join(" UNION ALL ")}) ${only}`);
}

/**
 * Adds to table `flow_lengths` the scopes whose sums surely fit in finer buckets, the busiest first, and takes their rows in
 * coarse ones away. Gives whether there are any.
 */
async function chooseFiner(
  connection: DuckDBConnection,
  {seconds, coarse}: {seconds: number; coarse: number}
): Promise<boolean> {
  await connection.run(`
    INSERT INTO flow_lengths
    WITH sizes AS (
      SELECT scope, least(sum(events), count(*) * ${coarse / seconds}) AS rows FROM all_flows
      WHERE scope NOT IN (SELECT scope FROM flow_lengths) GROUP BY scope),
    reaches AS (
      SELECT scope, sum(rows) OVER (PARTITION BY dimension ORDER BY scope) AS reach
      FROM sizes JOIN flow_scopes USING (scope) WHERE rows <= ${fineRows})
    SELECT scope, ${seconds} FROM reaches WHERE reach <= ${fineRowsTogether};
    DELETE FROM all_flows WHERE scope IN (SELECT scope FROM flow_lengths WHERE seconds = ${seconds})`);
  const reader = await connection.runAndReadAll(`SELECT count(*) FROM flow_lengths WHERE seconds = ${seconds}`);
  return Number(reader.getRowsJS()[0][0]) > 0;
}

/**
 * View `flows`: with the destinations of each scope that fit into its rows; `source` numbers scope, place and `from_own`. All of them
 * do in most: only the others are counted in detail and summed once more.
 */
async function keepWithin(connection: DuckDBConnection): Promise<void> {
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE flow_kept AS
    WITH sizes AS (
      SELECT scope, rows, if(seconds IS NULL, ${scopeRows}, ${fineRows}) AS most
      FROM (SELECT scope, count(*) AS rows FROM all_flows GROUP BY scope) LEFT JOIN flow_lengths USING (scope)),
    bare AS (
      SELECT scope, count(*) AS bare FROM (
        SELECT DISTINCT scope, start, from_own, kind FROM all_flows WHERE scope IN (SELECT scope FROM sizes WHERE rows > most)) GROUP BY scope),
    costs AS (
      SELECT scope, place, sum(count(*)) OVER (PARTITION BY scope ORDER BY place) AS reach FROM all_flows WHERE place <= ${most} GROUP BY scope, place),
    counts AS (
      SELECT scope, count(place) FILTER (place > 0) AS places, count(place) FILTER (place > 0 AND reach + bare <= most) AS fitting, any_value(bare) AS bare
      FROM sizes LEFT JOIN bare USING (scope) LEFT JOIN costs USING (scope) GROUP BY scope)
    SELECT scope, if(bare IS NULL, places, greatest(least(places, ${fewest}), fitting))::INTEGER AS kept, kept < places AS cut FROM counts;
    CREATE OR REPLACE TEMP TABLE cut_flows AS
    SELECT scope, start, least(place, kept + 1)::INTEGER AS place, from_own, kind, ${sumsOfSums}
    FROM all_flows JOIN flow_kept USING (scope) WHERE cut GROUP BY ALL;
    DELETE FROM all_flows WHERE scope IN (SELECT scope FROM flow_kept WHERE cut);
    INSERT INTO all_flows FROM cut_flows;
    DROP TABLE cut_flows;
    CREATE OR REPLACE TEMP VIEW flows AS
    SELECT scope, start, scope * ${width} + least(place, kept + 1) * 2 + from_own::INTEGER AS source, kind, events, bytes_sent, bytes_received, unsized
    FROM all_flows JOIN flow_kept USING (scope)`);
}

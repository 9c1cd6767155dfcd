import type {DuckDBConnection} from "@duckdb/node-api";
import {bucketOrigin, rollUpFlows, rollUpPairs, sumsOfSums} from "../engines/rollups.js";
import type {Progress} from "../progress.js";
import type {TableSchema} from "../schema.js";
import {schemas} from "../schema.js";
import {readCells, readNames, sliceCells, trafficToArrow} from "./cells.js";
import type {CellNames, Cells} from "./cells.js";
import {keepBusiest} from "./destinations.js";
import {ownCondition} from "./direction.js";
import {packTile} from "./pack-tile.js";
import type {WriteTile} from "./pack-tile.js";
import {mostSystems} from "./systems.js";

const most = 20; // destinations told apart
const fewest = 5; // even where time and kinds alone take many rows
const scopeRows = 150_000; // of one scope, if it has more than the fewest destinations: some 600 kB as served
const fileRows = 50_000; // of small scopes together
const rowsAtOnce = 500_000; // in memory
const width = 2 ** 8; // of the numbers of a scope's destinations
const dimensions = ["all", "country", "asn", "network", "ip"] as const;

/** The columns of traffic, `source` being the place of the destination in its scope. */
export const flowFile: TableSchema = {
  name: "flow_file",
  about: "Sums by time and destination.",
  columns: [
    ...schemas.traffic.columns,
    {name: "dest_ip", type: "word", about: "address; null for all others together, and where the log has none"}
  ]
};

/** Where the sums by time and destination of a part of the traffic are. */
export interface Flow {
  readonly dimension: (typeof dimensions)[number];
  readonly value: string;
  readonly file: string; // beside the table of flows
  readonly first: number; // row
  readonly rows: number;
  readonly kept: number; // destinations told apart
  readonly others: number; // destinations
}

export interface FlowsOptions {
  seconds: number; // length of a bucket of traffic
  own: string | null; // table of one's own destinations, if direction is told
  sums: string; // what to sum over the events
  write: WriteTile;
  progress: Progress;
}

/**
 * Makes what a page fetches when its reader narrows destinations by time or kind: for all traffic, each country, each network
 * and each address in table `shown` the sums by bucket, kind and destination, its 20 busiest over the whole period told apart,
 * or fewer where that takes too many rows. All others are summed, so sums are those of the events. Small ones share a file.
 */
export async function makeFlows(
  connection: DuckDBConnection,
  {seconds, own, sums, write, progress}: FlowsOptions
): Promise<Flow[]> {
  await nameScopes(connection);
  await rankDestinations(connection, sums);
  await connection.run(`CREATE OR REPLACE TEMP TABLE all_flows (scope INTEGER, bucket BIGINT, place INTEGER, from_own BOOLEAN, kind INTEGER,
    events DOUBLE, bytes_sent DOUBLE, bytes_received DOUBLE, unsized DOUBLE)`);
  const flow = {
    from: "events",
    tops: "flow_tops",
    kinds: "kinds",
    own,
    seconds,
    sums,
    others: most + 1,
    to: "all_flows"
  };
  for (const [i, dimension] of dimensions.entries()) {
    await nameMembers(connection, dimension, own !== null);
    await rollUpFlows(connection, {...flow, members: "flow_members"});
    progress.step("destinations", i + 1, dimensions.length + 1, "parts");
  }
  await keepWithin(connection);
  const flows = await writeFlows(connection, {seconds, write});
  progress.end();
  return flows;
}

/** Tables `flow_scopes`: `scope` (from 0), its `dimension` and `value`, the busiest of each dimension first. */
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

/** Table `flow_tops`: the `place` of the busiest destinations (`ip`) of each scope, and `flow_others`: how many others it has. */
async function rankDestinations(connection: DuckDBConnection, sums: string): Promise<void> {
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE origins AS
    SELECT (row_number() OVER () - 1)::INTEGER AS origin, country, asn, network FROM (
      SELECT DISTINCT country, asn, network FROM known WHERE ip IS NOT NULL AND coalesce(country, asn::VARCHAR, network) IS NOT NULL);
    CREATE OR REPLACE TEMP TABLE origin_of AS
    SELECT ip, origin AS rank FROM known JOIN origins ON origins.country IS NOT DISTINCT FROM known.country
      AND origins.asn IS NOT DISTINCT FROM known.asn AND origins.network IS NOT DISTINCT FROM known.network WHERE ip IS NOT NULL`);
  await rollUpPairs(connection, {from: "events", of: "origin_of", sums, to: "origin_pairs"});
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

/** Table `flow_members`: the `scope` of each address in a dimension, and whether it is one's `own`, if that matters. */
async function nameMembers(
  connection: DuckDBConnection,
  dimension: (typeof dimensions)[number],
  told: boolean
): Promise<void> {
  const value = dimension === "all" ? "''" : `${dimension}::VARCHAR`;
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE flow_members AS
    SELECT ip, scope, ${told ? `coalesce(${ownCondition}, false)` : "false"} AS own FROM known JOIN flow_scopes ON dimension = '${dimension}' AND value = ${value}`);
}

/** Table `flows`: with the destinations of each scope that fit into its rows; `source` numbers scope, place and `from_own`. */
async function keepWithin(connection: DuckDBConnection): Promise<void> {
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE flow_kept AS
    WITH bare AS (
      SELECT scope, count(*) AS rows FROM (SELECT DISTINCT scope, bucket, from_own, kind FROM all_flows) GROUP BY scope),
    costs AS (
      SELECT scope, place, sum(count(*)) OVER (PARTITION BY scope ORDER BY place) AS reach FROM all_flows WHERE place <= ${most} GROUP BY scope, place)
    SELECT scope, greatest(least(count(*) FILTER (WHERE place > 0), ${fewest}), count(*) FILTER (WHERE place > 0 AND reach + rows <= ${scopeRows}))::INTEGER AS kept
    FROM bare LEFT JOIN costs USING (scope) GROUP BY scope;
    CREATE OR REPLACE TEMP TABLE flows AS
    SELECT scope, bucket, scope * ${width} + least(place, kept + 1) * 2 + from_own::INTEGER AS source, kind, ${sumsOfSums}
    FROM all_flows JOIN flow_kept USING (scope) GROUP BY ALL;
    DROP TABLE all_flows`);
}

interface Scope extends Omit<Flow, "file" | "first"> {
  readonly scope: number;
}

async function writeFlows(
  connection: DuckDBConnection,
  {seconds, write}: Pick<FlowsOptions, "seconds" | "write">
): Promise<Flow[]> {
  const names = await readNames(connection, "SELECT 0 AS source, NULL AS class, '' AS network");
  const scopes = await readScopes(connection);
  const ips = await readTops(connection);
  const flows: Flow[] = [];
  for (const batch of groupBy(files(scopes), rowsAtOnce, (file) => total(file))) {
    const [from, to] = [batch[0][0].scope, batch.at(-1)!.at(-1)!.scope];
    const cells = await readCells(connection, {
      ...{from: `(SELECT * FROM flows WHERE scope BETWEEN ${from} AND ${to})`, seconds, origin: bucketOrigin(seconds)},
      order: `source // ${width}, bucket, source, kind`
    });
    let begin = 0;
    const saved = batch.map(async (file) => {
      const some = sliceCells(cells, begin, (begin += total(file)));
      const {file: name} = await packTile(
        `flows-${file[0].dimension}`,
        flowsToArrow(some, {names, ips, scopes}),
        write
      );
      let first = 0;
      return file.map(({scope: _, ...flow}): Flow => ({...flow, file: name, first: (first += flow.rows) - flow.rows}));
    });
    flows.push(...(await Promise.all(saved)).flat());
  }
  return flows;
}

function flowsToArrow(
  cells: Cells,
  {names, ips, scopes}: {names: CellNames; ips: ReadonlyMap<number, string>; scopes: readonly Scope[]}
): Uint8Array {
  const place = cells.source.map((source) => (source % width) >> 1);
  const words: string[] = [];
  const codeOf = new Map<string, number>();
  const codes = Int32Array.from(cells.source, (source, i) => {
    const scope = Math.floor(source / width);
    const ip = place[i] > scopes[scope].kept ? undefined : ips.get(scope * width + place[i]);
    if (ip === undefined) return -1;
    const code = codeOf.get(ip) ?? words.push(ip) - 1;
    codeOf.set(ip, code);
    return code;
  });
  const own = new Map(Array.from(cells.source, (source) => [source, source % 2 === 1]));
  return trafficToArrow(flowFile.columns, cells, {...names, fromOwn: own}, {source: place, dest_ip: {codes, words}});
}

/** All scopes in order of their numbers, those without events too. */
async function readScopes(connection: DuckDBConnection): Promise<Scope[]> {
  const reader = await connection.runAndReadAll(`
    SELECT scope, dimension, value, coalesce(rows, 0)::DOUBLE AS rows, coalesce(kept, 0) AS kept, greatest(0, coalesce(destinations, 0) - coalesce(kept, 0))::DOUBLE AS others
    FROM flow_scopes LEFT JOIN (SELECT scope, count(*) AS rows FROM flows GROUP BY scope) USING (scope)
    LEFT JOIN flow_kept USING (scope) LEFT JOIN flow_counts USING (scope) ORDER BY scope`);
  return reader.getRowObjectsJS() as unknown as Scope[];
}

async function readTops(connection: DuckDBConnection): Promise<Map<number, string>> {
  const reader = await connection.runAndReadAll(`SELECT scope * ${width} + place, ip FROM flow_tops`);
  return new Map(reader.getRowsJS().map(([key, ip]) => [Number(key), String(ip)]));
}

/** Scopes of one dimension share a file as long as they are small together. */
function files(scopes: readonly Scope[]): Scope[][] {
  const held = scopes.filter(({rows}) => rows > 0);
  return dimensions.flatMap((name) =>
    groupBy(
      held.filter(({dimension}) => dimension === name),
      fileRows,
      ({rows}) => rows
    )
  );
}

/** Groups neighbours whose sizes add up to no more than a limit. */
function groupBy<T>(items: readonly T[], limit: number, sizeOf: (item: T) => number): T[][] {
  const groups: T[][] = [];
  let size = Infinity;
  for (const item of items) {
    size += sizeOf(item);
    if (size > limit) {
      groups.push([]);
      size = sizeOf(item);
    }
    groups.at(-1)!.push(item);
  }
  return groups;
}

function total(scopes: readonly Scope[]): number {
  return scopes.reduce((sum, {rows}) => sum + rows, 0);
}

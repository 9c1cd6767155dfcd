import type {DuckDBConnection} from "@duckdb/node-api";
import type {TableSchema} from "../schema.js";
import {schemas} from "../schema.js";
import {readCells, readNames, sliceCells, trafficToArrow} from "./cells.js";
import type {CellNames, Cells} from "./cells.js";
import {packTile} from "./pack-tile.js";
import type {TilesOptions} from "./tiles.js";

const fileRows = 50_000; // of small scopes together
const rowsAtOnce = 500_000; // in memory

/** What traffic is told apart by, in the order of their files. */
export const dimensions = ["all", "country", "asn", "network", "ip"] as const;

/** Numbers of a scope's destinations: twice their place, and one more from one's own addresses. */
export const width = 2 ** 8;

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
  readonly seconds: number; // length of a bucket
  readonly kept: number; // destinations told apart
  readonly others: number; // destinations
}

interface Scope extends Omit<Flow, "file" | "first"> {
  readonly scope: number;
}

/**
 * Writes view `flows` in files, of one dimension each, the rows of a scope together; `flow_scopes`, `flow_tops`, `flow_lengths` (of
 * buckets that are finer than others), `flow_kept` and `flow_counts` tell what its numbers stand for.
 */
export async function writeFlows(
  connection: DuckDBConnection,
  {seconds, write}: Pick<TilesOptions, "seconds" | "write">
): Promise<Flow[]> {
  const names = await readNames(connection, "SELECT 0 AS source, NULL AS class, '' AS network");
  const scopes = await readScopes(connection, seconds);
  const ips = await readTops(connection);
  const flows: Flow[] = [];
  let saving: Promise<Flow[][]> = Promise.resolve([]); // packed on other threads while the next are read, and no more at once
  for (const batch of groupBy(files(scopes), rowsAtOnce, (file) => total(file))) {
    const [from, to] = [batch[0][0].scope, batch.at(-1)!.at(-1)!.scope];
    const cells = await readCells(connection, {
      from: `(SELECT * RENAME start AS bucket FROM flows WHERE scope BETWEEN ${from} AND ${to})`,
      ...{seconds: 1, origin: 0, order: `source // ${width}, bucket, source, kind`}
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
    flows.push(...(await saving).flat());
    saving = Promise.all(saved);
    saving.catch(() => {}); // thrown where it is awaited
  }
  return [...flows, ...(await saving).flat()];
}

function flowsToArrow(
  {source, ...cells}: Cells,
  {names, ips, scopes}: {names: CellNames; ips: ReadonlyMap<number, string>; scopes: readonly Scope[]}
): Uint8Array {
  const place = new Float64Array(source.length);
  const own = new Float64Array(source.length);
  const codes = new Int32Array(source.length);
  const codeOf = new Map<number, number>(); // by `source`
  const words = new Map<string, number>();
  for (let i = 0; i < source.length; i++) {
    place[i] = (source[i] % width) >> 1;
    own[i] = source[i] % 2;
    let code = codeOf.get(source[i]);
    if (code === undefined) {
      const scope = Math.floor(source[i] / width);
      const ip = place[i] > scopes[scope].kept ? undefined : ips.get(scope * width + place[i]);
      code = ip === undefined ? -1 : (words.get(ip) ?? words.size);
      if (ip !== undefined) words.set(ip, code);
      codeOf.set(source[i], code);
    }
    codes[i] = code;
  }
  const fromOwn = new Map([0, 1].map((own) => [own, own === 1]));
  const more = {source: place, dest_ip: {codes, words: [...words.keys()]}};
  return trafficToArrow(flowFile.columns, {...cells, source: own}, {...names, fromOwn}, more);
}

/** All scopes in order of their numbers, those without events too. */
async function readScopes(connection: DuckDBConnection, coarse: number): Promise<Scope[]> {
  const reader = await connection.runAndReadAll(`
    SELECT scope, dimension, value, coalesce(rows, 0)::DOUBLE AS rows, coalesce(seconds, ${coarse}) AS seconds, coalesce(kept, 0) AS kept, greatest(0, coalesce(destinations, 0) - coalesce(kept, 0))::DOUBLE AS others
    FROM flow_scopes LEFT JOIN (SELECT scope, count(*) AS rows FROM flows GROUP BY scope) USING (scope)
    LEFT JOIN flow_lengths USING (scope) LEFT JOIN flow_kept USING (scope) LEFT JOIN flow_counts USING (scope) ORDER BY scope`);
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

import type {DuckDBConnection} from "@duckdb/node-api";
import type {Column} from "../schema.js";
import type {ColumnValues, Words} from "./arrow.js";
import {toArrow} from "./arrow.js";
import type {Direction} from "./direction.js";
import {directionOf, isOwn} from "./direction.js";

const names = ["bucket", "source", "kind", "events", "bytes_sent", "bytes_received", "unsized"] as const;

/** Rows of traffic before their kinds have names. NaN is what was not logged; a bucket is milliseconds since 1970. */
export type Cells = Readonly<Record<(typeof names)[number], Float64Array>>;

export interface CellsFrom {
  from: string; // table of bucket, source, kind and the sums
  seconds: number; // length of a bucket
  origin: number; // milliseconds from 1970 to bucket 0
  order?: string; // defaults to bucket, source and kind
}

/**
 * Reads rows of traffic in order: numbers alone, a tenth of the work that objects would be. Meanwhile the connection is to be asked
 * nothing else, which would end the stream without an error. Throws `missing rows: … of … were read`.
 */
export async function readCells(
  connection: DuckDBConnection,
  {from, seconds, origin, order = "bucket, source, kind"}: CellsFrom
): Promise<Cells> {
  const sums = names.slice(3).map((name) => `coalesce(${name}, 'NaN')`); // nulls take ten times as long to hand over
  const counted = await connection.runAndReadAll(`SELECT count(*)::DOUBLE FROM ${from}`);
  const length = Number(counted.getRowsJS()[0][0]);
  const columns = names.map(() => new Float64Array(length));
  const result = await connection.stream(`
    SELECT (bucket * ${seconds * 1000} + ${origin})::DOUBLE, source::DOUBLE, kind::DOUBLE, ${sums.join(", ")}
    FROM ${from} ORDER BY ${order}`);
  let first = 0;
  for (let chunk; (chunk = await result.fetchChunk()) && chunk.rowCount > 0; first += chunk.rowCount)
    for (const [column, values] of columns.entries()) {
      const vector = chunk.getColumnVector(column);
      for (let i = 0; i < vector.itemCount; i++) values[first + i] = vector.getItem(i) as number;
    }
  if (first !== length) throw new Error(`missing rows: ${first} of ${length} were read`);
  return Object.fromEntries(names.map((name, i) => [name, columns[i]])) as Cells;
}

/** Some of the rows, which are not copied. */
export function sliceCells(cells: Cells, first: number, end: number): Cells {
  return Object.fromEntries(names.map((name) => [name, cells[name].subarray(first, end)])) as Cells;
}

/** What the numbers of kinds and sources stand for. */
export interface CellNames {
  readonly labels: ReadonlyMap<number, Readonly<Record<"log" | "protocol" | "status", string | null>>>;
  readonly toOwn: ReadonlyMap<number, boolean | null>; // by kind: whether it goes to one's own addresses
  readonly fromOwn: ReadonlyMap<number, boolean>; // by source
}

/** Reads the names of kinds, and from a query of `source`, `class` and `network` which sources are one's own. */
export async function readNames(connection: DuckDBConnection, sources: string): Promise<CellNames> {
  const kinds = await connection.runAndReadAll(
    "SELECT kind::DOUBLE AS kind, log, protocol, status, to_own FROM kind_labels"
  );
  const rows = kinds.getRowObjectsJS();
  const units = await connection.runAndReadAll(`SELECT source::DOUBLE AS source, class, network FROM (${sources})`);
  return {
    labels: new Map(rows.map(({kind, log, protocol, status}) => [Number(kind), {log, protocol, status}])) as never,
    toOwn: new Map(rows.map(({kind, to_own}) => [Number(kind), to_own as boolean | null])),
    fromOwn: new Map(
      units.getRowObjectsJS().map(({source, class: name, network}) => [Number(source), isOwn({class: name, network})])
    )
  };
}

/**
 * Writes rows of traffic as an Arrow IPC stream. The kinds are named here: hundreds of thousands of texts take longer to hand over.
 * Columns in `more` are added, or take the place of those of the same name.
 */
export function trafficToArrow(
  columns: readonly Column[],
  {kind, ...cells}: Cells,
  {labels, toOwn, fromOwn}: CellNames,
  more: Record<string, ColumnValues> = {}
): Uint8Array {
  const words = (name: "log" | "protocol" | "status") => code(kind, (number) => labels.get(number)?.[name] ?? null);
  const count = Math.max(0, ...toOwn.keys()) + 1;
  const pairs = new Float64Array(kind.length);
  for (let i = 0; i < pairs.length; i++) pairs[i] = kind[i] + (fromOwn.get(cells.source[i]) ? count : 0);
  const direction = code(pairs, (pair): Direction | null =>
    directionOf(pair >= count, toOwn.get(pair % count) ?? null)
  );
  return toArrow(columns, {
    ...cells,
    log: words("log"),
    protocol: words("protocol"),
    status: words("status"),
    direction,
    ...more
  });
}

/** Names small numbers from 0, each of which is looked up once. */
function code(numbers: Float64Array, nameOf: (number: number) => string | null): Words {
  const words: string[] = [];
  const codeOf: number[] = [];
  const codes = new Int32Array(numbers.length);
  for (let i = 0; i < numbers.length; i++) {
    const number = numbers[i];
    if (codeOf[number] === undefined) {
      const name = nameOf(number);
      codeOf[number] = name === null ? -1 : words.includes(name) ? words.indexOf(name) : words.push(name) - 1;
    }
    codes[i] = codeOf[number];
  }
  return {codes, words};
}

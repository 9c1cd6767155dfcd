import type {DuckDBConnection} from "@duckdb/node-api";
import type {DataType, Vector} from "apache-arrow";
import {
  Bool,
  Dictionary,
  Float64,
  Int16,
  Int32,
  Int8,
  makeVector,
  Table,
  tableToIPC,
  TimestampMillisecond,
  Uint16,
  Uint32,
  Uint8,
  Utf8,
  vectorFromArray
} from "apache-arrow";
import type {Column, ColumnType, TableSchema} from "../schema.js";

/**
 * Writes the rows of a query as an Arrow IPC stream (the form that DuckDB-WASM reads) with exactly the columns of the schema, in
 * its order. Throws `missing column: name` if the query does not give one.
 */
export async function queryToArrow(
  connection: DuckDBConnection,
  {name, columns}: TableSchema,
  query: string
): Promise<Uint8Array> {
  const select = columns.map(({name, type}) =>
    type === "time" ? `epoch_ms(${name})::DOUBLE AS ${name}` : `"${name}"${casts[type]} AS ${name}`
  );
  const reader = await connection.runAndReadAll(`SELECT ${select.join(", ")} FROM (${query}) AS "${name}"`);
  return toArrow(columns, reader.getColumnsObjectJS());
}

const casts: Record<ColumnType, string> = {
  time: "",
  number: "::DOUBLE",
  key: "::DOUBLE",
  word: "::VARCHAR",
  text: "::VARCHAR",
  flag: "::BOOLEAN"
};

/** Writes objects, one a row, as an Arrow IPC stream; a key that a row lacks is null. Times are milliseconds since 1970. */
export function rowsToArrow({columns}: TableSchema, rows: readonly object[]): Uint8Array {
  const value = (row: object, name: string): unknown => (row as Record<string, unknown>)[name] ?? null;
  return toArrow(columns, Object.fromEntries(columns.map(({name}) => [name, rows.map((row) => value(row, name))])));
}

/** Writes arrays of values as an Arrow IPC stream. Times are milliseconds since 1970; a missing value is null. */
export function toArrow(columns: readonly Column[], values: Record<string, readonly unknown[]>): Uint8Array {
  const vectors: Record<string, Vector> = {};
  for (const {name, type} of columns) {
    if (!values[name]) throw new Error(`missing column: ${name}`);
    vectors[name] = builders[type](values[name]);
  }
  return tableToIPC(new Table(vectors), "stream");
}

const builders: Record<ColumnType, (values: readonly unknown[]) => Vector> = {
  time: (values) => vectorFromArray(values, new TimestampMillisecond()),
  number: (values) => vectorFromArray(values, new Float64()),
  key: (values) => vectorFromArray(values, narrowest(values)),
  word: words,
  text: (values) => vectorFromArray(values, new Utf8()),
  flag: (values) => vectorFromArray(values, new Bool())
};

function narrowest(values: readonly unknown[]): DataType {
  const most = values.reduce((a: number, b) => Math.max(a, Number(b)), 0);
  return most < 2 ** 8 ? new Uint8() : most < 2 ** 16 ? new Uint16() : new Uint32();
}

function words(values: readonly unknown[]): Vector {
  const codes = new Map<string, number>();
  const index = values.map((value) => {
    if (value === null || value === undefined) return null;
    const text = String(value);
    let code = codes.get(text);
    if (code === undefined) codes.set(text, (code = codes.size));
    return code;
  });
  const keyType = codes.size < 2 ** 7 ? new Int8() : codes.size < 2 ** 15 ? new Int16() : new Int32();
  const keys = vectorFromArray(index, keyType).data[0];
  const dictionary = vectorFromArray([...codes.keys()], new Utf8());
  return makeVector({
    type: new Dictionary(new Utf8(), keyType),
    length: values.length,
    nullCount: keys.nullCount,
    nullBitmap: keys.nullBitmap,
    data: keys.values,
    dictionary
  });
}

import type {DuckDBConnection} from "@duckdb/node-api";
import type {DataType, Vector} from "apache-arrow";
import {
  Bool,
  Dictionary,
  Float64,
  Int16,
  Int32,
  Int8,
  makeData,
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

/** A text column as small integers: `words[codes[i]]` is the text of row `i`; code -1 is null. */
export interface Words {
  readonly codes: Int32Array;
  readonly words: readonly string[];
}

/** The values of a column, one a row; in a Float64Array NaN is a missing one. */
export type ColumnValues = readonly unknown[] | Float64Array | Words;

/** Writes columns of values as an Arrow IPC stream. Times are milliseconds since 1970; a missing value is null. */
export function toArrow(columns: readonly Column[], values: Record<string, ColumnValues>): Uint8Array {
  const vectors: Record<string, Vector> = {};
  for (const [i, {name, type}] of columns.entries()) {
    if (!values[name]) throw new Error(`missing column: ${name}`);
    vectors[name] = builders[type](values[name], i);
  }
  return tableToIPC(new Table(vectors), "stream");
}

const builders: Record<ColumnType, (values: ColumnValues, column: number) => Vector> = {
  time: (given) => typed(listed(given), (numbers) => [new TimestampMillisecond(), times(numbers)]),
  number: (given) => typed(listed(given), (numbers) => [new Float64(), numbers]),
  key: (given) => typed(listed(given), keys),
  word: (given, column) => words("codes" in given ? given : encode(listed(given)), column),
  text: (given) => texts(listed(given)),
  flag: (given) => vectorFromArray([...listed(given)], new Bool())
};

/** Numbers, or other values, null for a missing one. */
type List = Float64Array | readonly unknown[];

function listed(values: ColumnValues): List {
  return "codes" in values ? Array.from(values.codes, (code) => values.words[code] ?? null) : values;
}

function isMissing(value: unknown): boolean {
  return value === null || value === undefined || Number.isNaN(value);
}

/** A vector over a typed array, 0 where a value is missing; one of 200,000 rows is made in a tenth of the time that a builder takes. */
function typed(values: List, write: (numbers: Float64Array) => [DataType, NumberArray]): Vector {
  const [type, data] = write(numbersOf(values));
  const {length} = values;
  return makeVector(makeData({type: type as Float64, length, data: data as Float64Array, ...validity(values)}));
}

/** A copy, 0 where a value is missing. A plain loop takes a tenth of the time of `from`, which asks an iterator for each value. */
function numbersOf(values: List): Float64Array {
  const numbers = new Float64Array(values.length);
  if (values instanceof Float64Array) for (let i = 0; i < values.length; i++) numbers[i] = values[i] || 0;
  else for (let i = 0; i < values.length; i++) numbers[i] = Number(values[i] || 0);
  return numbers;
}

/**
 * One bit a row, least significant first, 1 where a value stands; none if none is missing. A loop for each kind of array, since one for
 * all takes several times as long. Source: Apache Arrow columnar format, validity bitmaps.
 */
function validity(values: List | Int32Array): {nullCount: number; nullBitmap?: Uint8Array} {
  const {length} = values;
  const nullBitmap = new Uint8Array(Math.ceil(length / 64) * 8).fill(255, 0, length >> 3);
  if (length & 7) nullBitmap[length >> 3] = (1 << (length & 7)) - 1;
  let nullCount = 0;
  const clear = (row: number) => {
    nullBitmap[row >> 3] &= ~(1 << (row & 7));
    nullCount++;
  };
  if (values instanceof Float64Array) {
    for (let i = 0; i < length; i++) if (Number.isNaN(values[i])) clear(i);
  } else if (values instanceof Int32Array) {
    for (let i = 0; i < length; i++) if (values[i] < 0) clear(i);
  } else {
    for (let i = 0; i < length; i++) if (isMissing(values[i])) clear(i);
  }
  return nullCount > 0 ? {nullCount, nullBitmap} : {nullCount};
}

/** Milliseconds since 1970 as integers of 64 bits, the lower half first: a BigInt for each takes ten times as long. */
function times(numbers: Float64Array): BigInt64Array {
  const halves = new Uint32Array(numbers.length * 2);
  for (let i = 0; i < numbers.length; i++) {
    halves[2 * i] = numbers[i] % 2 ** 32;
    halves[2 * i + 1] = Math.floor(numbers[i] / 2 ** 32);
  }
  return new BigInt64Array(halves.buffer);
}

/** Texts one after the other and where each ends: Arrow's builder takes fifteen times as long. */
function texts(values: List): Vector<Utf8> {
  const {length} = values;
  const list = Array.from(values, (value) => (isMissing(value) ? "" : String(value)));
  const data = Buffer.allocUnsafe(3 * list.reduce((sum, text) => sum + text.length, 0)); // bytes that UTF-8 takes at most
  const valueOffsets = new Int32Array(length + 1);
  for (let i = 0; i < length; i++) valueOffsets[i + 1] = valueOffsets[i] + data.write(list[i], valueOffsets[i]);
  const type = new Utf8();
  return makeVector(
    makeData({type, length, valueOffsets, data: data.subarray(0, valueOffsets[length]), ...validity(values)})
  );
}

/** The smallest integers that hold them. */
function keys(numbers: Float64Array): [DataType, NumberArray] {
  let most = 0;
  for (let i = 0; i < numbers.length; i++) most = Math.max(most, numbers[i]);
  if (most < 2 ** 8) return [new Uint8(), new Uint8Array(numbers)];
  if (most < 2 ** 16) return [new Uint16(), new Uint16Array(numbers)];
  return [new Uint32(), new Uint32Array(numbers)];
}

/** Gives each text a number, in order of first appearance. */
function encode(values: List): Words {
  const codeOf = new Map<unknown, number>();
  const codes = new Int32Array(values.length).fill(-1);
  for (let i = 0; i < values.length; i++) {
    if (isMissing(values[i])) continue;
    codes[i] = codeOf.get(values[i]) ?? codeOf.size;
    if (codes[i] === codeOf.size) codeOf.set(values[i], codes[i]);
  }
  return {codes, words: [...codeOf.keys()].map(String)};
}

/** The dictionary has the column's number: one that Arrow counts up would be another each time in the same process. */
function words({codes, words}: Words, column: number): Vector {
  const {length} = codes;
  // A stream without rows holds no dictionaries, and the browser's engine refuses a column that promises one.
  if (length === 0) return texts([]);
  const filled = new Int32Array(length);
  for (let i = 0; i < length; i++) filled[i] = Math.max(0, codes[i]);
  const [keyType, data] =
    words.length < 2 ** 7
      ? [new Int8(), new Int8Array(filled)]
      : words.length < 2 ** 15
        ? [new Int16(), new Int16Array(filled)]
        : [new Int32(), filled];
  const dictionary = texts(words);
  const type = new Dictionary(new Utf8(), keyType as Int32, column);
  return makeVector(makeData({type, length, data, dictionary, ...validity(codes)}));
}

type NumberArray = Float64Array | BigInt64Array | Uint8Array | Uint16Array | Uint32Array;

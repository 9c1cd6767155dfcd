import type {Table} from "apache-arrow";

const milliseconds = 1; // Arrow's TimeUnit

/** A text column as small integers: `words[codes[i]]` is the text of row `i`; code -1 is null. */
export interface Words {
  readonly codes: Int32Array;
  readonly words: readonly string[];
}

/** A column as Float64: null is NaN, a time is milliseconds since 1970, UTC. Throws `missing column: name`. */
export function readNumbers(table: Table, name: string): Float64Array {
  const vector = columnOf(table, name);
  const numbers = new Float64Array(vector.length);
  let start = 0;
  for (const data of vector.data) {
    const {values, length, nullCount} = data;
    if (values instanceof Float64Array || values instanceof Uint16Array || values instanceof Uint32Array)
      numbers.set(values.subarray(0, length), start);
    else if (values instanceof BigInt64Array && data.type.unit === milliseconds)
      for (let i = 0; i < length; i++) numbers[start + i] = Number(values[i]);
    else for (let i = 0; i < length; i++) numbers[start + i] = Number(vector.get(start + i));
    if (nullCount > 0) for (let i = 0; i < length; i++) if (!data.getValid(i)) numbers[start + i] = NaN;
    start += length;
  }
  return numbers;
}

/** A text column as codes. The words are in order of first appearance. Throws `missing column: name`. */
export function readWords(table: Table, name: string): Words {
  const vector = columnOf(table, name);
  const codes = new Int32Array(vector.length).fill(-1);
  const codeOf = new Map<string, number>();
  let start = 0;
  for (const data of vector.data) {
    const local = new Map<unknown, number>(); // the keys of this chunk's own dictionary
    const keys = data.dictionary ? (data.values as ArrayLike<unknown>) : null;
    for (let i = 0; i < data.length; i++) {
      if (data.nullCount > 0 && !data.getValid(i)) continue;
      const key = keys ? keys[i] : i;
      let code = keys ? local.get(key) : undefined;
      if (code === undefined) {
        const word = String(vector.get(start + i));
        code = codeOf.get(word) ?? codeOf.set(word, codeOf.size).size - 1;
        if (keys) local.set(key, code);
      }
      codes[start + i] = code;
    }
    start += data.length;
  }
  return {codes, words: [...codeOf.keys()]};
}

/**
 * A small table as plain objects, one a row, with nulls as null and times as milliseconds. The caller names the row's
 * type after `loaders/schema.ts`, which a test compares with what is published.
 */
export function readRows<T>(table: Table): T[] {
  const columns = table.schema.fields.map(({name}) => ({name, vector: columnOf(table, name)}));
  return Array.from({length: table.numRows}, (_, i) => {
    const row: Record<string, unknown> = {};
    for (const {name, vector} of columns) row[name] = vector.get(i);
    return row as T;
  });
}

function columnOf(table: Table, name: string) {
  const vector = table.getChild(name);
  if (!vector) throw new Error(`missing column: ${name}`);
  return vector;
}

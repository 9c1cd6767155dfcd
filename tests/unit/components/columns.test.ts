import {
  Dictionary,
  Float64,
  Int32,
  Table,
  tableFromIPC,
  tableToIPC,
  TimestampMillisecond,
  Uint16,
  Utf8,
  vectorFromArray
} from "apache-arrow";
import {describe, expect, it} from "vitest";
import {readNumbers, readRows, readWords} from "../../../src/components/columns.js";

const word = () => new Dictionary(new Utf8(), new Int32());
const stream = (columns: ConstructorParameters<typeof Table>[0]) =>
  tableFromIPC(tableToIPC(new Table(columns as never), "stream"));

const table = stream({
  time: vectorFromArray([0, null, 3_600_000], new TimestampMillisecond()),
  key: vectorFromArray([1, 2, 65535], new Uint16()),
  bytes: vectorFromArray([10, null, 0], new Float64()),
  word: vectorFromArray(["b", null, "a"], word()),
  text: vectorFromArray(["x", "y", null], new Utf8())
} as never);

describe("readNumbers(table, name)", () => {
  it("reads times as milliseconds, keys and numbers, and keeps null apart from 0", () => {
    expect([...readNumbers(table, "time")]).toEqual([0, NaN, 3_600_000]);
    expect([...readNumbers(table, "key")]).toEqual([1, 2, 65535]);
    expect([...readNumbers(table, "bytes")]).toEqual([10, NaN, 0]);
  });
  it("names a column that is missing", () =>
    expect(() => readNumbers(table, "size")).toThrow(/^missing column: size$/));
});

describe("readWords(table, name)", () => {
  it("codes words in order of appearance and null as -1", () => {
    expect(readWords(table, "word")).toEqual({codes: Int32Array.of(0, -1, 1), words: ["b", "a"]});
    expect(readWords(table, "text")).toEqual({codes: Int32Array.of(0, 1, -1), words: ["x", "y"]});
  });
  it("gives one code to a word of two chunks", () => {
    const chunk = (words: string[]) => new Table({word: vectorFromArray(words, word())});
    const {codes, words} = readWords(chunk(["a", "b"]).concat(chunk(["b", "c"])), "word");
    expect([...codes].map((code) => words[code])).toEqual(["a", "b", "b", "c"]);
    expect(words).toEqual(["a", "b", "c"]);
  });
});

describe("readRows(table)", () => {
  it("gives plain objects with nulls as null", () =>
    expect(readRows(table)[1]).toEqual({time: null, key: 2, bytes: null, word: null, text: "y"}));
});

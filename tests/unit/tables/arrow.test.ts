import {tableFromIPC} from "apache-arrow";
import {describe, expect, it} from "vitest";
import {openDuckDB} from "../../../loaders/engines/duckdb.js";
import {schemas} from "../../../loaders/schema.js";
import {queryToArrow, rowsToArrow, toArrow} from "../../../loaders/tables/arrow.js";

const columns = [
  {name: "t", type: "time", about: ""},
  {name: "n", type: "number", about: ""},
  {name: "k", type: "key", about: ""},
  {name: "w", type: "word", about: ""},
  {name: "s", type: "text", about: ""},
  {name: "f", type: "flag", about: ""}
] as const;

describe("toArrow(columns, values)", () => {
  it("keeps values, nulls and the exactness of large numbers", () => {
    const bytes = toArrow(columns, {
      t: [1e12, null],
      n: [2 ** 53, null],
      k: [0, 70_000],
      w: ["a", null],
      s: [null, "b"],
      f: [true, false]
    });
    const [first, second] = tableFromIPC(bytes)
      .toArray()
      .map((row) => row.toJSON());
    expect(first).toEqual({t: 1e12, n: 2 ** 53, k: 0, w: "a", s: null, f: true});
    expect(second).toEqual({t: null, n: null, k: 70_000, w: null, s: "b", f: false});
  });
  it("keeps texts of any alphabet, empty ones, and half of a pair as U+FFFD, in words and texts", () => {
    const texts = ["", "Łódź", null, "東京", "🌍", "\ud83c", "\udf0d", "a"];
    const rows = tableFromIPC(toArrow([columns[3], columns[4]], {w: texts, s: texts})).toArray();
    const expected = ["", "Łódź", null, "東京", "🌍", "\ufffd", "\ufffd", "a"];
    expect(rows.map((row) => [row.w, row.s])).toEqual(expected.map((text) => [text, text]));
  });
  it("takes the narrowest types that hold the keys and words", () => {
    const type = (k: number, words: number) => {
      const w = Array.from({length: words}, (_, i) => `w${i}`);
      const table = tableFromIPC(toArrow([columns[2], columns[3]], {k: w.map(() => k), w}));
      return table.schema.fields.map((field) => String(field.type)).join(" ");
    };
    expect(type(255, 100)).toBe("Uint8 Dictionary<Int8, Utf8>");
    expect(type(256, 1000)).toBe("Uint16 Dictionary<Int16, Utf8>");
    expect(type(65_536, 40_000)).toBe("Uint32 Dictionary<Int32, Utf8>");
  });
  it("writes the stream form, which is what the browser's engine reads", () => {
    expect(Buffer.from(rowsToArrow(schemas.rejects, [])).toString("latin1", 0, 6)).not.toBe("ARROW1");
  });
  it("knows every column of an empty table", () => {
    expect(tableFromIPC(rowsToArrow(schemas.files, [])).schema.names).toEqual(
      schemas.files.columns.map(({name}) => name)
    );
  });
});

describe("queryToArrow(connection, schema, query)", () => {
  it("has neither Decimal nor Int64, which a page would misread", async () => {
    const connection = await openDuckDB();
    const schema = {name: "x", about: "", columns: columns.slice(0, 4)};
    const bytes = await queryToArrow(
      connection,
      schema,
      "SELECT TIMESTAMP '2025-02-03' AS t, sum(5::BIGINT) AS n, 7::HUGEINT AS k, 'w' AS w"
    );
    const table = tableFromIPC(bytes);
    expect(table.schema.fields.map((field) => String(field.type))).toEqual([
      "Timestamp<MILLISECOND>",
      "Float64",
      "Uint8",
      "Dictionary<Int8, Utf8>"
    ]);
    expect(table.get(0)!.toJSON()).toEqual({t: Date.UTC(2025, 1, 3), n: 5, k: 7, w: "w"});
  });
});

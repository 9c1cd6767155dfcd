// @vitest-environment jsdom
import {describe, expect, it} from "vitest";
import {chartOf, chooseChart, possibleCharts} from "../../../src/components/ask/choose-chart.js";
import {cookbook} from "../../../src/components/ask/cookbook.js";
import type {Cell, ColumnKind} from "../../../src/components/ask/answer.js";
import type {QueryError} from "../../../src/components/ask/engine.js";
import {createAsker, namesIn} from "../../../src/components/ask/engine.js";
import {formatCell} from "../../../src/components/ask/format-cell.js";
import {readHistory, remember} from "../../../src/components/ask/history.js";
import {pageOf} from "../../../src/components/ask/page-of.js";

const answer = (columns: Record<string, ColumnKind>, ...rows: Cell[][]) => ({
  columns: Object.entries(columns).map(([name, kind]) => ({name, kind})),
  rows
});
const two: Cell[][] = [
  [1, 2, 3],
  [4, 5, 6]
];

describe("chooseChart(answer)", () => {
  it("draws a time and a number as a line, told apart by text", () =>
    expect(chooseChart(answer({day: "time", protocol: "text", events: "number"}, ...two))).toEqual({
      kind: "line",
      x: 0,
      y: 2,
      color: 1
    }));
  it("draws countries, each once, as a map", () => {
    const codes = {country: "text", events: "number"} as const;
    expect(chooseChart(answer(codes, ["BR", 1], ["DE", 2])).kind).toBe("map");
    expect(chooseChart(answer(codes, ["BR", 1], ["BR", 2])).kind).toBe("bars");
    expect(chooseChart(answer(codes, ["Brazil", 1], ["DE", 2])).kind).toBe("bars");
  });
  it("draws text and a number as bars, by the first number that counts something", () =>
    expect(
      chooseChart(answer({organization: "text", asn: "number", events: "number"}, ["A", 1, 2], ["B", 3, 4]))
    ).toEqual({
      kind: "bars",
      x: 0,
      y: 2,
      color: null
    }));
  it("draws two numbers as dots", () =>
    expect(chooseChart(answer({a: "number", b: "number"}, [1, 2], [3, 4]))).toMatchObject({kind: "dots", x: 0, y: 1}));
  it("draws nothing of one row, or without a number", () => {
    expect(chooseChart(answer({events: "number"}, [1])).kind).toBe("none");
    expect(chooseChart(answer({ip: "text"}, ["a"], ["b"])).kind).toBe("none");
  });
  it("offers what else would do, and none last", () =>
    expect(possibleCharts(answer({day: "time", name: "text", events: "number"}, [1, "a", 3], [2, "b", 4]))).toEqual([
      "line",
      "bars",
      "none"
    ]));
  it("labels bars by what is there where there is no text", () =>
    expect(chartOf(answer({hour: "number", events: "number"}, [1, 2], [3, 4]), "bars")).toMatchObject({x: 0, y: 1}));
});

describe("formatCell(value, column)", () => {
  it.each([
    [1234567, "bytes_sent", "number", "1.23 MB"],
    [0.256, "share_refused", "number", "25.6 %"],
    [13335, "asn", "number", "13335"],
    [13335, "events", "number", "13 335"],
    [2.34567, "times_as_much", "number", "2.35"],
    [Date.UTC(2026, 2, 4), "day", "time", "2026-03-04"],
    [Date.UTC(2026, 2, 4, 5, 6), "bucket", "time", "2026-03-04 05:06"],
    [null, "events", "number", ""],
    [false, "sample", "flag", "false"]
  ] as const)("writes %s of %s", (value, name, kind, text) =>
    expect(formatCell(value, {name, kind}).replace(/\s/g, " ")).toBe(text)
  );
});

describe("pageOf(options)", () => {
  const columns = [
    {name: "country", kind: "text"},
    {name: "events", kind: "number"}
  ] as const;
  const page = (options: Partial<Parameters<typeof pageOf>[0]>) =>
    pageOf({
      ...{title: "Who?", sql: "SELECT country, events FROM sources;", tables: ["traffic", "sources"], columns},
      chart: {kind: "bars", x: 0, y: 1, color: null},
      ...options
    });
  it("loads the tables that are asked, and no others", () => {
    expect(page({})).toContain('sources: FileAttachment("data/sources.arrow")\n');
    expect(page({})).not.toContain("traffic");
  });
  it("draws the chart that was chosen, by the names of the columns", () =>
    expect(page({})).toContain('ResultChart(rows, {width, kind: "bars", x: "country", y: "events"})'));
  it("leaves out a chart that there is not", () =>
    expect(page({chart: {kind: "none", x: null, y: null, color: null}})).not.toContain("<div"));
  it("brings the world for a map", () =>
    expect(page({chart: {kind: "map", x: 0, y: 1, color: null}})).toContain("const world = readWorldOf("));
  it("keeps a title that looks like markup what it is", () => {
    const text = page({title: "A <b>\n${1+1} `x`"});
    expect(text).toContain('title: "A <b> ${1+1} `x`"');
    expect(text).toContain("# A &#60;b&#62; &#36;&#123;1+1&#125; &#96;x&#96;");
  });
  it("keeps a query that would end its cell what it is", () =>
    expect(page({sql: "SELECT '${1}', '```'"})).toContain(
      "const rows = sql([\"SELECT '${1}', '\\u0060\\u0060\\u0060'\"]);"
    ));
});

describe("createAsker(options)", () => {
  const failing = (message: string) =>
    createAsker({
      open: async () => ({
        connect: async () => ({
          query: async (sql: string) => {
            if (!sql.startsWith("SET")) throw new Error(message);
            return {} as never;
          },
          prepare: async () => {
            throw new Error(message);
          },
          insertArrowFromIPCStream: async () => {},
          close: async () => {}
        }),
        connectInternal: async () => 1,
        runQuery: async () => new Uint8Array(),
        disconnect: async () => {},
        terminate: async () => {}
      })
    });
  const error = async (message: string, sql: string) =>
    failing(message)
      .run(sql)
      .catch((error: unknown) => error as QueryError);
  it("finds the place that the engine points at", async () =>
    expect(
      await error(
        'Parser Error: syntax error at or near "FORM"\n\nLINE 2: FORM sources\n        ^',
        "SELECT *\nFORM sources"
      )
    ).toMatchObject({message: 'Parser Error: syntax error at or near "FORM"', at: {line: 2, column: 0}}));
  it("finds it in a line that the engine cut short", async () =>
    expect(
      await error(
        "Binder Error: no\n\nLINE 1: ...t aaaa, bbbb, cccc\n                   ^",
        "select xxxxxxxxxxxxxxxxxxxxxxxxxxt aaaa, bbbb, cccc"
      )
    ).toMatchObject({at: {line: 1, column: 41}}));
  it("has no place where the engine names none", async () =>
    expect(await error("Out of Memory Error: too much", "SELECT 1")).toMatchObject({at: null}));
  it("wants something to run", async () =>
    expect(await error("", "  ")).toMatchObject({message: "nothing to run: write a query first"}));
});

describe("namesIn(sql, tables)", () => {
  const tables = ["traffic", "sources", "address_destinations"];
  it.each([
    ['SELECT * FROM "Traffic" JOIN sources USING (source)', ["traffic", "sources"]],
    ["FROM address_destinations", ["address_destinations"]],
    ["SELECT 6 * 7", []],
    ["SHOW TABLES", tables],
    ["SELECT table_name FROM information_schema.tables", tables]
  ])("%s", (sql, names) => expect(namesIn(sql, tables)).toEqual(names));
});

describe("remember(sql)", () => {
  const storage = () => {
    const items = new Map<string, string>();
    return {
      getItem: (key: string) => items.get(key) ?? null,
      setItem: (key: string, value: string) => void items.set(key, value)
    };
  };
  it("puts the last first, each once", () => {
    const kept = storage();
    for (const sql of ["a", "b", "a"]) remember(sql, kept);
    expect(readHistory(kept)).toEqual(["a", "b"]);
  });
  it("has nothing where the browser keeps nothing", () => {
    const full = {
      getItem: () => "{",
      setItem: () => {
        throw new Error("full");
      }
    };
    expect(readHistory(full)).toEqual([]);
    expect(remember("a", full)).toEqual(["a"]);
  });
});

it("has at least fifteen questions, each with a query", () => {
  expect(cookbook.length).toBeGreaterThanOrEqual(15);
  expect(new Set(cookbook.map(({sql}) => sql)).size).toBe(cookbook.length);
});

import {writeFileSync} from "node:fs";
import {join} from "node:path";
import {expect, it} from "vitest";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import {milliseconds, withJsonFields} from "../../loaders/formats/field-sql.js";
import {readObjects} from "../../loaders/formats/index.js";
import {createRandom} from "../../loaders/generate/random.js";
import {readCsv} from "../../loaders/ingest/read-csv.js";
import {readLogs, temporaryFolder} from "./read-fixture.js";

const connection = await openDuckDB();
const path = join(temporaryFolder(), "objects.log");
const pointers = ["/a", "/b/c", "/b/d e/f", "/h/X-Forwarded-For/0", "/t~1u", "/v", "/v/w", "/q\"r/s't"];

/** The fields of each line, both ways; those of lines that are no JSON as null. */
async function bothWays(lines: readonly string[]): Promise<[unknown[], unknown[]]> {
  writeFileSync(path, lines.map((line) => `${line}\n`).join(""));
  const names = pointers.map((_, i) => `json_${i}`).join(", ");
  const read = async (from: string) =>
    (await connection.runAndReadAll(`SELECT ${names} FROM ${from}`)).getRowsJS().map((row, i) => [lines[i], ...row]);
  const csv = readCsv(path, ["line"], {delim: "", quote: "", escape: ""});
  return [await read(withJsonFields(csv, pointers)), await read(readObjects(path, pointers, "json_0")!)];
}

it("DuckDB's reader of JSON makes the same of each line as its functions do", async () => {
  const [apart, whole] = await bothWays([
    ...['{"a":1.50,"b":{"c":1}}', '{"a":1e3,"b":{"d e":{"f":"x"}}}', '{"a":12345678901234567890123}', '{"a":-0}'],
    ...['{"a":true,"v":{"w":1,"x":[1, 2]}}', '{"a":null,"v":"text"}', '{"a":[1, 2],"v":7}', '{"a":{"x": 1.0}}'],
    ...['{"a":"\\u0041\\n","t/u":"-"}', '{"a":"x","a":"y"}', '{"A":"upper"}', '{"a":"b"} behind', "garbage", "[1]"],
    ...['"text"', '{"a":"\\ud800"}', '{"a":"q\\u0000z"}', '{"b":"no object","a":"1"}', '{"b":[{"c":1}],"a":"1"}'],
    ...['{"b":{"c":{"d":1}},"a":"2"}', '   {"a":"late"}', '{"a":1}{"a":2}', '{"a":1.7976931348623157e309}'],
    ...[
      '{"a":0.1000000000000000055}',
      '{"a":18446744073709551616}',
      '{"a":1,}',
      '{"a":"\\x41"}',
      "{",
      "{}",
      '{"a":""}'
    ],
    ...['{"h":{"X-Forwarded-For":["192.0.2.1","192.0.2.2"]}}', '{"h":{"X-Forwarded-For":"192.0.2.1"}}', '{"h":1}'],
    ...['{"q\\"r":{"s\'t":"quoted"}}', '{"a":"ü","b":{"c":"\u{1f600}"}}', '{"t/u":"slash","a":false}']
  ]);
  expect(whole).toEqual(apart);
});

it("and of lines that are broken anywhere", async () => {
  const {below} = createRandom(5);
  const good =
    '{"a":"x \\" y","b":{"c":-1.52,"d e":{"f":"é"}},"h":{"X-Forwarded-For":["192.0.2.1"]},"v":{"w":[null,true]}}';
  const marks = ['"', "{", "}", "[", "]", ",", ":", "\\", "e", "0", " ", "-"];
  const lines = Array.from({length: 4000}, () => {
    const at = below(good.length);
    return good.slice(0, at) + (below(2) ? marks[below(marks.length)] : "") + good.slice(at + below(3));
  });
  const [apart, whole] = await bothWays(lines);
  expect(whole).toEqual(apart);
  expect(new Set(whole.map((row) => JSON.stringify((row as unknown[]).slice(1)))).size).toBeGreaterThan(50);
});

it("both tell the same durations, however they write them", async () => {
  const seconds = ["0.5", "1e-5", "0.000012", "2.5e-7", "86400.25", "1e15", "12345678901234567.0", "1e21", "-1", "0"];
  writeFileSync(path, seconds.map((number) => `{"a":${number}}\n`).join(""));
  const read = async (from: string) =>
    (await connection.runAndReadAll(`SELECT ${milliseconds("json_0")} FROM ${from}`)).getRowsJS().flat();
  const csv = readCsv(path, ["line"], {delim: "", quote: "", escape: ""});
  const told = await read(readObjects(path, ["/a"], "json_0")!);
  expect(told).toEqual(await read(withJsonFields(csv, ["/a"])));
  expect(told.slice(0, 4)).toEqual([500, 0.01, 0.012, 0.00025]);
});

it("it can't read objects whose names differ in their case alone", () => {
  expect(readObjects(path, ["/a/b", "/a/B"], "json_0")).toBe(null);
  expect(readObjects(path, ["/a/b", "/c/B"], "json_0")).not.toBe(null);
});

it("records that are no requests are skipped, whichever of its names their time has", async () => {
  const folder = temporaryFolder();
  const request = (key: string, i: number) =>
    `{"${key}":"2025-02-03T08:00:0${i}Z","remote_addr":"192.0.2.1","request":"GET / HTTP/1.1","status":200,"body_bytes_sent":5}\n`;
  for (const key of ["time_iso8601", "@timestamp", "timestamp", "time"]) {
    const log = join(folder, `${key}.log`);
    const other = `{"${key}":"2025-02-03T08:00:09Z","message":"started"}\n`;
    writeFileSync(log, [1, 2, 3, 4].map((i) => request(key, i)).join("") + other);
    const {logs} = await readLogs([log]);
    expect([key, logs[0]]).toMatchObject([key, {format: "nginx-json", events: 4, skipped: 1, rejected: 0}]);
  }
});

import type {DuckDBConnection} from "@duckdb/node-api";
import {afterAll, beforeAll, expect, it} from "vitest";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import {
  beforePort,
  endpoint,
  hostOfUrl,
  milliseconds,
  millisecondsBetween,
  millisecondsBetweenTimes,
  pathOfUrl,
  portOf,
  requestEvents,
  withUrlParts
} from "../../loaders/formats/field-sql.js";
import {literal} from "../../loaders/sql.js";

let connection: DuckDBConnection;
beforeAll(async () => void (connection = await openDuckDB()));
afterAll(() => connection.closeSync());

/** What SQL over columns `a` and `b` makes of rows of them. */
async function of(sql: string, ...rows: readonly (string | readonly [string, string])[]): Promise<unknown[]> {
  const values = rows.map((row, i) => [...[row].flat(), "", ""].slice(0, 2).map(literal).concat(String(i)));
  const reader = await connection.runAndReadAll(
    `SELECT ${sql} FROM (VALUES ${values.map((row) => `(${row.join(", ")})`).join(", ")}) AS t(a, b, i) ORDER BY i`
  );
  return reader.getRowsJS().map(([value]) => value);
}

const clients = [
  "192.0.2.1:80",
  "[2001:db8::1]:443",
  "2001:db8::1:443",
  "host.example:9",
  "192.0.2.1",
  "unix:/run/a.sock"
];

it("the port is what stands behind the last colon, if it is digits", async () => {
  expect(await of(beforePort("a"), ...clients)).toEqual([
    ...["192.0.2.1", "2001:db8::1", "2001:db8::1", "host.example", "192.0.2.1", "unix"]
  ]);
  expect(await of(portOf("a"), ...clients)).toEqual(["80", "443", "443", "9", null, null]);
});

it("an endpoint is one of an address, not of a name or a socket", async () => {
  const {address, port} = endpoint("a");
  expect(await of(address, ...clients)).toEqual(["192.0.2.1", "2001:db8::1", "2001:db8::1", null, "192.0.2.1", null]);
  expect(await of(port, ...clients)).toEqual(["80", "443", "443", null, null, null]);
});

const urls = [
  "https://www.example.com/a?b=1",
  "http://www.example.com:8080",
  "http://ana:s@www.example.com:80?q=/",
  "https://[2001:db8::1]:443/x",
  "//www.example.com/a",
  "http://www.example.com:port/a",
  "/a?u=http://b/@[c]"
];

it("a URL has a host, a port and a path", async () => {
  const part = async (name: string) => {
    const values = urls.map((url, i) => `(${literal(url)}, ${i})`).join(", ");
    const from = withUrlParts(`(SELECT * FROM (VALUES ${values}) AS t(url, i))`, "url");
    return (await connection.runAndReadAll(`SELECT ${name} FROM ${from} ORDER BY i`)).getRowsJS().flat();
  };
  const host = "www.example.com";
  expect(await part("url_scheme")).toEqual(["https", "http", "http", "https", null, null, null]);
  expect(await part("url_host")).toEqual([host, host, host, "2001:db8::1", null, null, null]);
  expect(await part("url_port")).toEqual([null, "8080", "80", "443", null, null, null]);
  expect(await part("url_path")).toEqual(["/a?b=1", null, "?q=/", "/x", null, null, null]);
  expect(await of(hostOfUrl("a"), ...urls)).toEqual([host, host, host, "[2001:db8::1]", null, host, null]);
  expect((await of(pathOfUrl("a"), ...urls)).slice(0, 5)).toEqual(["/a?b=1", "/", "?q=/", "/x", "//www.example.com/a"]);
});

it("a request line is told by its method, whatever it asks for", async () => {
  const lines = [
    "GET /a HTTP/1.1",
    "POST https://b.example/ HTTP/2.0",
    "PROPFIND * HTTP/1.0",
    "GET  HTTP/1.1",
    "get /",
    "-"
  ];
  const {protocol, method, path} = requestEvents("a");
  expect(await of(method, ...lines)).toEqual(["GET", "POST", "PROPFIND", null, null, null]);
  expect(await of(path, ...lines)).toEqual(["/a", "https://b.example/", "*", null, null, null]);
  expect(await of(protocol, ...lines)).toEqual(["HTTP/1.1", "HTTP/2.0", "HTTP/1.0", null, null, null]);
});

it("a time taken is a number that is not negative", async () => {
  const texts = ["0.018", "12", "1.2e-05", "-1", "nan", "inf", "2m", ""];
  expect(await of(milliseconds("a"), ...texts)).toEqual([18, 12000, 0.012, null, null, null, null, null]);
});

it("the time between two moments is theirs in either way of writing them", async () => {
  const pairs = [
    ["1738569600.5", "1738569602"],
    ["2025-02-03T08:00:00.000000+0000", "2025-02-03T09:00:01.250000+0100"],
    ["2025-02-03T08:00:01Z", "2025-02-03T08:00:00Z"],
    ["2025-02-03T08:00:01Z", ""],
    ["1738569600", "soon"]
  ] as const;
  expect(await of(millisecondsBetweenTimes("a", "b"), ...pairs)).toEqual([1500, 1250, 0, null, null]);
  expect(await of(millisecondsBetween("a", "b", 1000), ["1738569600", "1738569659"], ["1", "-"])).toEqual([
    59_000,
    null
  ]);
});

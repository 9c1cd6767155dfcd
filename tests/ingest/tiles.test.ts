import {existsSync, readdirSync, readFileSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {gunzipSync} from "node:zlib";
import {tableFromIPC} from "apache-arrow";
import {beforeAll, describe, expect, it} from "vitest";
import {makeTables} from "../../loaders/atlas.js";
import {generate} from "../../loaders/generate/index.js";
import {silent} from "../../loaders/progress.js";
import type {TableName} from "../../loaders/schema.js";
import {normalizeSettings} from "../../loaders/settings.js";
import {tableFolder, tablePath, tileFolder} from "../../loaders/store-paths.js";
import {temporaryFolder} from "./read-fixture.js";

type Row = Record<string, never>;

const root = temporaryFolder();
const log = join(root, "sample.csv");

const settingsFor = (path: string, store: string, rows = 6000) =>
  normalizeSettings({budget: {rows}, store}, {root, args: [path]});
const settings = settingsFor(log, "store");

const rowsOf = (bytes: Uint8Array): Row[] =>
  tableFromIPC(bytes)
    .toArray()
    .map((row) => row.toJSON() as Row);
const read = (name: TableName, store = settings.store) => rowsOf(readFileSync(tablePath(store, name)));
const open = (file: string, store = settings.store) => rowsOf(gunzipSync(readFileSync(join(tableFolder(store), file))));

function sumBy<T>(rows: readonly T[], key: (row: T) => unknown, value: (row: T) => number): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const row of rows) sums[String(key(row))] = (sums[String(key(row))] ?? 0) + value(row);
  return Object.fromEntries(Object.entries(sums).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Makes the tables of a log of `time,source_ip,bytes_sent` with tiles, and gives what the tiles and their rows come to. */
async function tilesOf(name: string, lines: readonly string[], budget?: number) {
  const path = join(root, `${name}.csv`);
  writeFileSync(path, `${lines.join("\n")}\n`);
  const {store} = settingsFor(path, `store-${name}`);
  await makeTables(settingsFor(path, `store-${name}`, budget), {progress: silent, tiles: true});
  const tiles = read("tiles", store);
  return {tiles, rows: tiles.flatMap(({file}) => open(file, store)), summary: read("summary", store)[0]};
}

let events: {time: number; ip: string; bytes: number; protocol: string}[];
let tiles: Row[];
let step: number; // length of a bucket of traffic, milliseconds
const within = new Map<number, number>(); // the row of sources that a tile's own source is part of
const ips = new Map<number, string>(); // of all sources that are one address

beforeAll(async () => {
  await generate({rows: 30_000, seed: 42, days: 3, format: "csv", out: log, progress: silent});
  events = readFileSync(log, "utf8")
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => {
      const [time, ip, , bytes, , protocol] = line.split(",");
      return {time: Date.parse(`${time.replace(" ", "T").replace(/Z?$/, "")}Z`), ip, bytes: Number(bytes), protocol};
    });
  await makeTables(settings, {progress: silent, tiles: true});
  tiles = read("tiles");
  step = Number(read("summary")[0].bucket_seconds) * 1000;
  for (const {source, ip} of read("sources")) if (ip !== null) ips.set(source, ip);
  for (const file of new Set(tiles.map(({sources}) => sources)))
    for (const row of file === null ? [] : open(file)) {
      within.set(row.source, row.within);
      ips.set(row.source, row.ip);
    }
}, 120_000);

describe("tiles", () => {
  it("have the sums of every minute, as a plain count of the log has them", () => {
    expect(step).toBeGreaterThan(60_000);
    const rows = tiles.flatMap(({file}) => open(file));
    const minute = ({time}: {time: number}) => Math.floor(time / 60_000) * 60_000;
    for (const [of, column] of [
      [({bytes}: {bytes: number}) => bytes, "bytes_sent"],
      [() => 1, "events"]
    ] as const)
      expect(
        sumBy(
          rows,
          ({bucket}) => bucket,
          (row) => row[column]
        )
      ).toEqual(sumBy(events, minute, of));
    expect(
      sumBy(
        rows,
        ({protocol}) => protocol,
        (row) => row.events
      )
    ).toEqual(
      sumBy(
        events,
        ({protocol}) => protocol,
        () => 1
      )
    );
  });

  it("have what each row of traffic has, whatever its source and kind", () => {
    const key = (row: Row, source: number) =>
      [Math.floor(row.bucket / step) * step, source, row.log, row.protocol, row.status, row.direction].join();
    const rows = tiles.flatMap(({file}) => open(file));
    for (const column of ["events", "bytes_sent", "unsized"])
      expect(
        sumBy(
          rows,
          (row) => key(row, within.get(row.source) ?? row.source),
          (row) => row[column]
        )
      ).toEqual(
        sumBy(
          read("traffic"),
          (row) => key(row, row.source),
          (row) => row[column]
        )
      );
  });

  it("tell the busy addresses of each day apart, with all that they sent on it", () => {
    for (const file of new Set(tiles.map(({sources}) => sources))) {
      const some = tiles.filter(({sources}) => sources === file);
      const day = Math.floor(Number(some[0].start) / 86_400_000);
      const sent = sumBy(
        events.filter(({time}) => Math.floor(time / 86_400_000) === day),
        ({ip}) => ip,
        ({bytes}) => bytes
      );
      const told = sumBy(
        some.flatMap((tile) => open(tile.file)).filter(({source}) => ips.has(source)),
        ({source}) => ips.get(source),
        ({bytes_sent}) => bytes_sent
      );
      const busiest = Object.entries(sent).sort((a, b) => b[1] - a[1]);
      for (const [ip, bytes] of busiest.slice(0, 990)) expect([ip, told[ip]]).toEqual([ip, bytes]);
    }
  });

  it("say how large they are, and do not overlap", () => {
    for (const {file, rows, bytes, start, end, seconds} of tiles) {
      const held = open(file);
      expect([held.length, readFileSync(join(tableFolder(settings.store), file)).length, seconds]).toEqual([
        rows,
        bytes,
        60
      ]);
      expect(held.every(({bucket}) => bucket >= start && bucket < end)).toBe(true);
    }
    for (let i = 1; i < tiles.length; i++)
      expect(Number(tiles[i].start)).toBeGreaterThanOrEqual(Number(tiles[i - 1].end));
  });

  it("are the same files from the same logs, and only those that the table names are kept", async () => {
    const again = settingsFor(log, "store-again");
    await makeTables(again, {progress: silent, tiles: true});
    const files = (store: string) => readdirSync(tileFolder(store)).sort();
    expect(files(again.store).filter((name) => name !== "digest")).toEqual(
      files(settings.store).filter((name) => name !== "digest")
    );
    writeFileSync(join(tileFolder(again.store), "2020-01-01T00-traffic-0123456789ab.arrow.gz"), "old");
    await makeTables({...again, title: "Another"}, {progress: silent, tiles: true});
    expect(files(again.store)).toEqual(files(settings.store));
    const named = [...tiles.flatMap(({file, sources}) => [file, sources]), ...read("flows").map(({file}) => file)];
    expect(files(settings.store)).toEqual([...new Set(named.map((file: string) => file.slice(6))), "digest"].sort());
  }, 60_000);

  it("are made where they are asked for, also if the tables are there, and go when tables without them are made", async () => {
    const {store} = settingsFor(log, "store-asked");
    const make = (tiles: boolean, title = "A") =>
      makeTables({...settingsFor(log, "store-asked"), title}, {progress: silent, tiles});
    await make(false);
    expect([read("tiles", store), existsSync(tileFolder(store))]).toEqual([[], false]);
    expect([(await make(true)).changed, (await make(true)).changed, (await make(false)).changed]).toEqual([
      true,
      false,
      false
    ]);
    expect(read("tiles", store).length).toBe(tiles.length);
    await make(false, "B");
    expect([read("tiles", store), readdirSync(tileFolder(store))]).toEqual([[], []]);
  }, 60_000);

  it("tell a thousand addresses apart, the busiest, and sum the others", async () => {
    const at = (i: number) => new Date(Date.UTC(2025, 1, 3) + (i % 1440) * 60_000).toISOString();
    const lines = Array.from({length: 6000}, (_, i) => {
      const address = i % 1500;
      return `${at(i)},198.18.${address >> 8}.${address & 255},${5000 - address}`;
    });
    const {rows} = await tilesOf("many", ["timestamp,source_ip,bytes_sent", ...lines], 1000);
    const sent = Object.values(
      sumBy(
        rows,
        ({source}) => source,
        ({bytes_sent}) => bytes_sent
      )
    ).sort((a, b) => b - a);
    const [others, ...told] = sent;
    expect(told).toEqual(Array.from({length: 1000}, (_, i) => 4 * (5000 - i)));
    expect(others).toBe(Array.from({length: 500}, (_, i) => 4 * (4000 - i)).reduce((a, b) => a + b));
  });

  it("cover years in weeks", async () => {
    const at = (i: number) => new Date(Date.UTC(2022, 0, 1) + i * 36 * 3_600_000).toISOString();
    const lines = Array.from({length: 900}, (_, i) => `${at(i)},192.0.2.${i % 200},${i}`);
    const {tiles, rows, summary} = await tilesOf("years", ["timestamp,source_ip,bytes_sent", ...lines], 1000);
    expect(tiles.length).toBeGreaterThan(100);
    expect(new Set(tiles.map(({start}) => (Number(start) / 86_400_000 - 4) % 7))).toEqual(new Set([0])); // Mondays
    expect(rows.reduce((sum, {bytes_sent}) => sum + Number(bytes_sent), 0)).toBe((899 * 900) / 2);
    expect(tiles[0].seconds).toBeLessThan(summary.bucket_seconds);
  }, 60_000);

  it.each([
    ["empty", ["timestamp,source_ip,bytes_sent"]],
    ["untimed", ["source_ip,bytes_sent", "192.0.2.1,5", "192.0.2.2,6"]],
    [
      "short",
      ["timestamp,source_ip,bytes_sent", "2025-02-03T00:00:00Z,192.0.2.1,5", "2025-02-03T00:10:00Z,192.0.2.1,5"]
    ]
  ])("are none for a log that is %s", async (name, lines) => {
    expect((await tilesOf(name, lines)).tiles).toEqual([]);
  });
});

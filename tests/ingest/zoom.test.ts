import {readFileSync} from "node:fs";
import {join} from "node:path";
import {gunzipSync} from "node:zlib";
import type {DuckDBConnection} from "@duckdb/node-api";
import {tableFromIPC} from "apache-arrow";
import {beforeAll, describe, expect, it} from "vitest";
import {makeTables} from "../../loaders/atlas.js";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import {generate} from "../../loaders/generate/index.js";
import {silent} from "../../loaders/progress.js";
import type {TableName} from "../../loaders/schema.js";
import {normalizeSettings} from "../../loaders/settings.js";
import {literal} from "../../loaders/sql.js";
import {tableFolder, tablePath} from "../../loaders/store-paths.js";
import {openAtlas} from "../../src/components/atlas.js";
import type {Atlas} from "../../src/components/atlas.js";
import {referenceLine} from "../../src/components/compare.js";
import {wantedRanges} from "../../src/components/detail-note.js";
import {countryTotals} from "../../src/components/overview.js";
import {everything, isTimed} from "../../src/components/selection.js";
import type {Part, Selection} from "../../src/components/selection.js";
import {bucketTotals} from "../../src/components/timeline.js";
import {temporaryFolder} from "./read-fixture.js";

const root = temporaryFolder();
const log = join(root, "sample.csv");
const settings = normalizeSettings({budget: {rows: 12_000}}, {root, args: [log]});
const minute = 60_000;

let connection: DuckDBConnection;
let whole: Atlas;
let sample: {ip: string; country: string; protocol: string; status: string; class: string}[];

const rowsOf = async (sql: string) => (await connection.runAndReadAll(sql)).getRowsJS();
const table = (name: TableName) => tableFromIPC(readFileSync(tablePath(settings.store, name)));

beforeAll(async () => {
  await generate({rows: 40_000, seed: 7, days: 4, format: "csv", out: log, progress: silent});
  await makeTables(settings, {progress: silent, tiles: true});
  connection = await openDuckDB();
  await connection.run(`CREATE TABLE facts (ip VARCHAR, country VARCHAR, class VARCHAR, asn VARCHAR)`);
  const appender = await connection.createAppender("facts");
  for (const {ip, country, class: name, asn} of table("addresses").toArray()) {
    appender.appendVarchar(ip);
    if (country === null) appender.appendNull();
    else appender.appendVarchar(country);
    appender.appendVarchar(name);
    appender.appendVarchar(asn === null ? "" : String(asn));
    appender.endRow();
  }
  appender.closeSync();
  await connection.run(`
    CREATE TABLE log AS SELECT epoch_ms("timestamp"::TIMESTAMPTZ) AS time, source_ip AS ip, bytes_sent AS bytes, coalesce(protocol, '') AS protocol,
      coalesce(status_code // 100 || 'xx', '') AS status, coalesce(country, '') AS country, class, asn
    FROM read_csv(${literal(log)}) LEFT JOIN facts ON ip = source_ip`);
  sample = (
    await connection.runAndReadAll("FROM log USING SAMPLE reservoir(500) REPEATABLE (1)")
  ).getRowObjectsJS() as never;
  whole = openAtlas(
    {
      ...{summary: table("summary"), traffic: table("traffic"), sources: table("sources")},
      ...{countries: table("countries"), tiles: table("tiles")}
    },
    {
      wait: 0,
      load: (file) => Promise.resolve(tableFromIPC(gunzipSync(readFileSync(join(tableFolder(settings.store), file)))))
    }
  );
}, 120_000);

/** Opens a selection, once all that it wants is there. */
async function open(selection: Selection): Promise<Atlas> {
  const ranges = wantedRanges(whole, selection);
  const isThere = () => ranges.every((range) => whole.tiles.state(range).kind === "loaded");
  whole.tiles.want(ranges);
  while (!isThere()) await new Promise((done) => whole.tiles.addEventListener("change", done, {once: true}));
  return whole.select(selection);
}

/** Numbers from 0 to below `limit`, the same for the same seed. */
function createRandom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

async function choose(random: (limit: number) => number): Promise<Selection> {
  const {start, end, fine} = whole.known;
  const count = (end - start) / minute;
  const length = Math.min(1 + random(random(2) === 0 ? 90 : fine!.span / minute), count);
  const from = start + random(count - length) * minute;
  const times = random(8) === 0 ? {from: null, to: null} : {from, to: from + length * minute};
  const selection: Selection = {...everything, ...times};
  const atlas = await open(selection);
  const parts: Part[] = [];
  for (let i = random(4); i > 0; i--) {
    const dimension = (["country", "class", "protocol", "status", "ip"] as const)[random(5)];
    const within = await rowsOf(
      `SELECT ${dimension} FROM log ${whereOf(selection)} ORDER BY time, ip LIMIT 1 OFFSET ${random(50)}`
    );
    const value = String(within[0]?.[0] ?? sample[random(500)][dimension]);
    const part = {dimension, value, exclude: random(3) === 0};
    if (
      atlas.known.has(dimension, value) &&
      !parts.some((other) => other.dimension === dimension && other.value === value)
    )
      parts.push(part);
  }
  return {...selection, parts};
}

/** What a selection is compared with, as a query of the log. */
function comparedOf({compare, ...selection}: Selection): string {
  if (compare === "rest") return whereOf(selection, "NOT ");
  const [from, to] = [selection.from!, selection.to!];
  return whereOf({...selection, from: from - (to - from), to: from});
}

function whereOf({from, to, parts}: Selection, besides = ""): string {
  const tests = [from === null ? "true" : `time >= ${from} AND time < ${to}`];
  for (const dimension of new Set(parts.map((part) => part.dimension))) {
    const list = (exclude: boolean) =>
      parts.filter((part) => part.dimension === dimension && part.exclude === exclude).map(({value}) => literal(value));
    const [only, not] = [list(false), list(true)];
    if (only.length > 0) tests.push(`${dimension} IN (${only.join()})`);
    if (not.length > 0) tests.push(`${dimension} NOT IN (${not.join()})`);
  }
  return `WHERE ${besides}(${tests.join(" AND ")})`;
}

/** What an atlas shows: totals, groups, countries, addresses told apart, and the sums of each bucket of its line. */
function shown(atlas: Atlas) {
  const {events} = atlas.measures;
  const line = atlas.through({measure: events});
  const totals = bucketTotals(line);
  return {
    events: atlas.summary.events,
    bytes: atlas.summary.bytes_sent,
    protocols: sorted(atlas.groups(atlas.traffic.protocol, events).map(({name, value}) => [name ?? "", value])),
    status: sorted(atlas.groups(atlas.traffic.status).map(({name, value}) => [name ?? "", value])),
    countries: sorted(countryTotals(atlas).map(({code, value}) => [code, value])),
    addresses: sorted(atlas.sources.flatMap(({ip, bytes_sent}) => (ip === null ? [] : [[ip, bytes_sent]]))),
    line: sorted(
      Array.from(totals, (value, i) => [String(line.start + i * line.step), value] as [string, number]).filter(
        ([, value]) => value > 0
      )
    )
  };
}

async function counted(where: string, {step, told}: {step: number; told: (ip: string) => boolean}) {
  const [[events, bytes]] = await rowsOf(`SELECT count(*)::DOUBLE, sum(bytes)::DOUBLE FROM log ${where}`);
  const by = async (key: string, value = "sum(bytes)") =>
    sorted(
      (await rowsOf(`SELECT ${key}, (${value})::DOUBLE FROM log ${where} GROUP BY ALL`)).map(([name, sum]) => [
        String(name),
        sum === null ? null : Number(sum)
      ])
    );
  return {
    events,
    bytes,
    protocols: await by("protocol", "count(*)"),
    status: await by("status"),
    countries: (await by("country")).filter(([code]) => code !== ""),
    addresses: (await by("ip")).filter(([ip]) => told(ip)),
    line: await by(`(time - ${whole.known.start}) // ${step} * ${step} + ${whole.known.start}`, "count(*)")
  };
}

const sum = (values: Float64Array) => values.reduce((sum, value) => sum + (value || 0), 0);
const sorted = (pairs: [string, number | null][]) => pairs.sort(([a], [b]) => (a < b ? -1 : 1));

describe("a selection down to the minute", () => {
  it("shows for any of 200 what a query of the log gives, and the day's own busiest addresses", async () => {
    const random = createRandom(2026);
    let [minutes, told] = [0, 0];
    for (let i = 0; i < 200; i++) {
      const selection = await choose(random);
      const atlas = await open(selection);
      const step = isTimed(selection) ? minute : whole.known.step;
      expect([i, selection, shown(atlas)]).toEqual([
        i,
        selection,
        await counted(whereOf(selection), {step, told: (ip) => atlas.known.has("ip", ip)})
      ]);
      if (step === minute) minutes++;
      told += atlas.sources.filter(({ip}) => ip !== null && !whole.known.has("ip", ip)).length;
    }
    expect(minutes).toBeGreaterThan(150);
    expect(told).toBeGreaterThan(1000);
  }, 120_000);

  it("is compared with what a query of the log gives for the time before and for everything else", async () => {
    const random = createRandom(11);
    const compared = {before: 0, rest: 0};
    for (let i = 0; i < 50; i++) {
      const kind = (["before", "rest"] as const)[i % 2];
      const selection: Selection = {...(await choose(random)), compare: kind};
      const atlas = await open(selection);
      if (atlas.compared === null) continue;
      compared[kind]++;
      const other = atlas.compared.atlas;
      const told = kind === "rest" ? whole : other;
      const figures = await counted(comparedOf(selection), {
        step: other.summary.bucket_seconds * 1000,
        told: (ip) => told.known.has("ip", ip)
      });
      expect([i, selection, shown(other)]).toEqual([i, selection, figures]);
    }
    expect(compared.before).toBeGreaterThan(5);
    expect(compared.rest).toBeGreaterThan(15);
  }, 120_000);

  it("stands against everything else of the minutes around it", async () => {
    const random = createRandom(12);
    let minutes = 0;
    for (let i = 0; i < 40; i++) {
      const selection: Selection = {...(await choose(random)), compare: "rest"};
      const {compared, loaded, measures, select} = await open(selection);
      if (!compared?.detail || !loaded) continue;
      const line = compared.detail.through({measure: measures.events});
      const [from, to] = [line.start, line.start + line.length * line.step];
      const counts = await rowsOf(`SELECT (time // ${minute} * ${minute})::DOUBLE, count(*)::DOUBLE
        FROM log ${whereOf(selection, "NOT ")} AND time >= ${from} AND time < ${to} GROUP BY ALL ORDER BY 1`);
      const totals = [...bucketTotals(line)].map((value, i) => [from + i * minute, value]);
      expect([i, selection, totals.filter(([, value]) => value > 0)]).toEqual([i, selection, counts]);

      const atlas = select(selection);
      const over = loaded.through();
      const [own, other] = [over, referenceLine(atlas, over)!].map((line) => sum(bucketTotals(line)));
      if (counts.length > 0) expect([i, Math.round(other)]).toEqual([i, own]);
      minutes++;
    }
    expect(minutes).toBeGreaterThan(15);
  }, 120_000);

  it("is marked as a bound, and a true one, where it asks for networks that are not told apart in full", async () => {
    const random = createRandom(5);
    const seen = new Set<string>();
    for (let i = 0; i < 60; i++) {
      const {from, to} = await choose(random);
      const times = {from, to};
      const where = whereOf({...times, parts: []});
      const rows = await rowsOf(`SELECT asn FROM log ${where} ORDER BY time, ip LIMIT 1 OFFSET ${random(50)}`);
      const part: Part = {dimension: "asn", value: String(rows[0]?.[0] ?? ""), exclude: random(2) === 0};
      if (!whole.known.has("asn", part.value)) continue;
      const selection: Selection = {...times, parts: [part]};
      const atlas = await open(selection);
      const [[events]] = await rowsOf(`SELECT count(*)::DOUBLE FROM log ${whereOf(selection)}`);
      const {bound} = atlas.measures.events;
      seen.add(`${isTimed(times) ? "timed" : "all"} ${bound}`);
      const shown = atlas.summary.events;
      if (bound === "exact") expect([i, shown]).toEqual([i, events]);
      if (bound === "least") expect(shown).toBeLessThanOrEqual(Number(events));
      if (bound === "most") expect(shown).toBeGreaterThanOrEqual(Number(events));
    }
    expect([...seen]).toEqual(expect.arrayContaining(["timed exact", "timed least", "timed most"]));
  }, 120_000);
});

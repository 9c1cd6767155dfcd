import {cpSync, existsSync, readFileSync, renameSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import type {DuckDBConnection} from "@duckdb/node-api";
import {beforeAll, beforeEach, describe, expect, it} from "vitest";
import {makeTables} from "../../loaders/atlas.js";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import type {SettledOptions, SettledSums} from "../../loaders/engines/settled-sums.js";
import {openSettledSums} from "../../loaders/engines/settled-sums.js";
import type {StoredFile} from "../../loaders/engines/stored-events.js";
import {removeStore} from "../../loaders/own-files.js";
import {silent} from "../../loaders/progress.js";
import type {TableName} from "../../loaders/schema.js";
import {normalizeSettings} from "../../loaders/settings.js";
import {tablePath} from "../../loaders/store-paths.js";
import {temporaryFolder} from "./read-fixture.js";

const events = temporaryFolder();
const bySource = {
  of: (from: string) => `SELECT source_ip AS ip, sum(bytes_sent)::DOUBLE AS bytes FROM ${from} GROUP BY source_ip`,
  by: "ip",
  merge: "sum(bytes) AS bytes"
};
let connection: DuckDBConnection;
let folder: string;

beforeAll(async () => {
  connection = await openDuckDB();
  for (const [i, name] of ["a", "b", "c"].entries())
    await connection.run(
      `COPY (SELECT '192.0.2.' || n AS source_ip, 10 ** ${i} AS bytes_sent FROM range(1, 3) t(n)) TO '${join(events, name)}.parquet'`
    );
});
beforeEach(() => {
  folder = join(temporaryFolder(), "sums");
});

/** Files of events of one log each, of the same size or of others. */
const filesOf = (
  names: string,
  {label = "log", bytes = {}, from = events}: {label?: string; bytes?: Record<string, number>; from?: string} = {}
) =>
  [...names].map((name, part): StoredFile => ({
    ...{path: join(from, `${name}.parquet`), bytes: bytes[name] ?? 1000, shared: false, logs: [{label, part}]}
  }));
const open = (files: readonly StoredFile[], options: Partial<SettledOptions> = {}) =>
  openSettledSums(connection, {files, columns: new Set(["bytes_sent"])}, {folder, key: "key", ...options});

/** The bytes of the first address, and whether settled events were read for it. */
async function ask(sums: SettledSums): Promise<[number, boolean]> {
  let read = false;
  const of = (from: string) => {
    read ||= from === "settled";
    return bySource.of(from);
  };
  const sql = await sums.sum(connection, "sources", {...bySource, of});
  const rows = (await connection.runAndReadAll(`SELECT bytes FROM ${sql} WHERE ip = '192.0.2.1'`)).getRowsJS();
  sums.keep();
  return [Number(rows[0][0]), read];
}

describe("openSettledSums(connection, stored, options)", () => {
  it("keeps what was there last time, and adds what is new", async () => {
    expect(await ask(await open(filesOf("ab")))).toEqual([11, false]);
    expect(await ask(await open(filesOf("abc")))).toEqual([111, true]);
    expect(await ask(await open(filesOf("abc")))).toEqual([111, true]); // c has settled, and is a third of all
    expect(await ask(await open(filesOf("abc")))).toEqual([111, false]);
  });

  it("takes a large part for settled at once, and leaves a few others for later", async () => {
    const bytes = {a: 9e6, b: 1000, c: 1000};
    expect(await ask(await open(filesOf("ab", {bytes})))).toEqual([11, true]);
    expect(await ask(await open(filesOf("abc", {bytes})))).toEqual([111, false]);
    expect(await ask(await open(filesOf("abc", {bytes})))).toEqual([111, false]);
  });

  it.each([
    ["a part has gone", () => open(filesOf("bc")), 110],
    ["parts are in another order", () => open(filesOf("bac")), 111],
    ["a log has another label", () => open(filesOf("abc", {label: "other"})), 111],
    ["the key is another", () => open(filesOf("abc"), {key: "other"}), 111]
  ])("reads settled events anew if %s", async (_, reopen, bytes) => {
    for (let run = 0; run < 3; run++) await ask(await open(filesOf("abc")));
    expect(await ask(await open(filesOf("abc")))).toEqual([111, false]);
    expect(await ask(await reopen())).toEqual([bytes, true]);
  });

  it("is still of use where the store was moved", async () => {
    const [store, moved] = [join(temporaryFolder(), "store"), join(temporaryFolder(), "moved")];
    const bytes = {a: 9e6, b: 9e6, c: 9e6};
    const run = async (at: string) =>
      ask(await open(filesOf("abc", {bytes, from: join(at, "events")}), {folder: join(at, "sums")}));
    cpSync(events, join(store, "events"), {recursive: true});
    expect(await run(store)).toEqual([111, true]);
    renameSync(store, moved);
    expect(await run(moved)).toEqual([111, false]);
  });

  it("uses nothing if it must not, or if the index is damaged", async () => {
    for (let run = 0; run < 3; run++) await ask(await open(filesOf("abc")));
    expect(await ask(await open(filesOf("abc"), {force: true}))).toEqual([111, false]);
    writeFileSync(join(folder, "index.json"), "{");
    expect(await ask(await open(filesOf("abc")))).toEqual([111, false]);
  });

  it("tells the columns that no file has", async () => {
    await open(filesOf("abc"));
    const rows = await connection.runAndReadAll("SELECT count(path), count(bytes_sent), any_value(log) FROM recent");
    expect(rows.getRowsJS().map((row) => row.map(String))).toEqual([["0", "6", "log"]]);
  });
});

describe("tables of a log that grows", () => {
  const minute = 60_000;
  const begin = Date.UTC(2026, 2, 1);
  const ip = (i: number) => `198.51.${100 + (i >> 8)}.${i & 255}`;
  const line = (i: number, at: number, bytes: number) =>
    `${new Date(begin + at * minute).toISOString()},${ip(i)},203.0.113.${(i * 7 + at) % 5},${bytes},TCP\n`;
  const bare = (line: string) => line.replace(/203[.]0[.]113[.]./, ""); // without a destination
  const same: TableName[] = [
    ...(["traffic", "sources", "addresses", "places", "systems", "countries", "evidence"] as const),
    ...(["destinations", "address_destinations", "rejects"] as const)
  ];

  const days = [
    Array.from({length: 4500}, (_, n) => line(n % 1500, n, 2000 - (n % 1500))),
    Array.from({length: 40}, (_, n) => line(n * 3, 4500 + n, 100)),
    [...Array.from({length: 20}, (_, n) => line(n, 4600 + n, 10)), line(1450, 4601, 9e6), line(1600, 4602, 9e6)],
    Array.from({length: 9}, (_, n) => line(1450 - n, 9000 + n, 1e6))
  ];

  /** Adds a day's log to a folder. */
  const add = (logs: string, n: number, lines: readonly string[]) =>
    writeFileSync(join(logs, `flows-${n}.csv`), `timestamp,source_ip,dest_ip,bytes_sent,protocol\n${lines.join("")}`);

  async function make(logs: string, store = join(temporaryFolder(), "store"), tiles = false) {
    const settings = normalizeSettings({budget: {rows: 6000}}, {root: logs, args: [logs], env: {STORE: store}});
    await makeTables(settings, {progress: silent, tiles});
    return Object.fromEntries(same.map((name) => [name, readFileSync(tablePath(settings.store, name), "base64")]));
  }

  it("are those of a clean build, whoever comes to be among the busiest", async () => {
    const logs = temporaryFolder();
    const store = join(temporaryFolder(), "store");
    for (const [n, day] of days.entries()) {
      add(logs, n, day);
      expect([n, await make(logs, store)]).toEqual([n, await make(logs)]);
    }
    await make(logs, store, true);
    expect(removeStore(store)).toBe(true); // with all that a build leaves in it
    expect(existsSync(store)).toBe(false);
  }, 120_000);

  it("are those of a clean build when the first destinations are logged", async () => {
    const logs = temporaryFolder();
    const store = join(temporaryFolder(), "store");
    for (const n of [0, 1, 2]) {
      add(logs, n, days[n].map(bare));
      await make(logs, store);
    }
    add(logs, 3, days[3]);
    expect(await make(logs, store)).toEqual(await make(logs));
  }, 120_000);
});

import {mkdirSync, readFileSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {tableFromIPC} from "apache-arrow";
import {describe, expect, it} from "vitest";
import {makeTables} from "../../loaders/atlas.js";
import {silent} from "../../loaders/progress.js";
import type {TableName} from "../../loaders/schema.js";
import {normalizeSettings} from "../../loaders/settings.js";
import {tablePath} from "../../loaders/store-paths.js";
import {temporaryFolder} from "./read-fixture.js";

const folder = temporaryFolder();
const lists = join(folder, "data", "lists");
const settings = (more = {}) =>
  normalizeSettings({budget: {rows: 1000}, ...more}, {root: folder, args: [join(folder, "log.csv")]});
const make = async (more = {}) => (await makeTables(settings(more), {progress: silent})).changed;
const read = (name: TableName): Record<string, unknown>[] =>
  tableFromIPC(readFileSync(tablePath(settings().store, name)))
    .toArray()
    .map((row) => row.toJSON());

/** 3,000 busy addresses and 20 quiet ones behind them, a private one and one of documentation among them. */
function writeLog() {
  const line = (ip: string, hour: number, bytes: number) =>
    `2026-11-01T${String(hour).padStart(2, "0")}:00:00Z,${ip},${bytes}`;
  const busy = Array.from({length: 3000}, (_, i) => line(`1.0.${i >> 8}.${i & 255}`, i % 24, 100_000 + i));
  const quiet = Array.from({length: 20}, (_, i) => line(`9.9.9.${i}`, i, i));
  const special = [line("10.0.0.1", 1, 5), line("192.0.2.1", 2, 6)];
  writeFileSync(
    join(folder, "log.csv"),
    `${["timestamp,source_ip,bytes_sent", ...busy, ...quiet, ...special].join("\n")}\n`
  );
}

describe("lists from the folder to the tables", () => {
  it("leave everything as it was where there are none", async () => {
    writeLog();
    await make();
    expect(read("lists")).toEqual([]);
    expect(read("addresses").filter(({labels, threats}) => labels !== null || threats !== null)).toEqual([]);
  });

  it("label addresses, never reserved ones, which keep a row of their own however quiet they are", async () => {
    mkdirSync(lists, {recursive: true});
    writeFileSync(join(lists, "test-list-a.txt"), "9.9.9.0/28\n10.0.0.0/8\n192.0.2.0/24\n");
    expect(await make()).toBe(true);
    const listed = read("addresses").filter(({labels}) => labels !== null);
    const expected = Array.from({length: 16}, (_, i) => `9.9.9.${i}`).sort();
    expect(listed.map(({ip}) => ip).sort()).toEqual(expected);
    const own = read("sources").filter(({labels}) => labels !== null);
    expect(own.map(({ip}) => ip).sort()).toEqual(expected);
    expect(read("sources").filter(({ip}) => ip !== null).length).toBeLessThan(1000);
    expect(read("lists")).toMatchObject([
      {name: "test-list-a", entries: 3, reserved: 2, addresses: 16, bytes_sent: 120}
    ]);
  });

  it("make the tables anew when a list, the file beside it or the settings change, and only then", async () => {
    expect(await make()).toBe(false);
    writeFileSync(join(lists, "test-list-b.txt"), "9.9.9.19\nbroken\n9.9.9.18\n");
    expect(await make()).toBe(true);
    expect(read("lists").map(({name, addresses}) => [name, addresses])).toEqual([
      ["test-list-a", 16],
      ["test-list-b", 2]
    ]);
    expect(read("list_rejects")).toMatchObject([{list: "test-list-b", line: 2, reason: "no address", text: "broken"}]);
    writeFileSync(join(lists, "test-list-b.txt.about.json"), `{"category": "tor"}`);
    expect(await make()).toBe(true);
    expect(read("lists")[1]).toMatchObject({category: "tor", kind: "context"});
    expect(await make({lists: {about: {"test-list-b.txt": {name: "another, name"}}}})).toBe(true);
    expect(read("lists")[1]).toMatchObject({name: "another name", category: "tor"});
  });

  it.each([
    [{lists: {folders: "x"}}, "unknown setting: lists.folders; the keys are folder, about"],
    [{lists: {about: {"a.txt": {categories: "x"}}}}, 'unknown setting: lists.about["a.txt"].categories; the keys are'],
    [{lists: {about: {"a.txt": {confidence: 101}}}}, "it must be a number from 0 to 100"],
    [{lists: {about: {"a.txt": {date: "someday"}}}}, "it must be a date such as"]
  ])("refuses the settings %j", (config, message) => expect(() => settings(config)).toThrow(message));

  it("names a file beside a list that cannot be read", async () => {
    writeFileSync(join(lists, "test-list-b.txt.about.json"), `{"category"`);
    await expect(make()).rejects.toThrow(/^invalid JSON: .*test-list-b\.txt\.about\.json/);
  });
});

import {spawnSync} from "node:child_process";
import {existsSync, mkdirSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {tableFromIPC} from "apache-arrow";
import {beforeAll, describe, expect, it} from "vitest";
import {makeTables} from "../../loaders/atlas.js";
import {silent} from "../../loaders/progress.js";
import {normalizeSettings} from "../../loaders/settings.js";
import {makeRows} from "../../loaders/site/own-rows.js";
import {describeOwnTable, dropOwnTables, makeOwnTable, ownTables} from "../../loaders/site/own-tables.js";
import {runner} from "../../loaders/typescript.js";
import {temporaryFolder} from "./read-fixture.js";

const folder = temporaryFolder();
const log = join(folder, "flows.csv");
const settings = normalizeSettings({}, {root: folder, args: [log]});
const write = (name: string, sql: string) => {
  const path = join(folder, `${name}.arrow.sql`);
  writeFileSync(path, sql);
  return path;
};
const make = async (name: string, sql: string) =>
  tableFromIPC(await makeOwnTable(write(name, sql), settings))
    .toArray()
    .map((row: {toJSON(): object}) => row.toJSON());

beforeAll(async () => {
  const rows = ["192.0.2.1,100", "192.0.2.1,20", "198.51.100.7,3"].map((row) => `2026-03-01T12:00:00Z,${row}`);
  writeFileSync(log, `timestamp,source_ip,bytes_sent\n${rows.join("\n")}\n`);
  await makeTables(settings, {progress: silent});
}, 60_000);

describe("an author's table", () => {
  it("asks the events", async () =>
    expect(
      await make(
        "a",
        "-- who\nSELECT source_ip AS ip, sum(bytes_sent) AS bytes FROM events GROUP BY ALL ORDER BY ip; -- end"
      )
    ).toEqual([
      {ip: "192.0.2.1", bytes: 120},
      {ip: "198.51.100.7", bytes: 3}
    ]));
  it("asks the published tables, with their times and nulls", async () =>
    expect(
      await make(
        "b",
        "SELECT min(bucket) AS first, sum(t.events) AS events, bool_and(country IS NULL) AS nowhere FROM traffic t JOIN sources USING (source)"
      )
    ).toEqual([{first: Date.UTC(2026, 2, 1, 12), events: 3, nowhere: true}]));
  it("is described by its columns and the remark on top", async () =>
    expect(
      await describeOwnTable(write("c", "-- Events by day\nSELECT timestamp, 1 AS one FROM events"), settings)
    ).toEqual({
      name: "c",
      about: "Events by day",
      columns: [
        {name: "timestamp", type: "time", about: "timestamp of the query"},
        {name: "one", type: "number", about: "integer of the query"}
      ]
    }));
  it.each([
    [
      "SELECT 1,\n  nothing FROM events",
      /d\.arrow\.sql:2:3: Binder Error: .*"nothing".*\n {2}.*nothing FROM events\n {4}\^/
    ],
    ["SELECT 1\nFORM events WHERE", /d\.arrow\.sql:2:6: Parser Error: syntax error at or near "events"/],
    ["SELECT (", /d\.arrow\.sql: Parser Error: syntax error at end of input/],
    ["SELECT 1; SELECT 2", /not one query: .* has 2/],
    ["-- nothing", /no query: .*d\.arrow\.sql/],
    ["SELECT * FROM nowhere", /d\.arrow\.sql:1:15: Catalog Error: Table with name nowhere/]
  ])("points at what is wrong in %j", async (sql, message) => {
    await expect(makeOwnTable(write("d", sql), settings)).rejects.toThrow(message);
  });
  it("takes no name that is taken, and none that is no name", async () => {
    await expect(makeOwnTable(write("traffic", "SELECT 1"), settings)).rejects.toThrow("table exists: traffic");
    await expect(makeOwnTable(write("a-b", "SELECT 1"), settings)).rejects.toThrow("invalid table name: a-b");
  });
  it("is made anew when the tables have changed, and only then", () => {
    const cache = join(folder, "cache");
    mkdirSync(join(cache, "data"), {recursive: true});
    const folders = {store: settings.store, cache, stubs: folder};
    expect(ownTables(folder)).toContainEqual({name: "a", file: "a.arrow.sql"});
    dropOwnTables(folders);
    writeFileSync(join(cache, "data", "a.arrow"), "old");
    expect(dropOwnTables(folders)).toEqual([]);
    writeFileSync(join(settings.store, "tables", "digest"), "another");
    expect(dropOwnTables(folders)).toEqual(["a.arrow"]);
    expect(existsSync(join(cache, "data", "a.arrow"))).toBe(false);
  });
});

describe("makeRows(make, options)", () => {
  const rows = async (
    ...[make, columns]: [Parameters<typeof makeRows>[0], Parameters<typeof makeRows>[1]["columns"]?]
  ) => {
    const table = tableFromIPC(await makeRows(make, {...settings, columns}));
    return {
      types: table.schema.fields.map(({name, type}) => `${name} ${type}`),
      rows: table.toArray().map((row) => row.toJSON())
    };
  };
  it("gives what a function makes of what it asks: events and published tables, counts as numbers, times as dates", async () => {
    const {types, rows: made} = await rows(async (query) => {
      const [{events, first}] = await query("SELECT count(*) AS events, min(timestamp) AS first FROM events");
      const [{listed}] = await query("SELECT count(ip) AS listed FROM sources");
      return [{events: Number(events) + 1, first, listed, some: listed === 2, about: ["a"], nothing: null}];
    });
    expect(made).toEqual([
      {events: 4, first: Date.UTC(2026, 2, 1, 12), listed: 2, some: true, about: '["a"]', nothing: null}
    ]);
    expect(types.map((type) => type.split(/[ <]/)[1])).toEqual([
      ...["Float64", "Timestamp", "Float64", "Bool", "Dictionary", "Dictionary"]
    ]);
  });
  it("takes columns from all rows, and text where their values differ", async () =>
    expect((await rows(() => [{a: null}, {a: 1, b: 2}, {a: 3, b: "x"}])).rows).toEqual([
      {a: null, b: null},
      {a: 1, b: "2"},
      {a: 3, b: "x"}
    ]));
  it("needs to be told the columns where there are no rows", async () => {
    await expect(rows(() => [])).rejects.toThrow(/^no columns: /);
    expect((await rows(() => [], {hour: "number", name: "word"})).types).toEqual(["hour Float64", "name Utf8"]);
  });
  it("points at what is wrong in a query", async () =>
    await expect(rows((query) => query("SELECT 1,\n  nothing FROM events"))).rejects.toThrow(
      /the query:2:3: Binder Error: .*"nothing".*\n {2}.*nothing FROM events\n {4}\^/
    ));
  it("says what is no rows", async () => await expect(rows(() => 7 as never)).rejects.toThrow("no rows: 7"));
});

describe("a loader in TypeScript", () => {
  const run = (name: string, text: string) => {
    const path = join(folder, `${name}.arrow.ts`);
    writeFileSync(
      path,
      `import {publish} from ${JSON.stringify(fileURLToPath(new URL("../../loaders/site/publish.ts", import.meta.url)))};\n${text}`
    );
    writeFileSync(join(folder, "package.json"), '{"type": "module"}');
    const env = {...process.env, STORE: settings.store, LOGS: ""};
    return spawnSync(process.execPath, [runner, path], {cwd: folder, env});
  };
  it("writes its table to stdout", () => {
    const {stdout, status} = run("e", 'await publish((query) => query("SELECT count(*) AS events FROM events"));');
    expect(status).toBe(0);
    expect(tableFromIPC(stdout).get(0)?.toJSON()).toEqual({events: 3});
  });
  it("fails with the file, the line and what is wrong there", () => {
    const query = run(
      "f",
      'await publish(async (query) => {\n  return await query("SELECT nothing FROM events");\n});'
    );
    expect([query.status, query.stderr.toString()]).toEqual([
      1,
      expect.stringMatching(/Error: f\.arrow\.ts:3:\d+: the query:1:8: Binder Error: .*\n.*SELECT nothing/)
    ]);
    const code = run("g", "await publish(() => {\n  return [null.ip];\n});");
    expect([code.status, code.stderr.toString()]).toEqual([
      1,
      expect.stringMatching(/Error: g\.arrow\.ts:3:\d+: Cannot read/)
    ]);
  });
  it("takes no name that is taken", () =>
    expect(run("a-b", "await publish(() => []);").stderr.toString()).toContain("invalid table name: a-b"));
});

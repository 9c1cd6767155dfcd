import {existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import type {DuckDBConnection} from "@duckdb/node-api";
import {DuckDBInstance} from "@duckdb/node-api";
import {afterAll, describe, expect, it} from "vitest";
import {knowAddresses, readLists} from "../../../loaders/addresses/index.js";
import type {KnowAddressesOptions} from "../../../loaders/addresses/index.js";
import {literal} from "../../../loaders/sql.js";
import {silent} from "../../../loaders/progress.js";
import {writeMmdb} from "./mmdb-writer.js";

const folder = mkdtempSync(join(tmpdir(), "know-"));
afterAll(() => rmSync(folder, {recursive: true}));

const place = (city: string) => ({country_code: "NO", state1: "Oslo", city, latitude: 59.9139, longitude: 10.7522});
const system = (asn: number) => ({autonomous_system_number: asn, autonomous_system_organization: `Example ${asn}`});
// Databases answer for addresses of every class: whoever asks for a private one gets Wrong.
const everything = {
  "0.0.0.0/1": place("Wrong"),
  "8000::/1": place("Wrong"),
  "::/8": place("Wrong"),
  "2000::/3": place("Six")
};
const city = writeMmdb(
  join(folder, "four.mmdb"),
  {"0.0.0.0/1": place("Wrong"), "8.0.0.0/8": place("Four")},
  {ipVersion: 4}
);
const city6 = writeMmdb(join(folder, "six.mmdb"), everything);
const asn = writeMmdb(join(folder, "asn.mmdb"), {"8.0.0.0/8": system(64500), "2000::/3": system(64501)});
const own = {city: [city, city6], asn};

const lists = join(folder, "lists");
mkdirSync(lists);
for (const [name, text] of [
  ["test-list-a", "8.8.8.0/24\n10.0.0.0/8\n192.0.2.0/24\n"],
  ["test-list-a2", "8.8.8.0/24\n10.0.0.0/8\n192.0.2.0/24\n"],
  ["test-list-b", "2001:4860::/32\n"],
  ["test-list-cloud", "8.8.0.0/16\n"]
])
  writeFileSync(join(lists, `${name}.txt`), text);

async function connect(ips: readonly (string | null)[]): Promise<DuckDBConnection> {
  const connection = await (await DuckDBInstance.create()).connect();
  await connection.run("CREATE TEMP TABLE totals (ip VARCHAR, events BIGINT)");
  if (ips.length > 0)
    await connection.run(`INSERT INTO totals VALUES ${ips.map((ip) => `(${ip === null ? "NULL" : literal(ip)}, 1)`)}`);
  return connection;
}

async function know(ips: readonly (string | null)[], options: Partial<KnowAddressesOptions> = {}) {
  const connection = await connect(ips);
  const sources = await knowAddresses(connection, {
    from: "totals",
    to: "facts",
    location: own,
    progress: silent,
    ...options
  });
  const reader = await connection.runAndReadAll("SELECT * FROM facts ORDER BY ip NULLS FIRST");
  return {connection, sources, rows: reader.getRowObjectsJS()};
}

const cells = async (ips: readonly (string | null)[], ...names: string[]) =>
  (await know(ips)).rows.map((row) => names.map((name) => row[name]));

describe("knowAddresses(connection, options)", () => {
  it("makes a row with every column", async () => {
    expect((await know(["8.8.8.8"])).rows).toEqual([
      {
        ip: "8.8.8.8",
        events: 1n,
        class: "public",
        country: "NO",
        region: "Oslo",
        city: "Four",
        latitude: 59.91,
        longitude: 10.75,
        precision: "city",
        asn: 64500,
        organization: "Example 64500",
        network: null,
        labels: null,
        threats: null
      }
    ]);
  });
  it("gives the columns the types that the tables build on", async () => {
    const {connection} = await know([]);
    const reader = await connection.runAndReadAll("SELECT column_name, column_type FROM (DESCRIBE facts)");
    expect(Object.fromEntries(reader.getRowsJS())).toEqual({
      ip: "VARCHAR",
      events: "BIGINT",
      class: "VARCHAR",
      country: "VARCHAR",
      region: "VARCHAR",
      city: "VARCHAR",
      latitude: "DOUBLE",
      longitude: "DOUBLE",
      precision: "VARCHAR",
      asn: "UINTEGER",
      organization: "VARCHAR",
      network: "VARCHAR",
      labels: "VARCHAR",
      threats: "UINTEGER"
    });
  });
  it("names the lists that hold an address, but never for one of a special class", async () => {
    const all = ["8.8.8.8", "8.8.4.4", "10.0.0.1", "192.0.2.1", "64:ff9b::808:808", "2001:4860::1", "1.1.1.1", null];
    const {rows} = await know(all, {lists: readLists({folder: lists, about: {}})});
    expect(rows.filter(({labels}) => labels !== null).map(({ip, labels, threats}) => [ip, labels, threats])).toEqual([
      ["2001:4860::1", "test-list-b", 1],
      ["64:ff9b::808:808", "test-list-a, test-list-a2, test-list-cloud", 1],
      ["8.8.4.4", "test-list-cloud", 0],
      ["8.8.8.8", "test-list-a, test-list-a2, test-list-cloud", 1]
    ]);
  });
  it("names a list that holds for a time if the address was seen within it", async () => {
    const connection = await connect(["8.8.8.8", "8.8.4.4"]);
    await connection.run(`ALTER TABLE totals ADD COLUMN first_seen TIMESTAMP; ALTER TABLE totals ADD COLUMN last_seen TIMESTAMP;
      UPDATE totals SET first_seen = '2026-01-01', last_seen = CASE WHEN ip = '8.8.8.8' THEN '2026-01-02' ELSE '2026-01-03' END::TIMESTAMP`);
    const window = {from: Date.UTC(2026, 0, 2, 12), until: Date.UTC(2026, 1)};
    const [list] = readLists({folder: lists, about: {}});
    const timed = [
      {
        ...list,
        ranges: [...list.ranges, {family: 4, first: 0x08080404, last: 0x08080404} as const],
        windows: [window, window]
      }
    ];
    await knowAddresses(connection, {from: "totals", to: "facts", location: own, lists: timed, progress: silent});
    const reader = await connection.runAndReadAll("SELECT ip FROM facts WHERE labels IS NOT NULL");
    expect(reader.getRowsJS()).toEqual([["8.8.4.4"]]);
  });
  it("tells no address from text that is none", async () => {
    expect(await cells([null, "host.example", "1.2.3", "01.2.3.4", "8.8.8.8.8", ""], "ip", "class", "country")).toEqual(
      [
        [null, "not-logged", null],
        ["", "invalid", null],
        ["01.2.3.4", "invalid", null],
        ["1.2.3", "invalid", null],
        ["8.8.8.8.8", "invalid", null],
        ["host.example", "invalid", null]
      ]
    );
  });
  it.each([
    ["10.0.0.1", "private"],
    ["100.64.0.1", "cgnat"],
    ["127.0.0.1", "loopback"],
    ["192.0.2.1", "documentation"],
    ["0.0.0.0", "this-network"],
    ["::1", "loopback"],
    ["2001:db8::1", "documentation"],
    ["2002:808:808::1", "6to4"],
    ["2001:0:808:808::1", "teredo"],
    ["64:ff9b:1::808:808", "nat64"],
    ["64:ff9b::a00:1", "nat64"],
    ["::808:808", "unallocated-v6"],
    ["fe80::1%eth0", "link-local"],
    ["ff02::1", "multicast"]
  ])("looks nothing up for %s, which is %s", async (ip, name) => {
    expect(await cells([ip], "class", "country", "city", "asn")).toEqual([[name, null, null, null]]);
  });
  it("looks NAT64 up by the public address inside", async () => {
    expect(await cells(["64:ff9b::808:808"], "class", "city", "asn")).toEqual([["nat64", "Four", 64500]]);
  });
  it("looks a mapped address up as IPv4, and IPv6 in the file of IPv6", async () => {
    expect(await cells(["::ffff:8.8.8.8", "2a00::1"], "ip", "class", "city", "asn")).toEqual([
      ["2a00::1", "public", "Six", 64501],
      ["::ffff:8.8.8.8", "public", "Four", 64500]
    ]);
  });
  it("leaves what the databases do not know null", async () => {
    expect(await cells(["200.0.0.1"], "class", "country", "precision", "asn", "organization")).toEqual([
      ["public", null, null, null, null]
    ]);
  });
  it("keeps a row for each row, whatever is said twice", async () => {
    expect(await cells(["8.8.8.8", "8.8.8.8", "::1", "::1", null, null], "class")).toHaveLength(6);
  });
  it("names its sources", async () => {
    expect((await know([])).sources).toMatchObject({
      location: {name: "Test-City", date: 17e11},
      asn: {name: "Test-City", date: 17e11}
    });
  });
  it("works without any database", async () => {
    const {rows, sources} = await know(["8.8.8.8", "10.0.0.1"], {location: {city: [], asn: null}, resolve: () => null});
    expect(rows.map((row) => [row.class, row.country, row.asn])).toEqual([
      ["private", null, null],
      ["public", null, null]
    ]);
    expect(sources).toEqual({location: null, asn: null});
  });
  it("replaces what an earlier run made, and leaves nothing else behind", async () => {
    const {connection} = await know(["8.8.8.8"]);
    await connection.run("CREATE TEMP TABLE totals (ip VARCHAR)");
    await knowAddresses(connection, {from: "totals", to: "facts", location: own, progress: silent});
    const reader = await connection.runAndReadAll("SELECT table_name FROM duckdb_tables() ORDER BY ALL");
    expect(reader.getRowsJS()).toEqual([["facts"]]);
  });
  it("gives each row its own answer, over many pages and in any order", async () => {
    const connection = await connect([]);
    await connection.run(`INSERT INTO totals SELECT CASE i % 3
        WHEN 0 THEN format('8.{}.{}.{}', i // 65536, i // 256 % 256, i % 256)
        WHEN 1 THEN format('10.{}.{}.{}', i // 65536, i // 256 % 256, i % 256)
        ELSE format('2a00::{:x}:{:x}', i // 65536 + 1, i % 65536) END, 1
      FROM range(200000) t(i) ORDER BY hash(i)`);
    const seen: number[] = [];
    const progress = {...silent, step: (_: string, done: number) => void seen.push(done)};
    await knowAddresses(connection, {from: "totals", to: "facts", location: own, progress});
    const reader =
      await connection.runAndReadAll(`SELECT ip[1:2] AS start, class, city, asn, count(DISTINCT ip)::INTEGER
      FROM facts GROUP BY ALL ORDER BY ALL`);
    expect(reader.getRowsJS()).toEqual([
      ["10", "private", null, null, 66_667],
      ["2a", "public", "Six", 64501, 66_666],
      ["8.", "public", "Four", 64500, 66_667]
    ]);
    expect(seen).toEqual([0, 122_880]);
  });

  describe("with a memory", () => {
    const other = {city: [writeMmdb(join(folder, "other.mmdb"), {"8.0.0.0/8": place("Other")}, {ipVersion: 4})], asn};
    let files = 0;
    const newMemory = () => ({path: join(folder, `memory-${files++}.parquet`), key: "databases of June"});
    const cities = async (ips: readonly (string | null)[], options: Partial<KnowAddressesOptions>) =>
      (await know(ips, options)).rows.map(({ip, city}) => [ip, city]);

    it("asks only of addresses that are new", async () => {
      const memory = newMemory();
      await know(["8.8.8.8", "10.0.0.1", "no address", null], {memory});
      expect(await cities(["8.8.8.8", "8.8.4.4", "10.0.0.1", null], {memory, location: other})).toEqual([
        [null, null],
        ["10.0.0.1", null],
        ["8.8.4.4", "Other"],
        ["8.8.8.8", "Four"]
      ]);
      expect(await cities(["8.8.4.4"], {memory})).toEqual([["8.8.4.4", "Other"]]);
    });
    it("gives the rows that it gives without", async () => {
      const memory = newMemory();
      const all = ["8.8.8.8", "2a00::1", "10.0.0.1", "64:ff9b::808:808", "no address", null];
      await know(all.slice(0, 3), {memory, lists: readLists({folder: lists, about: {}})});
      const remembering = await know(all, {memory, lists: readLists({folder: lists, about: {}})});
      expect(remembering.rows).toEqual((await know(all, {lists: readLists({folder: lists, about: {}})})).rows);
    });
    it("asks of all anew when answers come from elsewhere", async () => {
      const memory = newMemory();
      await know(["8.8.8.8"], {memory});
      const later = {...memory, key: "databases of July"};
      expect(await cities(["8.8.8.8"], {memory: later, location: other})).toEqual([["8.8.8.8", "Other"]]);
    });
    it("asks of all anew when the memory is damaged", async () => {
      const memory = newMemory();
      await know(["8.8.8.8"], {memory});
      writeFileSync(memory.path, "PAR1");
      expect(await cities(["8.8.8.8"], {memory, location: other})).toEqual([["8.8.8.8", "Other"]]);
      expect(await cities(["8.8.8.8"], {memory})).toEqual([["8.8.8.8", "Other"]]);
    });
    it("has no part in lists that hold for a time", async () => {
      const memory = newMemory();
      const [list] = readLists({folder: lists, about: {}});
      const timed = [{...list, windows: [{from: 0, until: 1}]}];
      const connection = await connect(["8.8.8.8"]);
      await connection.run(
        "ALTER TABLE totals ADD COLUMN first_seen TIMESTAMP; ALTER TABLE totals ADD COLUMN last_seen TIMESTAMP"
      );
      const options = {from: "totals", to: "facts", location: own, progress: silent};
      await knowAddresses(connection, {...options, lists: timed, memory});
      expect(existsSync(memory.path)).toBe(false);
    });
  });
});

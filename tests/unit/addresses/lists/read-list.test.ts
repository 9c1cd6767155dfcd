import {mkdtempSync, rmSync, utimesSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import fc from "fast-check";
import {afterAll, describe, expect, it} from "vitest";
import type {AboutList} from "../../../../loaders/addresses/lists/about.js";
import {readList} from "../../../../loaders/addresses/lists/read-list.js";

const fixtures = fileURLToPath(new URL("../../../fixtures/lists", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "lists-"));
afterAll(() => rmSync(folder, {recursive: true}));

const fixture = (file: string, about?: AboutList) => readList(join(fixtures, file), file, about);
const counts = (file: string, about?: AboutList) =>
  fixture(file, about).map(({name, format, entries, malformed, unsupported}) => [
    name,
    format,
    entries,
    malformed,
    unsupported
  ]);

function written(text: string | Uint8Array, about?: AboutList, file = "list.txt") {
  const path = join(folder, file);
  writeFileSync(path, text);
  utimesSync(path, 1e9, 1e9);
  return readList(path, file, about)[0];
}

describe("readList(path, file, about): every entry is read, or counted as malformed or unsupported", () => {
  it.each([
    ["plain.netset", [["test-list-a", "plain", 7, 4, 1]]],
    ["drop.json", [["drop", "json-lines", 2, 2, 0]]],
    ["asndrop.json", [["asndrop", "json-lines", 2, 1, 0]]],
    ["drop.txt", [["drop", "plain", 3, 0, 0]]],
    ["feodo.csv", [["feodo", "csv", 2, 1, 0]]],
    ["semicolons.csv", [["semicolons", "csv", 2, 0, 0]]],
    ["misp.json", [["Test VPN ranges", "misp", 2, 2, 0]]],
    ["misp-hosts.json", [["Test hosts", "misp", 0, 0, 2]]],
    ["ipsum.txt", [["IPsum", "ipsum", 2, 1, 0]]],
    ["exit-addresses", [["Tor exits", "tor-exits", 2, 1, 0]]],
    [
      "stix.json",
      [
        ["Test Sharing: malicious-activity", "stix", 5, 1, 5],
        ["Test Sharing: anonymizers", "stix", 1, 0, 0]
      ]
    ]
  ])("%s", (file, expected) => expect(counts(file)).toEqual(expected));

  it("keeps samples of what is malformed, with the line and the reason", () => {
    expect(fixture("plain.netset")[0].rejects).toEqual([
      {line: 11, reason: "no address", text: "1.1.1.300"},
      {line: 12, reason: "no address", text: "not an address"},
      {line: 15, reason: "wider than /8", text: "1.0.0.0/7"},
      {line: 16, reason: "no address", text: "01.02.03.04"}
    ]);
  });
  it("takes name, category, date and licence from the list", () => {
    const facts = (file: string) =>
      fixture(file).map(({category, kind, date, dated}) => [
        category,
        kind,
        dated === "file" ? dated : new Date(date!).toISOString()
      ]);
    expect(facts("plain.netset")).toEqual([["scanner", "threat", "2026-11-01T12:00:00.000Z"]]);
    expect(facts("drop.json")).toEqual([[null, "threat", "2026-11-01T12:00:00.000Z"]]);
    expect(facts("drop.txt")).toEqual([[null, "threat", "2026-11-01T10:00:00.000Z"]]);
    expect(facts("feodo.csv")).toEqual([["c2", "threat", "2026-11-02T08:00:00.000Z"]]);
    expect(facts("misp.json")).toEqual([["vpn", "context", "2026-11-03T00:00:00.000Z"]]);
    expect(facts("ipsum.txt")).toEqual([[null, "threat", "2026-11-01T02:00:31.000Z"]]);
    expect(facts("exit-addresses")).toEqual([["tor", "context", "2026-11-01T03:10:00.000Z"]]);
    expect(facts("stix.json")).toEqual([
      ["malicious-activity", "threat", "2026-11-02T00:00:00.000Z"],
      ["anonymizers", "context", "file"]
    ]);
    expect(fixture("drop.json")[0].licence).toBe("(c) Example https://example.com/terms");
    expect(fixture("stix.json")[0].confidence).toBe(60);
  });
  it("lets the user say otherwise", () => {
    const about = {name: "test-list-b", category: "cloud", date: "2026-11-05", confidence: 50, level: 1} as const;
    expect(fixture("ipsum.txt", about)[0]).toMatchObject({
      ...{name: "test-list-b", category: "cloud", kind: "context", confidence: 50, entries: 4, left: 0},
      ...{date: Date.UTC(2026, 10, 5), dated: "stated", collection: true}
    });
    expect(fixture("semicolons.csv", {column: "name"})[0].note).toMatch(/^refused/);
    expect(fixture("plain.netset", {wide: true})[0]).toMatchObject({entries: 8, malformed: 3});
  });
  it("leaves out what too few lists agree on, and says so", () =>
    expect(fixture("ipsum.txt")[0]).toMatchObject({left: 2, note: "2 entries below the level left out"}));
  it("takes reserved ranges out and counts them", () => {
    const {ranges, reserved} = written("10.0.0.0/8\n192.0.2.7\n192.0.0.0/23\n");
    expect(reserved).toBe(3);
    const block = 0xc0000000; // 192.0.0.0/24 but for two anycast addresses, then 192.0.1.0/24
    expect(ranges).toEqual([
      {family: 4, first: block + 9, last: block + 9},
      {family: 4, first: block + 10, last: block + 10},
      {family: 4, first: block + 256, last: block + 511}
    ]);
  });
  it("dates a list that names no date by its file", () =>
    expect(written("1.1.1.1\n")).toMatchObject({date: 1e12, dated: "file", name: "list"}));
  it.each([
    ["binary", new Uint8Array([0x1f, 0x8b, 8, 0, 1]), "refused: not text; unpack it if it is packed"],
    ["prose", "this is\nno list\nat all\n", "refused: more than half of its entries are malformed"],
    ["unknown JSON", '{"a":\n 1}\n', "refused: more than half of its entries are malformed"],
    ["an empty file", "", null]
  ])("reads nothing from %s", (_, text, note) => {
    expect(written(text)).toMatchObject({note, entries: 0, ranges: []});
  });
  it("cleans names: no control or direction characters, no commas, not without end", () => {
    const {name} = written(`# Name: a\u0007\u202eb, <b>'x'; DROP TABLE ${"y".repeat(200)}\n1.1.1.1\n`);
    expect(name).toHaveLength(80);
    expect(name).toMatch(/^a b <b>'x'; DROP TABLE y+$/);
  });
  it("counts every line that is no comment once, whatever it holds", () => {
    const good = fc.constantFrom("1.1.1.1", "1.1.1.0/24 ; remark", "2606:4700::/32#", "8.8.8.8-8.8.8.9", "AS64496");
    const bad = fc.constantFrom(
      "999.1.1.1",
      "x y",
      "'; DROP TABLE known; --",
      "<b>",
      "1.1.1.1/",
      "%",
      "::1::",
      "--",
      "AS0"
    );
    const other = fc.constantFrom("bad.example.com", "# comment", "; 1.1.1.1", "", "   ");
    fc.assert(
      fc.property(fc.array(fc.oneof(good, bad, other), {maxLength: 30}), (lines) => {
        const {entries, malformed, unsupported} = written(`1.1.1.1\n${lines.join("\r\n")}`);
        const counted = lines.filter((line) => !/^\s*([#;]|$)/.test(line)).length;
        expect(entries + malformed + unsupported).toBe(1 + counted);
      }),
      {seed: 11, numRuns: 200}
    );
  });
  it("never fails over text, whatever it is", () => {
    const json = fc.json().map((text) => text.slice(0, 2000));
    const text = fc.oneof(
      fc.string({unit: "binary"}),
      json,
      fc.array(fc.string()).map((lines) => lines.join("\n"))
    );
    fc.assert(
      fc.property(text, (text) => {
        for (const {entries, ranges, note, asns} of [written(text), written(`{"type":"bundle","objects":[${text}]}`)])
          expect(ranges.length === 0 || entries > 0 || asns.length > 0 || note !== null).toBe(true);
      }),
      {seed: 12, numRuns: 300}
    );
  });
  it("takes no time over a line without an end", () => {
    const blanks = " ".repeat(300_000);
    expect(written(`1.1.1.1\n1.1.1.2${blanks}x\n#a:${blanks}b`)).toMatchObject({entries: 2, malformed: 0});
  });
});

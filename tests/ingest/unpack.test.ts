import {existsSync, readFileSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {gzipSync} from "node:zlib";
import {describe, expect, it} from "vitest";
import {stem} from "../../loaders/ingest/find-logs.js";
import {readLogs, temporaryFolder} from "./read-fixture.js";

const packed = (name: string) => new URL(`../fixtures/packed/${name}`, import.meta.url).pathname;
const header = "timestamp,source_ip,dest_ip,bytes_sent,status_code,protocol\n";
const rows = Array.from(
  {length: 500},
  (_, i) => `${1738569600 + i},192.0.2.${i % 250},203.0.113.20,${i},200,TCP\n`
).join("");

function writeLog(name: string, bytes: Buffer | string): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, bytes);
  return path;
}

async function numbers(path: string) {
  const {events, logs} = await readLogs([path]);
  return {...logs[0], numbers: events.map(({bytes_sent}) => Number(bytes_sent))};
}

describe("a packed log", () => {
  it.each(["log.csv.zst", "log.csv.bz2", "log.csv.xz", "log.zip", "macos.zip"])(
    "%s is read, all its members",
    async (name) => {
      const log = await numbers(packed(name));
      expect(log.numbers).toEqual(Array.from({length: 500}, (_, i) => i));
      expect(log).toMatchObject({log: name.split(".")[0], lines: 501, notes: []});
    }
  );

  it.each(["log.csv.zst", "log.csv.bz2", "log.csv.xz"])("%s that is cut off gives what stands before", async (name) => {
    const whole = readFileSync(packed(name));
    const log = await numbers(writeLog(name, whole.subarray(0, whole.length - 40)));
    expect(log.notes.join()).toMatch(/damaged or cut off/);
    expect(log.numbers.length).toBeGreaterThanOrEqual(400);
    expect(log.lines).toBe(log.events + log.rejected + log.skipped);
  });

  it("is known by its content, not by its name", async () => {
    const log = await numbers(writeLog("log.txt", gzipSync(header + rows)));
    expect(log.numbers.length).toBe(500);
  });

  it.each([
    ["UTF-16LE", (text: string) => Buffer.from(`\ufeff${text}`, "utf16le")],
    ["UTF-16BE", (text: string) => Buffer.from(`\ufeff${text}`, "utf16le").swap16()]
  ])("in %s is read", async (_, encode) => {
    const log = await numbers(writeLog("log.csv", encode((header + rows).replaceAll("\n", "\r\n"))));
    expect(log.numbers.length).toBe(500);
    expect(log.rejected).toBe(0);
  });

  it.each([
    ["two-files.zip", /is a zip archive of 2 files \(one.csv, two.csv …\); unpack it first/],
    ["encrypted.zip", /is an encrypted zip archive; unpack it first/],
    ["empty.zip", /is a zip archive of 0 files; unpack it first/],
    ["archive.tar.gz", /is a tar archive; unpack it first/]
  ])("%s is refused with what to do", async (name, says) => {
    expect(existsSync(packed(name))).toBe(true);
    expect((await numbers(packed(name))).notes[0]).toMatch(says);
  });
});

it.each([
  ["access.log", "access"],
  ["/var/log/access.log.2.gz", "access"],
  ["access.log-20240304.zst", "access"],
  ["access-2024-03-04.log.1", "access"],
  ["access.log.2024-03-04", "access"],
  ["u_ex240304.log", "u_ex240304"],
  ["web-1.log", "web"],
  [".hidden.log", ".hidden"]
])("the label of %s is %s", (path, label) => {
  expect(stem(path)).toBe(label);
});

import {existsSync, readFileSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {gzipSync} from "node:zlib";
import {describe, expect, it} from "vitest";
import {labelOf} from "../../loaders/ingest/find-logs.js";
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

describe("a zip archive of several logs", () => {
  it("is read as a folder is, packed logs in it too, each under its own name", async () => {
    const {events, logs} = await readLogs([packed("several.zip")]);
    expect(events.map(({bytes_sent}) => Number(bytes_sent))).toEqual(Array.from({length: 500}, (_, i) => i));
    expect(logs.map(({file, log, lines, events}) => [file.split("several.zip/")[1], log, lines, events])).toEqual([
      ["mail/empty.csv", "empty", 0, 0],
      ["web/access.csv", "access", 301, 300],
      ["web/access.csv.1.gz", "access", 201, 200]
    ]);
    expect(logs.map(({notes}) => notes)).toEqual([["the file is empty"], [], []]);
  });

  it("is not read again, also not under another name or unpacked", async () => {
    const {store, logs} = await readLogs([packed("several.zip")]);
    const total = (some: typeof logs) => some.reduce((sum, {read}) => sum + read, 0);
    expect(total(logs)).toBeGreaterThan(0);
    expect(total((await readLogs([packed("several.zip")], {store})).logs)).toBe(0);
    const copy = writeLog("renamed.zip", readFileSync(packed("several.zip")));
    expect(total((await readLogs([copy], {store})).logs)).toBe(0);
    const plain = writeLog("plain.csv", header + rows.split("\n").slice(0, 300).join("\n") + "\n");
    const both = await readLogs([copy, plain], {store});
    expect([total(both.logs), both.events.length]).toEqual([0, 500]);
    expect(both.logs.map(({notes}) => notes.join()).filter(Boolean)).toEqual([
      "the file is empty",
      expect.stringMatching(/^holds the same as .*: counted once$/)
    ]);
  });

  it("says of each member that can't be read why, and reads the others", async () => {
    const {events, logs} = await readLogs([packed("mixed.zip")]);
    expect(events.length).toBe(2);
    const said = Object.fromEntries(
      logs.map(({file, notes, failed}) => [file.split("mixed.zip/")[1], [failed, notes[0]]])
    );
    expect(said).toEqual({
      "a.csv": [false, undefined],
      "inner.zip": [true, expect.stringMatching(/inner.zip is a zip archive in a zip archive; unpack it first$/)],
      "picture.png": [true, expect.stringMatching(/^unknown format/)],
      "table.parquet": [
        true,
        expect.stringMatching(/table.parquet is a Parquet file in a zip archive; unpack it first$/)
      ]
    });
  });

  it("that has a name twice is read whole", async () => {
    const {events, logs} = await readLogs([packed("twice.zip")]);
    expect(events.map(({bytes_sent}) => Number(bytes_sent))).toEqual([1, 2]);
    expect(logs.map(({file, log}) => [file.split("twice.zip/")[1], log])).toEqual([
      ["a.csv", "a"],
      ["a.csv (2)", "a"]
    ]);
  });

  it("that is cut off is said to be damaged", async () => {
    const whole = readFileSync(packed("several.zip"));
    const log = await numbers(writeLog("cut.zip", whole.subarray(0, whole.length - 40)));
    expect(log).toMatchObject({failed: true, notes: [expect.stringMatching(/^damaged zip archive: .*cut.zip; /)]});
  });

  it("whose members are damaged gives what stands before the damage", async () => {
    const bytes = Buffer.from(readFileSync(packed("several.zip")));
    bytes.fill(0xff, 400, 460); // in the middle of the first member
    const {logs} = await readLogs([writeLog("damaged.zip", bytes)]);
    const [, first, second] = logs;
    expect(first.notes.join()).toMatch(/damaged or cut off/);
    expect(first.lines).toBe(first.events + first.rejected + first.skipped);
    expect(second.events).toBe(200);
  });
});

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
    ["encrypted.zip", /encrypted.zip\/logs\/log.csv is encrypted; unpack it first/],
    ["empty.zip", /is a zip archive without logs; put logs there/],
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
  [".hidden.log", ".hidden"],
  [
    "111122223333_elasticloadbalancing_eu-central-1_app.shop.0123456789abcdef_20250203T0805Z_192.0.2.1_20sg8hgm.log.gz",
    "111122223333_elasticloadbalancing_eu-central-1_app.shop.0123456789abcdef"
  ],
  [
    "111122223333_vpcflowlogs_eu-central-1_fl-0123abcd_20250203T0800Z_3f5a9c1e.log.gz",
    "111122223333_vpcflowlogs_eu-central-1_fl-0123abcd"
  ],
  ["EXAMPLEDIST1.2025-02-03-08.AB12CD34.gz", "EXAMPLEDIST1"],
  ["/buckets/shop/2025/02/03/2025-02-03-08-00-12-AB12CD34EF56AB78", "shop"],
  ["site2025-02-03-08-00-12-AB12CD34EF56AB78", "site"],
  ["/logpush/year=2025/20250203T080000Z_20250203T080500Z_1a2b3c4d.log.gz", "logpush"],
  ["access-20250203T0800Z.log", "access"],
  ["access.2025-02-03-08.errors.log", "access.2025-02-03-08.errors"]
])("the label of %s is %s", (path, label) => {
  expect(labelOf(path)).toBe(label);
});

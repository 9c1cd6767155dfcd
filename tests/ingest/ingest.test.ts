import {once} from "node:events";
import {createWriteStream, readFileSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {finished} from "node:stream/promises";
import {createGzip, gzipSync} from "node:zlib";
import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {readLogs, temporaryFolder} from "./read-fixture.js";

const header = "timestamp,source_ip,dest_ip,bytes_sent,status_code,protocol\n";
const row = (i: number, bytes: number | string = i) =>
  `${1738569600 + i},192.0.2.${i % 250},203.0.113.20,${bytes},200,TCP\n`;

function writeLog(text: string | Buffer, name = "access.log"): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, text);
  return path;
}

const counts = ({
  lines,
  events,
  rejected,
  skipped
}: {
  lines: number;
  events: number;
  rejected: number;
  skipped: number;
}) => ({lines, events, rejected, skipped});

describe("ingest(open, options)", () => {
  it("gives the same events in pieces as in one", async () => {
    const rows = Array.from({length: 20_000}, (_, i) => row(i, i % 1000 === 7 ? "1e3" : i));
    const path = writeLog(header + rows.join(""));
    const whole = await readLogs([path]);
    const pieces = await readLogs([path], {chunkSize: 64 * 1024});
    expect(whole.logs[0].parts.length).toBe(1);
    expect(pieces.logs[0].parts.length).toBeGreaterThan(10);
    expect(pieces.events).toEqual(whole.events);
    expect(pieces.logs[0].rejects.map(({line}) => line)).toEqual(whole.logs[0].rejects.map(({line}) => line));
    expect(whole.logs[0].rejects[0]).toMatchObject({line: 9, reason: "unreadable bytes_sent"});
    expect(counts(pieces.logs[0])).toEqual({lines: 20_001, events: 19_980, rejected: 20, skipped: 1});
  });

  it("loses one line to an unclosed quote, and no other", async () => {
    const path = writeLog(
      header +
        row(1) +
        `1738569602,"192.0.2.2,203.0.113.20,2,200,TCP\n` +
        row(3) +
        `1738569604,"192.0.2.4",203.0.113.20,4,200,TCP\n`
    );
    const {events, logs} = await readLogs([path]);
    expect(events.map(({bytes_sent}) => bytes_sent)).toEqual(["1", "3", "4"]);
    expect(logs[0].rejects).toEqual([
      {line: 3, reason: "unclosed quote", text: `1738569602,"192.0.2.2,203.0.113.20,2,200,TCP`}
    ]);
  });

  it("reads gzip of several members, and what stands before the break of a damaged one", async () => {
    const two = Buffer.concat([gzipSync(header + row(1)), gzipSync(row(2))]);
    const broken = gzipSync(header + Array.from({length: 50_000}, (_, i) => row(i)).join(""));
    const {logs} = await readLogs([
      writeLog(two, "two.gz"),
      writeLog(broken.subarray(0, broken.length / 2), "broken.gz")
    ]);
    const [half, whole] = [...logs].sort((a, b) => b.lines - a.lines);
    expect(counts(whole)).toEqual({lines: 3, events: 2, rejected: 0, skipped: 1});
    expect(half.lines).toBeGreaterThan(10_000);
    expect(half.notes.join()).toMatch(/damaged or cut off/);
    expect(half.lines).toBe(half.events + half.rejected + half.skipped);
  });

  it("takes NUL, Latin-1, lone returns and very long lines for what they are", async () => {
    const long = `1738569603,192.0.2.3,203.0.113.20,3,200,${"x".repeat(2_000_000)}\n`;
    const odd = Buffer.concat([
      Buffer.from(header + row(1)),
      Buffer.from("1738569602,192.0.2.2,203.0.113.20,2,200,T\0\xe9\r\u001bP\n", "latin1"),
      Buffer.from(long + row(4))
    ]);
    const {events, logs} = await readLogs([writeLog(odd)]);
    expect(events.map(({bytes_sent, protocol}) => [bytes_sent, protocol])).toEqual([
      ["1", "TCP"],
      ["2", "T É \u001bP"],
      ["4", "TCP"]
    ]);
    expect(logs[0].rejects.map(({line, reason}) => [line, reason])).toEqual([[4, "line of more than 1 MB"]]);
  });

  it.each([",-", ","])("refuses a line with a field too many, though it is empty: %j", async (end) => {
    const more = row(2).replace("192.0.2.2", "192.0.2.2,192.0.2.3").replace(",200,TCP", `,200${end}`);
    const {events, logs} = await readLogs([writeLog(header + row(1) + more + row(3))]);
    expect(events.map(({bytes_sent}) => bytes_sent)).toEqual(["1", "3"]);
    expect(logs[0].rejects.map(({reason}) => reason)).toEqual(["7 fields instead of 6"]);
  });

  it("takes no more room for a line of 100 MB than for one of a few", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "bomb.csv.gz");
    const long = Buffer.alloc(1024 * 1024, "x");
    const gzip = createGzip();
    const written = finished(gzip.pipe(createWriteStream(path)));
    gzip.write(header + row(1));
    for (let i = 0; i < 100; i++) if (!gzip.write(long)) await once(gzip, "drain");
    gzip.end(`\n${row(3)}`);
    await written;
    const before = process.resourceUsage().fsWrite;
    const {events, logs} = await readLogs([path]);
    expect(events.map(({bytes_sent}) => bytes_sent)).toEqual(["1", "3"]);
    expect(logs[0].rejects.map(({line, reason}) => [line, reason])).toEqual([[3, "line of more than 1 MB"]]);
    expect((process.resourceUsage().fsWrite - before) * 512).toBeLessThan(50e6); // blocks of 512 bytes
  });

  it("names a log that it does not know, and reads the others", async () => {
    const {logs, events} = await readLogs([
      writeLog("once upon a time\nthere was a log\n", "tale.txt"),
      writeLog(header + row(1))
    ]);
    const tale = logs.find(({format}) => format === null)!;
    expect(tale.notes[0]).toMatch(/^unknown format: none of \d\d fits; no line fits any; if it is one of your own/);
    expect(events.length).toBe(1);
  });

  it("tells an empty log from one that it can't read", async () => {
    const {logs} = await readLogs([writeLog("")]);
    expect(logs[0]).toMatchObject({size: 0, lines: 0, notes: ["the file is empty"]});
  });

  it("throws if nothing is there to read", async () => {
    await expect(readLogs([temporaryFolder()])).rejects.toThrow(/^no logs: /);
    await expect(readLogs(["/nowhere/x.log"])).rejects.toThrow(/^no such log: \/nowhere\/x\.log/);
  });

  it("accounts for every line, whatever is done to them", async () => {
    const good = ["csv", "combined", "json-lines", "vhost-combined"].map((name) =>
      readFileSync(new URL(`../fixtures/formats/${name}/input.log`, import.meta.url))
    );
    const mutation = fc.record({
      at: fc.nat(),
      byte: fc.constantFrom(0, 9, 10, 13, 34, 44, 92, 32, 123, 195, 255),
      drop: fc.boolean()
    });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...good),
        fc.array(mutation, {minLength: 1, maxLength: 12}),
        async (input, mutations) => {
          let bytes = Buffer.concat(Array.from({length: 12}, () => Buffer.concat([input, Buffer.from("\n")])));
          for (const {at, byte, drop} of mutations) {
            const i = 600 + (at % (bytes.length - 600));
            bytes = drop
              ? Buffer.concat([bytes.subarray(0, i), bytes.subarray(i + 1)])
              : Buffer.concat([bytes.subarray(0, i), Buffer.from([byte]), bytes.subarray(i)]);
          }
          const path = writeLog(bytes);
          const {logs, events} = await readLogs([path], {chunkSize: 4096});
          const lines = bytes.filter((byte) => byte === 10).length + (bytes.at(-1) === 10 ? 0 : 1);
          if (logs[0].format === null) return;
          expect(counts(logs[0])).toEqual({
            lines,
            events: events.length,
            rejected: lines - events.length - logs[0].skipped,
            skipped: logs[0].skipped
          });
        }
      ),
      {numRuns: 25, seed: 11}
    );
  }, 120_000);
});

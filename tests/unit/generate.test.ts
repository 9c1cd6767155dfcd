import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {isIP} from "node:net";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import type {GenerateOptions} from "../../loaders/generate/index.js";
import {generate} from "../../loaders/generate/index.js";
import {silent} from "../../loaders/progress.js";

interface TruthIncident {
  detector: string;
  sources: string[];
  destinations: string[];
  first: string;
  last: string;
  events: number;
  bytes: number;
}

const folder = mkdtempSync(join(tmpdir(), "traffic-atlas-generate-"));
afterAll(() => rmSync(folder, {recursive: true}));

async function make(name: string, options: Partial<GenerateOptions> = {}) {
  const out = join(folder, name);
  await generate({rows: 20_000, seed: 7, days: 7, format: "csv", out, progress: silent, ...options});
  const truth = readFileSync(out.replace(/\.\w+$/, ".truth.json"), "utf8");
  return {text: readFileSync(out, "utf8"), truth: JSON.parse(truth) as {incidents: TruthIncident[]}};
}

let log: Awaited<ReturnType<typeof make>>;
let rows: string[][];

beforeAll(async () => {
  log = await make("log.csv");
  rows = log.text
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","));
});

describe("generate(options)", () => {
  it("gives the same bytes for the same seed, and others for another", async () => {
    expect((await make("same.csv")).text === log.text).toBe(true);
    expect((await make("same2.csv")).truth).toEqual(log.truth);
    expect((await make("other.csv", {seed: 8})).text === log.text).toBe(false);
  });

  it("writes exactly as many rows as asked for, in the order of time, within the period", () => {
    const times = rows.map(([time]) => time);
    expect(log.text.split("\n", 1)[0]).toBe("timestamp,source_ip,dest_ip,bytes_sent,status_code,protocol");
    expect(rows.length).toBe(20_000);
    expect(times.every((time, i) => i === 0 || time >= times[i - 1])).toBe(true);
    expect([times[0] >= "2026-10-25T00:00:00.000Z", times.at(-1)! < "2026-11-01T00:00:00.000Z"]).toEqual([true, true]);
  });

  it("writes addresses, sizes and statuses that can be read", () => {
    expect(rows.filter(([, source, dest]) => isIP(source) === 0 || isIP(dest) === 0)).toEqual([]);
    expect(rows.filter(([, , , bytes, status]) => !/^\d*$/.test(bytes) || !/^([2-5]\d\d)?$/.test(status))).toEqual([]);
    expect(rows.some(([, , , bytes]) => bytes === "")).toBe(true);
    expect(rows.some(([, source]) => source.includes(":"))).toBe(true);
  });

  it("has a heavy tail and a rhythm of day and night", () => {
    const bySource = new Map<string, number>();
    const byHour = Array<number>(24).fill(0);
    for (const [time, source] of rows) {
      bySource.set(source, (bySource.get(source) ?? 0) + 1);
      byHour[Number(time.slice(11, 13))]++;
    }
    const counts = [...bySource.values()].sort((a, b) => b - a);
    const top = counts.slice(0, Math.ceil(counts.length / 20)).reduce((a, b) => a + b, 0);
    expect(top / rows.length).toBeGreaterThan(0.3);
    expect(byHour[16] / byHour[4]).toBeGreaterThan(2);
  });

  it("plants what the truth file says", () => {
    expect(log.truth.incidents.map(({detector}) => detector)).toEqual([
      "address-scan",
      "port-sweep",
      "brute-force",
      "beacon",
      "exfiltration",
      "spike"
    ]);
    const [, , brute] = log.truth.incidents;
    for (const {sources, destinations, ...truth} of log.truth.incidents) {
      const found = rows.filter(([, source]) => sources.includes(source));
      expect(found.filter(([, , dest]) => !destinations.includes(dest))).toEqual([]);
      expect(truth).toMatchObject({
        events: found.length,
        bytes: found.reduce((sum, [, , , bytes]) => sum + Number(bytes), 0),
        first: found[0][0],
        last: found.at(-1)![0]
      });
    }
    const failed = rows.filter(([, source, , , status]) => source === brute.sources[0] && status === "401");
    expect(failed.length).toBe(brute.events - 1);
  });

  it("lets the spike stand out in a short period too", async () => {
    const {text, truth} = await make("short.csv", {days: 1});
    const {first, last, events} = truth.incidents.find(({detector}) => detector === "spike")!;
    const meanwhile = text.split("\n").filter((line) => line.slice(0, 24) >= first && line.slice(0, 24) <= last).length;
    expect(events / (meanwhile - events)).toBeGreaterThan(3);
  });

  it("plants nothing into a log of a few lines", async () => {
    const {text, truth} = await make("few.csv", {rows: 40});
    expect([text.trimEnd().split("\n").length, truth.incidents]).toEqual([41, []]);
  });

  it("writes a combined web log with incidents that such a log shows", async () => {
    const {text, truth} = await make("web.log", {format: "combined"});
    const lines = text.trimEnd().split("\n");
    const combined =
      /^\S+ - - \[\d\d\/Oct\/2026:\d\d:\d\d:\d\d \+0000\] "(GET|POST|HEAD) \S+ HTTP\/[\d.]+" \d{3} (\d+|-) "[^"]+" "(?:[^"\\]|\\.)+"$/;
    expect(lines.length).toBe(20_000);
    expect(lines.filter((line) => !combined.test(line))).toEqual([]);
    expect(truth.incidents[0].detector).toBe("content-discovery");
    for (const {sources, events, bytes} of truth.incidents) {
      const found = lines.filter((line) => sources.includes(line.split(" ", 1)[0]));
      const sizes = found.map((line) => Number(/" \d{3} (\d+) "/.exec(line)![1]));
      expect([found.length, sizes.reduce((a, b) => a + b, 0)]).toEqual([events, bytes]);
    }
    expect(lines.some((line) => line.includes('" 304 - "'))).toBe(true);
  });

  it("works without the database of networks, and says so", async () => {
    const said: string[] = [];
    const {text} = await make("plain.csv", {
      resolve: () => null,
      progress: {...silent, note: (message) => said.push(message)}
    });
    expect(text.trimEnd().split("\n").length).toBe(20_001);
    expect(said[0]).toMatch(/^no database of networks/);
  });

  it("leaves a file that exists alone, unless told otherwise", async () => {
    writeFileSync(join(folder, "mine.csv"), "mine");
    await expect(make("mine.csv")).rejects.toThrow(/^file exists: .*mine\.csv; /);
    expect(readFileSync(join(folder, "mine.csv"), "utf8")).toBe("mine");
    expect(existsSync(join(folder, "mine.truth.json"))).toBe(false);
    await make("mine.csv", {force: true, rows: 500});
  });
});

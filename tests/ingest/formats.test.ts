import {existsSync, readdirSync, readFileSync, utimesSync, writeFileSync} from "node:fs";
import {describe, expect, it} from "vitest";
import {readLogs} from "./read-fixture.js";

const folder = new URL("../fixtures/formats/", import.meta.url);
const written = new Date("2025-02-10T00:00:00Z"); // of each log; times without a year depend on it

describe("formats: each folder of fixtures holds a log and what it must become", () => {
  it.each(readdirSync(folder))("%s", async (name) => {
    const input = new URL(`${name}/input.log`, folder);
    utimesSync(input, written, written);
    const {events, logs} = await readLogs([input.pathname]);
    const [{format, lines, rejected, skipped, rejects}] = logs;
    const actual = {
      format,
      lines,
      events,
      rejected,
      skipped,
      rejects: rejects.map(({line, reason}) => `${line}: ${reason}`)
    };
    expect(lines).toBe(events.length + rejected + skipped);
    expect(lines).toBe(countLines(readFileSync(input)));
    const expected = new URL(`${name}/expected.json`, folder);
    if (!existsSync(expected) && !process.env.CI) writeFileSync(expected, JSON.stringify(actual, null, 2) + "\n");
    expect(actual).toEqual(JSON.parse(readFileSync(expected, "utf8")));
  });
});

function countLines(bytes: Buffer): number {
  let lines = bytes.length > 0 && bytes.at(-1) !== 10 ? 1 : 0;
  for (const byte of bytes) if (byte === 10) lines++;
  return lines;
}

import {readdirSync, readFileSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, it} from "vitest";
import type {Random} from "../../loaders/generate/random.js";
import {createRandom} from "../../loaders/generate/random.js";
import {readLogs, temporaryFolder} from "./read-fixture.js";

const rounds = Number(process.env.FUZZ_ROUNDS ?? 3); // a log and format
const copies = 6; // of the fixture in a log
const fixtures = new URL("../fixtures/formats/", import.meta.url);
const odd = [
  ...["\0", "\u001b[31m", "\r", '"', "\\", "\\x16", ",", "\t", " ", "-", "#", "{", "}", "[", "'", "%", "é", "\u202e"],
  ...[
    "99999999999999999999",
    "-1",
    "1e3",
    "0x10",
    "9999-12-31T23:59:60Z",
    "0000-00-00",
    "::",
    "1.2.3.4.5",
    "x".repeat(70_000)
  ]
];
const bytes = [0, 9, 13, 34, 44, 92, 195, 255];

/** Does something to a line that a disk, a network or a client might do. No line end is put in. */
function spoil(line: Buffer, {below}: Random): Buffer {
  const at = below(line.length + 1);
  const insert = (what: Buffer) => Buffer.concat([line.subarray(0, at), what, line.subarray(at)]);
  const kind = below(5);
  if (kind === 0) return line.subarray(0, at);
  if (kind === 1) return Buffer.concat([line.subarray(0, at), line.subarray(at + 1 + below(8))]);
  if (kind === 2) return insert(Buffer.from([bytes[below(bytes.length)]]));
  if (kind === 3) return insert(Buffer.from(odd[below(odd.length)]));
  return Buffer.concat([line.subarray(at), line.subarray(0, at)]);
}

describe("whatever is done to a line, all lines are accounted for and no other changes", () => {
  it.each(readdirSync(fixtures))("%s", async (name) => {
    const random = createRandom([...name].reduce((sum, char) => sum * 31 + char.charCodeAt(0), 7) | 0);
    const fixture = readFileSync(new URL(`${name}/input.log`, fixtures), "latin1")
      .replace(/\n$/, "")
      .split("\n");
    const expected = readFileSync(new URL(`${name}/expected.json`, fixtures), "utf8");
    const {format} = JSON.parse(expected) as {format: string};
    const first = fixture.findIndex((line) => line !== "" && !line.startsWith("#"));
    const header = Math.min(first + 1, fixture.length - 1);
    const lines = Array.from({length: copies}, (_, i) => (i === 0 ? fixture : fixture.slice(header))).flat();
    for (let round = 0; round < rounds; round++) {
      const spoiled = [...lines];
      const without = [...lines];
      for (let n = 1 + random.below(3); n > 0; n--) {
        const at = header + random.below(lines.length - header);
        if (lines[at].startsWith("#")) continue;
        spoiled[at] = spoil(Buffer.from(lines[at], "latin1"), random).toString("latin1").replaceAll("\n", " ");
        without[at] = "";
      }
      const changed = lines.filter((line, i) => spoiled[i] !== line || without[i] !== line).length;
      const [a, b] = [await read(spoiled, format), await read(without, format)];
      const said = {name, round, format: a.format, lines: a.lines, sum: a.events.length + a.rejected + a.skipped};
      expect(said).toEqual({name, round, format: b.format, lines: lines.length, sum: lines.length});
      const left = new Map<string, number>();
      for (const event of a.events) left.set(event, (left.get(event) ?? 0) + 1);
      const lost = b.events.filter((event) => {
        const count = left.get(event) ?? 0;
        left.set(event, count - 1);
        return count === 0;
      });
      expect({name, round, lost}).toEqual({name, round, lost: []});
      expect(a.events.length - b.events.length).toBeLessThanOrEqual(changed);
    }
  });
});

async function read(lines: readonly string[], format: string) {
  const path = join(temporaryFolder(), "a.log");
  writeFileSync(path, Buffer.from(`${lines.join("\n")}\n`, "latin1"));
  const {events, logs} = await readLogs([path], {chunkSize: 64 * 1024, formats: [{logs: "*", format}]});
  return {...logs[0], events: events.map((event) => JSON.stringify(event))};
}

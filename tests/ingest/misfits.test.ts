import {writeFileSync} from "node:fs";
import {join} from "node:path";
import {expect, it} from "vitest";
import {readLogs, temporaryFolder} from "./read-fixture.js";

const folder = temporaryFolder();
const clf = (i: number) =>
  `192.0.2.${i % 250} - - [03/Feb/2025:09:00:${String(i % 60).padStart(2, "0")} +0000] "GET /${i} HTTP/1.1" 200 ${i} "-" "Probe ${i}"`;
const broken = (i: number) =>
  ["garbage of an app", "", clf(i).replace("[03/", "[x/"), clf(i).slice(0, 60), clf(i).replace(" 200 ", " x ")][i % 5];

it.each([
  {what: "every third line", isBroken: (i: number) => i % 3 === 1},
  {what: "half of all lines", isBroken: (i: number) => i % 2 === 1},
  {what: "a long stretch", isBroken: (i: number) => i >= 4000 && i < 14_000}
])(
  "a log in which $what is broken is read to its end, each line by its number",
  async ({isBroken}) => {
    const count = 20_000;
    const lines = Array.from({length: count}, (_, i) => (isBroken(i) ? broken(i) : clf(i)));
    const path = join(folder, "access.log");
    writeFileSync(path, `${lines.join("\n")}\n`);
    const {connection, logs, events} = await readLogs([path]);
    const numbers = Array.from({length: count}, (_, i) => i);
    const good = numbers.filter((i) => !isBroken(i));
    const blank = numbers.filter((i) => isBroken(i) && broken(i) === "").length;
    const [{lines: held, events: read, rejected, skipped, rejects}] = logs;
    expect([held, read, rejected, skipped]).toEqual([count, good.length, count - good.length - blank, blank]);
    expect(events.map(({bytes_received}) => Number(bytes_received)).sort((a, b) => a - b)).toEqual(good);
    for (const {line, text} of rejects) expect(lines[line - 1].startsWith(text.slice(0, 10))).toBe(true);
    const first = numbers.filter((i) => isBroken(i) && broken(i) !== "").slice(0, rejects.length);
    expect(rejects.map(({line}) => line - 1)).toEqual(first);
    connection.closeSync();
  },
  60_000
);

const flow = (i: number) =>
  `2025-02-03T08:00:${String(i % 60).padStart(2, "0")}Z,192.0.2.${i % 250},203.0.113.${i % 200},${i},allow`;

it.each([
  {what: "combined", header: [], line: clf, bad: clf(2).replace("[03/", "[x/")},
  // Its list of actions is a join to the database, which keeps no order.
  {what: "CSV", header: ["time,src,dst,bytes,action"], line: flow, bad: flow(2).replace("2025", "x025")}
])(
  "values of a log ($what) that make no event are found by the number of their line, on all cores",
  async ({what, header, line, bad: broken}) => {
    const count = 250_000; // 14 to 24 MB
    const isBad = (i: number) => i % 997 === 500;
    const path = join(folder, `${what}.log`);
    const lines = [...header, ...Array.from({length: count}, (_, i) => (isBad(i) ? broken : line(i)))];
    writeFileSync(path, `${lines.join("\n")}\n`);
    const {connection, logs} = await readLogs([path]);
    const bad = Array.from({length: count}, (_, i) => i).filter(isBad);
    const [{events, rejected, skipped, rejects}] = logs;
    expect([events, rejected, skipped]).toEqual([count - bad.length, bad.length, header.length]);
    expect(rejects.map(({line}) => line - 1 - header.length)).toEqual(bad.slice(0, rejects.length));
    connection.closeSync();
  },
  60_000
);

import {mkdirSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import type {DuckDBConnection} from "@duckdb/node-api";
import {afterAll, beforeAll, describe, expect, it} from "vitest";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import {recognise} from "../../loaders/formats/index.js";
import type {Reading} from "../../loaders/formats/index.js";
import {createRandom} from "../../loaders/generate/random.js";
import {cutPieces} from "../../loaders/ingest/cut-pieces.js";
import {openLog} from "../../loaders/ingest/open-log.js";
import {readPiece} from "../../loaders/ingest/read-piece.js";
import {literal} from "../../loaders/sql.js";
import {temporaryFolder} from "./read-fixture.js";

const scratch = temporaryFolder();
let connection: DuckDBConnection;
beforeAll(async () => void (connection = await openDuckDB()));
afterAll(() => connection.closeSync());

const time = (i: number) => new Date(Date.UTC(2025, 1, 3) + i * 1000).toISOString();
const clfTime = (i: number) =>
  `03/Feb/2025:09:${String(Math.floor(i / 60) % 60).padStart(2, "0")}:${String(i % 60).padStart(2, "0")} +0100`;
const ip = (i: number) => `192.0.2.${i % 250}`;

interface Log {
  readonly header?: string;
  readonly line: (i: number) => string;
  readonly bad: readonly string[]; // lines that are rejected
  readonly odd?: readonly string[]; // lines that DuckDB alone makes no event of, whatever they are
  readonly usual?: boolean; // where all of them are found without cutting the whole piece
}

const nginx = (i: number, request: string) =>
  JSON.stringify({remote_addr: ip(i), time_iso8601: time(i), request, status: "200", body_bytes_sent: i});

const logs: Record<string, Log> = {
  "nginx-json": {
    line: (i) => nginx(i, `GET /${i} HTTP/1.1`),
    bad: [
      "garbage",
      "7",
      `[${nginx(2, "GET / HTTP/1.1")}]`,
      '{"time_iso8601":"2025',
      '{"a":1,"status":"200"}',
      nginx(1, "").replace(":1}", ":-1}")
    ],
    odd: [
      "-",
      " \t",
      '{"a":1}',
      nginx(5, "GET /x HTTP/1.1").replace("/x", "/\\x16"),
      `app | ${nginx(6, "GET /y HTTP/1.1")}`
    ],
    usual: true
  },
  iptables: {
    line: (i) =>
      `<4>${time(i)} gw kernel: [wan] IN=eth0 OUT=br0 SRC=${ip(i)} DST=10.0.0.5 LEN=${i} TTL=54 PROTO=UDP SPT=53 DPT=40000 LEN=56`,
    bad: [
      "<4>2025-13-03T09:00:00Z gw kernel: [wan] IN=eth0 OUT= SRC=192.0.2.1 DST=10.0.0.5 LEN=76 PROTO=UDP SPT=53 DPT=4"
    ],
    odd: ["<4>2025-02-03T09:00:00Z gw kernel: usb 1-1: new device", "garbage", "-"],
    usual: true
  },
  combined: {
    usual: true,
    line: (i: number) =>
      `${ip(i)} - - [${clfTime(i)}] "GET /${i} HTTP/1.1" 200 ${i} "-" "Probe ${i} ${i % 50 === 0 ? String.raw`\x16 \"hi\"` : ""}"`,
    bad: [
      "garbage",
      "a b c d e f g h i j k l m",
      String.raw`"\"`,
      `${ip(1)} - - [x] "GET /" 200 1 "-" "-" more and "more`
    ]
  },
  csv: {
    header: "timestamp,source_ip,bytes_sent,protocol",
    line: (i) => `${time(i)},${ip(i)},${i},TCP`,
    bad: ["garbage", "a,b", `${time(1)},192.0.2.1,5,TCP,more`],
    odd: [
      ...["timestamp,source_ip,bytes_sent,protocol", "2025-13-01T00:00:00Z,192.0.2.1,-,TCP"],
      ...[`${time(1)},192.0.2.1,-,UDP`, ",,,"]
    ],
    usual: true
  },
  w3c: {
    header: "#Fields: date time c-ip cs-method cs-uri-stem sc-status sc-bytes",
    line: (i) => `${time(i).replace("T", " ").slice(0, 19)} ${ip(i)} GET /${i} 200 ${i}`,
    bad: ["garbage", "2025-02-03 09:00:00 192.0.2.1 GET /cut"],
    odd: [
      ...["#Date: 2025-02-03 09:00:00", "#Fields: date time c-ip cs-method cs-uri-stem sc-status sc-bytes"],
      ...["# a remark of as many words", "2025-13-03 09:00:00 192.0.2.1 GET /x 200 5"]
    ],
    usual: true
  },
  "csv with quotes": {
    header: "timestamp,source_ip,bytes_sent,protocol,user_agent",
    line: (i) => `${time(i)},${ip(i)},${i},TCP,"Probe, ${i}"`,
    bad: ["garbage", `${time(1)},192.0.2.1,5,TCP,"not closed`],
    odd: [
      `${time(1)},192.0.2.1,5.6,TCP,"not ""a"" count"`,
      ...["timestamp,source_ip,bytes_sent,protocol,user_agent", `${time(2)},192.0.2.1,007,TCP,"zeros before"`],
      ...[
        `${time(3)},192.0.2.1,5,TCP,"two\nlines"`,
        `${time(4)},192.0.2.1,5,TCP,"three\n${time(5)},192.0.2.1,5,TCP,x\nlines"`
      ],
      ...[`${time(6)},192.0.2.1,5,TCP,"text"behind`, `${time(7)},192.0.2.1,5,TCP,"a quote\n\nthat is not closed`]
    ],
    usual: true
  },
  "csv with empty fields too many": {
    header: "timestamp,source_ip,bytes_sent,protocol",
    line: (i) => `${time(i)},${ip(i)},${i},TCP`,
    bad: ["garbage", ",,,,,,"]
  }
};

/** Reads a log in one piece; tells how many lines TypeScript had to cut. */
async function read(path: string, size: number, reading: Reading) {
  const folder = `${path}.pieces`;
  mkdirSync(folder, {recursive: true});
  let cut = 0;
  const counting = {...reading, split: (line: string) => (cut++, reading.split(line))};
  const to = `${path}.parquet`;
  const {blocks} = openLog({path, size, member: null}, "none");
  for await (const piece of cutPieces(blocks, {folder, size: 64e6, skip: reading.header})) {
    const counts = await readPiece(connection, piece, counting, {to, samples: 1000});
    const reader = await connection.runAndReadAll(`SELECT * FROM ${literal(to)} ORDER BY ALL`);
    return {counts, events: reader.getRowsJson(), cut};
  }
  throw new Error("no piece");
}

describe.each(Object.entries(logs))("lines of a log of %s that DuckDB passes over", (name, log) => {
  const {line, bad, odd = [], header: titles, usual = false} = log;

  it.each([1, 2, 3])("are read again alone, with the same result as if each line were (%d)", async (seed) => {
    const random = createRandom(seed);
    const header = titles ? [titles] : [];
    const count = 3000;
    const others = seed === 1 ? bad.slice(0, 1) : [...bad, ...odd];
    const lines = Array.from({length: count}, (_, i) =>
      random.below(100) === 0 || i < 2 || i === count - 1 ? others[random.below(others.length)] : line(i)
    );
    if (seed === 3) lines.splice(100, 0, "", "");
    const head = [...header, line(0), line(1)];
    const sample = {head, lines: head, modified: 0, zone: "UTC"};
    const reading = recognise(sample).format.read(sample);
    const path = join(scratch, `${name}-${seed}.log`);
    const text = [...header, ...lines, ""].join("\n");
    writeFileSync(path, text);
    const fast = await read(path, Buffer.byteLength(text), reading);
    const careful = await read(path, Buffer.byteLength(text), {...reading, layout: () => null});
    expect({...fast, cut: 0}).toEqual({...careful, cut: 0});
    const rejected = fast.counts.rejects.map(({text}) => text).filter((text) => bad.includes(text));
    expect(rejected).toEqual(lines.filter((line) => bad.includes(line)));
    if (usual || seed === 1) expect(fast.cut).toBeLessThan(500);
  });
});

describe("a piece with lines that DuckDB can't pass over", () => {
  it.each([
    {where: "in nearly every part", owner: 64, first: 0, cut: 60_000},
    {where: "in the last of its parts", owner: 500, first: 59_000, cut: 10_000}
  ])("$where, is read to its end, each line by its number", async ({owner, first, cut: most}) => {
    const request = '"GET /a.txt HTTP/1.1" 200 -';
    const s3 = (i: number, agent: string) =>
      `${"0".repeat(owner)} bucket [${clfTime(i)}] ${ip(i)} - 7D1 REST.GET.OBJECT a.txt ${request} ${i} ${i} 5 4 "-" "${agent}" -`;
    const agent = (i: number) => (i >= first && i % 100 === 50 ? 'Said "hello" twice' : `Probe ${i}`);
    const lines = Array.from({length: 60_000}, (_, i) =>
      i % 1000 === 999 ? s3(i, "cut").slice(0, owner + 60) : s3(i, agent(i))
    );
    const sample = {head: lines, lines: lines.slice(0, 100), modified: 0, zone: "UTC"};
    const reading = recognise(sample).format.read(sample);
    const text = `${lines.join("\n")}\n`;
    const path = join(scratch, `s3-${owner}.log`);
    writeFileSync(path, text);
    const {counts, cut} = await read(path, text.length, reading);
    expect({...counts, rejects: counts.rejects.map(({line}) => line)}).toEqual({
      ...{events: 59_940, rejected: 60, skipped: 0},
      rejects: Array.from({length: 60}, (_, i) => 1000 * (i + 1))
    });
    expect(cut).toBeLessThanOrEqual(most);
    const reader = await connection.runAndReadAll(
      `SELECT count(DISTINCT bytes_received)::DOUBLE, sum(bytes_received)::DOUBLE FROM ${literal(`${path}.parquet`)}`
    );
    expect(reader.getRowsJS()).toEqual([[59_940, (60_000 * 59_999) / 2 - 60 * (999 + 29_500)]]);
  });
});

it("text in Latin-1, line ends of both kinds, NUL and returns slow none but their own lines", async () => {
  const path = join(scratch, "unplain.log");
  const request = (i: number) => (i === 500 ? "/nul\0" : i === 501 ? "/a\rb" : i % 10 === 1 ? "/café" : `/${i}`);
  const clf = (i: number) => `${ip(i)} - - [${clfTime(i)}] "GET ${request(i)} HTTP/1.1" 200 ${i}`;
  const text = Array.from({length: 3000}, (_, i) => `${clf(i)}${i % 10 === 2 ? "\r" : ""}\n`).join("");
  writeFileSync(path, text, "latin1");
  const head = [clf(0), clf(2)];
  const sample = {head, lines: head, modified: 0, zone: "UTC"};
  const reading = recognise(sample).format.read(sample);
  const {counts, cut} = await read(path, text.length, reading);
  expect(counts).toEqual({events: 3000, rejected: 0, skipped: 0, rejects: []});
  expect(cut).toBe(2);
  const reader = await connection.runAndReadAll(
    `SELECT path FROM ${literal(`${path}.parquet`)} WHERE bytes_received IN (0, 1, 2, 11, 500, 501) ORDER BY bytes_received`
  );
  expect(reader.getRowsJS().flat()).toEqual(["/0", "/café", "/2", "/café", "/nul ", "/a b"]);
});

import {readdirSync, readFileSync, statSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, it} from "vitest";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import type {Reading, Sample} from "../../loaders/formats/index.js";
import {recognise} from "../../loaders/formats/index.js";
import {createRandom} from "../../loaders/generate/random.js";
import {readPiece} from "../../loaders/ingest/read-piece.js";
import {literal} from "../../loaders/sql.js";
import {temporaryFolder} from "./read-fixture.js";

const folder = new URL("../fixtures/formats/", import.meta.url);
const connection = await openDuckDB();
const scratch = temporaryFolder();
let reads = 0; // each has files of its own: DuckDB may still have what an earlier one of the same name held

describe("the fast and the careful way of a format", () => {
  const fixtures = readdirSync(folder).flatMap((name) => {
    const lines = readFileSync(new URL(`${name}/input.log`, folder), "utf8").split("\n");
    const sample = {head: lines, lines, modified: Date.UTC(2025, 1, 10), zone: "Europe/Berlin"} satisfies Sample;
    const {format} = recognise(sample);
    const reading = format.read(sample);
    return reading.inForce ? [] : [{name, reading, lines: lines.slice(reading.header)}];
  });

  it.each(fixtures)(
    "agree about each line of $name",
    async ({reading, lines}) => {
      let fast = 0;
      for (const line of lines.filter((text) => text.trim() !== "" && !/[\r\0\ufffd]/.test(text))) {
        const event = await read(line, {...reading, split: () => ({reject: "not fast"})});
        if (event) expect([line, await read(line, {...reading, layout: () => null})]).toEqual([line, event]);
        if (event) fast++;
      }
      expect(fast).toBeGreaterThan(0);
    },
    30_000
  );
});

describe("records that are no events", () => {
  it.each([
    ["suricata-eve", 1, 2],
    ["traefik-json", 2, 1],
    ["gcp-lb-json", 2, 1]
  ])("of %s are passed over in the fast way", async (name, events, skipped) => {
    const lines = readFileSync(new URL(`${name}/input.log`, folder), "utf8")
      .split("\n")
      .slice(0, 3);
    const sample = {head: lines, lines, modified: 0, zone: "UTC"};
    const reading = recognise(sample).format.read(sample);
    const [path, to] = [join(scratch, name), join(scratch, `${name}.parquet`)];
    writeFileSync(path, lines.map((line) => `${line}\n`).join(""));
    const look = {
      firstLine: 1,
      lines: 3,
      blank: 0,
      quotes: true,
      backslashes: false,
      spaces: true,
      hollow: true,
      plain: true
    };
    const piece = {path, bytes: statSync(path).size, ...look, ended: true, settled: true};
    const counts = await readPiece(
      connection,
      {...piece, segment: {bytes: 0, digest: ""}},
      {...reading, split: () => ({reject: "not fast"})},
      {to, samples: 1}
    );
    expect(counts).toEqual({events, skipped, rejected: 0, rejects: []});
  });
});

describe("backslashes", () => {
  const log = (vhost: string, request: string, agent: string) =>
    `${vhost} 192.0.2.1 - - [03/Feb/2025:09:00:00 +0100] "${request}" 200 1 "-" "${agent}"`;
  const head = [log("shop.example.com", "GET / HTTP/1.1", "A")];
  const sample = {head, lines: head, modified: 0, zone: "UTC"};
  const reading = recognise(sample).format.read(sample);
  const ways = (line: string) =>
    Promise.all([
      read(line, {...reading, split: () => ({reject: "not fast"})}),
      read(line, {...reading, layout: () => null})
    ]);

  it.each([
    [String.raw`\x16\x03`, String.raw`\x16\x03`],
    [String.raw`say \"hi\"`, 'say "hi"'],
    [String.raw`C:\\new`, String.raw`C:\new`],
    [String.raw`\n\t\"\xc3\xa9\\\x22`, String.raw`\n\t"\xc3\xa9\\x22`],
    ["end\\\\", "end\\"],
    ["é\\é", "é\\é"]
  ])("of %s in quotes are read as %s", async (logged, text) => {
    for (const event of await ways(log("shop.example.com", `GET /${logged} HTTP/1.1`, logged)))
      expect(event).toMatchObject({path: `/${text}`, user_agent: text});
  });

  it("outside quotes stay", async () => {
    for (const event of await ways(log(String.raw`a\b\\c`, String.raw`GET /\x41 HTTP/1.1`, "A")))
      expect(event).toMatchObject({host: String.raw`a\b\\c`, path: String.raw`/\x41`});
  });

  it("and quotes at random are read alike whenever DuckDB takes the line", async () => {
    const random = createRandom(7);
    const pick = (texts: readonly string[]) => texts[random.below(texts.length)];
    let taken = 0;
    for (let i = 0; i < 150; i++) {
      const text = () => Array.from({length: 6}, () => pick(["\\", "\\", '"', "x", "1 ", '\\"'])).join("");
      const line = log(pick(["a", "\\", '\\"a', "a\\"]), `GET /${text()} HTTP/1.1`, text());
      const [fast, careful] = await ways(line);
      if (fast) expect([line, careful]).toEqual([line, fast]);
      if (fast) taken++;
    }
    expect(taken).toBeGreaterThan(10);
  }, 30_000);
});

describe("quotes and spaces in CSV", () => {
  const lines = ["timestamp,source_ip,status,path", "2025-02-03T08:00:00Z,192.0.2.1,200,/"];
  const reading = recognise({head: lines, lines, modified: 0, zone: "UTC"}).format.read({
    ...{head: lines, lines, modified: 0, zone: "UTC"}
  });

  it("at random are read alike whenever DuckDB takes the line", async () => {
    const random = createRandom(9);
    const pick = (texts: readonly string[]) => texts[random.below(texts.length)];
    let taken = 0;
    for (let i = 0; i < 150; i++) {
      const text = () => Array.from({length: 4}, () => pick(['"', "", "a", " ", "-", '"a b"', ","])).join("");
      const line = `2025-02-03T08:00:00Z,${pick(["192.0.2.1", " 192.0.2.1", "a"])},${pick(["200", "200 ", ""])},${text()}`;
      const fast = await read(line, {...reading, split: () => ({reject: "not fast"})});
      if (fast) expect([line, await read(line, {...reading, layout: () => null})]).toEqual([line, fast]);
      if (fast) taken++;
    }
    expect(taken).toBeGreaterThan(10);
  }, 30_000);
});

async function read(line: string, reading: Reading) {
  const [path, to] = [join(scratch, `${++reads}`), join(scratch, `${reads}.parquet`)];
  writeFileSync(path, line + "\n");
  const piece = {
    path,
    bytes: Buffer.byteLength(line) + 1,
    firstLine: 1,
    lines: 1,
    blank: 0,
    quotes: line.includes('"'),
    backslashes: line.includes("\\"),
    spaces: line.includes(" ")
  };
  const rest = {plain: true, hollow: true, ended: true, settled: true, segment: {bytes: 0, digest: ""}};
  const {events} = await readPiece(connection, {...piece, ...rest}, reading, {to, samples: 1});
  if (events === 0) return null;
  return (await connection.runAndReadAll(`FROM ${literal(to)}`)).getRowObjectsJson()[0];
}

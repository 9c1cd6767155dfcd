import {readdirSync, readFileSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, it} from "vitest";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import type {Reading, Sample} from "../../loaders/formats/index.js";
import {recognise} from "../../loaders/formats/index.js";
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
    return reading.inForce || reading.spans ? [] : [{name, reading, lines: lines.slice(reading.header)}];
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

async function read(line: string, reading: Reading) {
  const [path, to] = [join(scratch, `${++reads}`), join(scratch, `${reads}.parquet`)];
  writeFileSync(path, line + "\n");
  const piece = {path, bytes: line.length, firstLine: 1, lines: 1, blank: 0, quotes: line.includes('"')};
  const rest = {plain: true, hollow: true, ended: true, segment: {bytes: 0, digest: ""}};
  const {events} = await readPiece(connection, {...piece, ...rest}, reading, {to, samples: 1});
  if (events === 0) return null;
  return (await connection.runAndReadAll(`FROM ${literal(to)}`)).getRowObjectsJson()[0];
}

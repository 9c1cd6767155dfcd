import {mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from "node:fs";
import {writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {canonicalAddress} from "../../loaders/addresses/index.js";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import {recognise} from "../../loaders/formats/index.js";
import {createRandom} from "../../loaders/generate/random.js";
import {ingest} from "../../loaders/ingest/index.js";
import {readPiece} from "../../loaders/ingest/read-piece.js";
import {formatQuantity, silent} from "../../loaders/progress.js";
import {literal} from "../../loaders/sql.js";
import {inTurn} from "./in-turn.js";
import {varyLine} from "./vary-line.js";

const fixtures = new URL("../fixtures/formats/", import.meta.url);

/**
 * How fast each format is read, beside DuckDB's bare copy of the same file: it is told what separates the fields, which it does not find
 * out by itself where that is a space, and finds types. Twice: a log of `lines` lines like the first of the format's fixture, which
 * is what most lines of a log are, and one of all its good lines in turn, most of which are there because something is odd.
 */
export async function* measureFormats(
  folder: string,
  {lines, names}: {lines: number; names: readonly string[]} // all formats, if none is named
): AsyncGenerator<string[]> {
  const all = readdirSync(fixtures);
  const unknown = names.find((name) => !all.includes(name));
  if (unknown !== undefined) throw new Error(`unknown format: ${unknown}; it is one of ${all.join(", ")}`);
  for (const name of names.length > 0 ? names : all) {
    const path = join(folder, `${name}.log`);
    const found = await goodLines(new URL(`${name}/input.log`, fixtures).pathname);
    if (found === null) {
      yield [`  ${name}`, "no line of the fixture that DuckDB cuts by itself"];
      continue;
    }
    const cells: string[] = [];
    for (const [what, some] of [
      ["usual", found.good.slice(0, 1)],
      ["odd", found.good]
    ] as const) {
      await writeLog(path, {...found, good: some}, lines);
      let rejected = 0;
      const ours = async () => {
        const log = await read(path, folder);
        rejected = log.rejected;
        return log.seconds;
      };
      const [seconds, bare] = await inTurn(
        ours,
        ...(found.way === "pattern" ? [] : [() => bareCopy(found.bare(path), folder)])
      );
      cells.push(
        `${what}: ${Math.round(lines / seconds).toLocaleString("en-US")} lines/s`,
        formatQuantity(statSync(path).size / seconds, "bytes") + "/s",
        bare === undefined ? "pattern" : `${((bare / seconds) * 100).toFixed(0)} % of the bare copy`,
        rejected > 0 ? `${rejected} rejected` : ""
      );
      rmSync(path);
    }
    yield [`  ${name}`, ...cells];
  }
}

type Way = "delimited" | "json" | "pattern";

interface Good {
  readonly header: readonly string[];
  readonly good: readonly string[]; // the most usual first
  readonly way: Way;
  readonly bare: (path: string) => string; // SQL: the relation that DuckDB makes of such a file
}

/** The lines of a fixture that DuckDB can cut by itself: what most lines of a real log are. */
async function goodLines(path: string): Promise<Good | null> {
  const all = readFileSync(path, "utf8").replace(/\r/g, "").split("\n");
  const sample = {head: all, lines: all, modified: Date.now(), zone: "UTC"};
  const reading = recognise(sample).format.read(sample);
  const way =
    reading.columns[0] !== "line" ? "delimited" : all.some((line) => line.startsWith("{")) ? "json" : "pattern";
  const good: string[] = [];
  const folder = mkdtempSync(join(tmpdir(), "traffic-atlas-bench-"));
  const connection = await openDuckDB();
  for (const [i, line] of all.slice(reading.header).entries()) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const [path, to] = [join(folder, `${i}`), join(folder, `${i}.parquet`)];
    writeFileSync(path, `${line}\n`);
    const look = {
      blank: 0,
      quotes: line.includes('"'),
      backslashes: line.includes("\\"),
      spaces: line.includes(" "),
      hollow: true,
      plain: true,
      ended: true,
      settled: true
    };
    const piece = {
      path,
      bytes: Buffer.byteLength(line) + 1,
      firstLine: 1,
      lines: 1,
      ...look,
      segment: {bytes: 0, digest: ""}
    };
    const fast = {...reading, split: () => ({reject: "not fast"})};
    if ((await readPiece(connection, piece, fast, {to, samples: 0})).events === 1) good.push(line);
  }
  connection.closeSync();
  rmSync(folder, {recursive: true});
  if (good.length === 0) return null;
  const {delim, quote, escape} = (reading.layout?.() ?? reading).dialect;
  const cut = [
    ...Object.entries({delim, quote, escape}).map(([name, text]) => `${name} = ${literal(text)}`),
    ...[`skip = ${reading.header}`, "header = false", "ignore_errors = true"]
  ];
  const isUsual = (line: string) => (line.split('"').length - 1) % 2 === 0;
  return {
    header: all.slice(0, reading.header),
    good: [...good.filter(isUsual), ...good.filter((line) => !isUsual(line))],
    way,
    bare: (path) =>
      way === "json" ? `read_ndjson(${literal(path)})` : `read_csv(${[literal(path), ...cut].join(", ")})`
  };
}

/** Writes so many lines like the good ones in turn. */
async function writeLog(path: string, {header, good}: Good, count: number): Promise<void> {
  const random = createRandom(1);
  await writeFile(
    path,
    (function* () {
      yield* header.map((line) => `${line}\n`);
      for (let i = 0; i < count;) {
        let text = "";
        for (const end = Math.min(count, i + 10_000); i < end; i++)
          text += `${varyLine(good[i % good.length], random)}\n`;
        yield text;
      }
    })()
  );
}

async function read(path: string, folder: string) {
  const store = join(folder, "store");
  const connection = await openDuckDB();
  try {
    const options = {store, chunkSize: 64e6, code: "bench", progress: silent};
    return (await ingest(async () => ({connection, canonical: canonicalAddress}), {logs: [{path}], ...options}))[0];
  } finally {
    connection.closeSync();
    rmSync(store, {recursive: true, force: true});
  }
}

async function bareCopy(relation: string, folder: string): Promise<number> {
  const connection = await openDuckDB({memory: 4e9});
  const to = join(folder, "bare.parquet");
  const begun = performance.now();
  await connection.run(`COPY (FROM ${relation}) TO ${literal(to)} (FORMAT parquet)`);
  const seconds = (performance.now() - begun) / 1000;
  connection.closeSync();
  rmSync(to);
  return seconds;
}

import {spawn} from "node:child_process";
import {
  appendFileSync,
  closeSync,
  copyFileSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  truncateSync
} from "node:fs";
import {join} from "node:path";
import {tableFromIPC} from "apache-arrow";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import {literal} from "../../loaders/sql.js";
import {runner} from "../../loaders/typescript.js";

const root = new URL("../..", import.meta.url);

/** Seconds that DuckDB takes to copy a CSV file to Parquet, and nothing else. */
export async function bareCopy(csv: string, folder: string): Promise<number> {
  const connection = await openDuckDB({memory: 4e9});
  const to = join(folder, "bare.parquet");
  const begun = performance.now();
  await connection.run(`COPY (FROM read_csv(${literal(csv)})) TO ${literal(to)} (FORMAT parquet)`);
  const seconds = (performance.now() - begun) / 1000;
  connection.closeSync();
  rmSync(to);
  return seconds;
}

/** Runs `npm run data` in a process and a store of its own: wall time with start-up, and the process's peak memory. */
export async function runData(log: string, folder: string): Promise<{seconds: number; peak: number}> {
  const store = join(folder, "store");
  rmSync(store, {recursive: true, force: true});
  const seconds = await data(log, store);
  const summary = tableFromIPC(readFileSync(join(store, "tables", "summary.arrow")));
  const peak = Number(summary.getChild("peak_memory")!.get(0));
  rmSync(store, {recursive: true, force: true});
  return {seconds, peak};
}

/** Runs `npm run data` on the first 99 % of a log, when nothing has changed, and when the rest has been added. */
export async function runRebuilds(
  log: string,
  folder: string
): Promise<{cold: number; unchanged: number; added: number}> {
  const store = join(folder, "store");
  const growing = join(folder, "growing.log");
  copyFileSync(log, growing);
  const last = cutLast(growing, 0.01);
  rmSync(store, {recursive: true, force: true});
  const cold = await data(growing, store);
  const unchanged = await data(growing, store);
  appendFileSync(growing, last);
  const added = await data(growing, store);
  for (const path of [store, growing]) rmSync(path, {recursive: true});
  return {cold, unchanged, added};
}

/** Takes the last lines, about a share of all bytes, off a log. */
function cutLast(log: string, share: number): Buffer {
  const file = openSync(log, "r");
  const {size} = fstatSync(file);
  const last = Buffer.alloc(Math.round(size * share));
  readSync(file, last, 0, last.length, size - last.length);
  closeSync(file);
  const lines = last.subarray(last.indexOf("\n") + 1);
  truncateSync(log, size - lines.length);
  return lines;
}

function data(log: string, store: string): Promise<number> {
  return run(process.execPath, [runner, "loaders/commands/data.ts"], {LOGS: log, STORE: store});
}

const loop = (start: string, step: string) => `
import sys, pandas
total = ${start}
for chunk in pandas.read_csv(sys.argv[1], chunksize=10000):
    sums = chunk.groupby("source_ip")["bytes_sent"].sum()
    ${step}
print(len(total))`;

/** Loops over chunks of 10,000 rows that keep a running total of bytes by address. */
const pandas = {
  series: loop('pandas.Series(dtype="float64")', "total = total.add(sums, fill_value=0)"), // the total as pandas would have it
  dict: loop("{}", "for ip, n in sums.items(): total[ip] = total.get(ip, 0) + n") // as fast as such a loop gets
};

/** Seconds that a loop in pandas takes to sum bytes by address, the total kept in a Series or in a dict; null without pandas. */
export async function pandasSum(csv: string, total: keyof typeof pandas): Promise<number | null> {
  for (const python of ["python3", "/usr/bin/python3"]) {
    if (await works(python, ["-c", "import pandas"])) return run(python, ["-c", pandas[total], csv]);
  }
  return null;
}

/** Seconds that GoAccess takes for a report of a combined log; null if it is not installed. */
export async function goaccess(log: string, folder: string): Promise<{version: string; seconds: number} | null> {
  if (!(await works("goaccess", ["--version"]))) return null;
  const args = [
    log,
    "--log-format=COMBINED",
    "--no-progress",
    "--no-global-config",
    "-o",
    join(folder, "goaccess.html")
  ];
  const seconds = await run("goaccess", args);
  return {version: await version("goaccess"), seconds};
}

async function version(command: string): Promise<string> {
  const child = spawn(command, ["--version"], {stdio: ["ignore", "pipe", "ignore"]});
  const parts: Buffer[] = [];
  for await (const part of child.stdout) parts.push(part as Buffer);
  return Buffer.concat(parts)
    .toString()
    .split("\n")[0]
    .replace(/[^\w. -]/g, "")
    .trim();
}

async function works(command: string, args: readonly string[]): Promise<boolean> {
  return run(command, args).then(
    () => true,
    () => false
  );
}

function run(command: string, args: readonly string[], env: Record<string, string> = {}): Promise<number> {
  const begun = performance.now();
  const child = spawn(command, args, {cwd: root, env: {...process.env, ...env}, stdio: ["ignore", "ignore", "pipe"]});
  let message = "";
  child.stderr.on("data", (text: Buffer) => (message = (message + text.toString()).slice(-2000)));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0
        ? resolve((performance.now() - begun) / 1000)
        : reject(new Error(`${command} failed with code ${code}: ${message}`))
    );
  });
}

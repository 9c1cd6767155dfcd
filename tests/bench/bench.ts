import {mkdirSync, mkdtempSync, rmSync, statSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {parseArgs} from "node:util";
import {generate} from "../../loaders/generate/index.js";
import {createProgress, formatQuantity, formatSeconds} from "../../loaders/progress.js";
import {measureBrowser} from "./browser.js";
import {measureFormats} from "./formats.js";
import {between, inTurn} from "./in-turn.js";
import {bareCopy, goaccess, pandasSum, runData, runRebuilds} from "./rivals.js";

const help = `Measures Traffic Atlas beside other tools, in one run on this machine, and prints a table.

  npm run bench -- [--rows 10m] [--memory 1,5,10] [--no-browser]
  npm run bench -- --formats [NAME…] [--rows 1m]

  --rows N         rows of the CSV log that the speed is measured on; a fifth of it for the web log (default 10m)
  --memory A,B,…   multiples of a tenth of the rows at which peak memory is measured (default 1,5,10)
  --no-browser     leave out the pages
  --formats        only how fast each log format is read, or each that is named, so many lines of each
  --help           this text

Pandas and GoAccess are measured where they are installed. Logs go to the system's temporary folder and are removed.
The copy, data and formats are measured three times in turn, and the medians are compared; pandas and GoAccess once, between two runs of data.`;

const {values, positionals} = parseArgs({
  allowPositionals: true,
  options: {
    rows: {type: "string"},
    memory: {type: "string", default: "1,5,10"},
    "no-browser": {type: "boolean", default: false},
    formats: {type: "boolean", default: false},
    help: {type: "boolean", default: false}
  }
});

if (positionals.length > 0 && !values.formats)
  throw new Error(`unexpected argument: ${positionals[0]}; name formats behind --formats`);
if (values.help) console.warn(help);
else if (values.formats) await benchFormats(parseRows(values.rows ?? "1m"), positionals);
else await bench(parseRows(values.rows ?? "10m"), values.memory.split(",").map(Number), !values["no-browser"]);

async function bench(rows: number, multiples: readonly number[], browser: boolean): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "traffic-atlas-bench-"));
  try {
    const csv = await makeLog(folder, rows, "csv");
    let peak = 0;
    const cold = (log: string) => async () => {
      const data = await runData(log, folder);
      peak = Math.max(peak, data.peak);
      return data.seconds;
    };
    const [copy, seconds] = await inTurn(() => bareCopy(csv, folder), cold(csv));
    line("CSV", `${rows.toLocaleString("en-US")} rows`, formatQuantity(statSync(csv).size, "bytes"));
    line("  DuckDB, bare copy to Parquet", formatSeconds(copy));
    line(
      "  Traffic Atlas, data from cold",
      formatSeconds(seconds),
      `${ratio(seconds, copy)} the copy`,
      `peak ${formatQuantity(peak, "bytes")}`
    );
    const again = await runRebuilds(csv, folder);
    line("  Traffic Atlas, nothing changed", formatSeconds(again.unchanged));
    line(
      "  Traffic Atlas, 1 % more",
      formatSeconds(again.added),
      `${((again.added / again.cold) * 100).toFixed(0)} % of ${formatSeconds(again.cold)}`
    );
    for (const total of ["series", "dict"] as const) {
      const {theirs, ours} = await between(() => pandasSum(csv, total), cold(csv));
      line(
        `  pandas, running total in a ${total}`,
        theirs === null
          ? "not installed"
          : `${formatSeconds(theirs)}, ${ratio(theirs, ours)} Traffic Atlas's ${formatSeconds(ours)}`
      );
    }
    rmSync(csv);

    const web = await makeLog(folder, rows / 5, "combined");
    line("Combined", `${(rows / 5).toLocaleString("en-US")} lines`, formatQuantity(statSync(web).size, "bytes"));
    const {theirs: go, ours: read} = await between(() => goaccess(web, folder), cold(web));
    line("  Traffic Atlas, data from cold", formatSeconds(read));
    line(
      "  GoAccess, report",
      go === null
        ? "not installed"
        : `${go.version}: ${formatSeconds(go.seconds)}, ${ratio(go.seconds, read)} Traffic Atlas`
    );
    rmSync(web);

    for (const multiple of multiples) {
      const log = await makeLog(folder, (rows / 10) * multiple, "csv");
      const {seconds, peak} = await runData(log, folder);
      line(
        `Memory at ${multiple}x`,
        `${((rows / 10) * multiple).toLocaleString("en-US")} rows`,
        formatSeconds(seconds),
        `peak ${formatQuantity(peak, "bytes")}`
      );
      rmSync(log);
    }
    if (browser) for (const cells of await measureBrowser()) line(...cells);
  } finally {
    rmSync(folder, {recursive: true});
  }
}

async function benchFormats(lines: number, names: readonly string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "traffic-atlas-bench-"));
  try {
    line("Formats", `${lines.toLocaleString("en-US")} lines each`);
    for await (const cells of measureFormats(folder, {lines, names})) line(...cells);
  } finally {
    rmSync(folder, {recursive: true});
  }
}

async function makeLog(folder: string, rows: number, format: "csv" | "combined"): Promise<string> {
  mkdirSync(folder, {recursive: true});
  const out = join(folder, `${format}-${rows}.log`);
  await generate({rows, seed: 7, days: 14, format, out, force: true, progress: createProgress()});
  return out;
}

function parseRows(text: string): number {
  const match = /^(\d+(?:\.\d+)?)([km]?)$/i.exec(text);
  if (!match) throw new Error(`invalid --rows: ${text}; give a number such as 10m or 250k`);
  return Number(match[1]) * {"": 1, k: 1e3, m: 1e6}[match[2].toLowerCase() as "" | "k" | "m"];
}

function ratio(a: number, b: number): string {
  return `${(a / b).toFixed(2)} x`;
}

function line(...cells: readonly string[]): void {
  process.stdout.write(`${cells[0].padEnd(36)} ${cells.slice(1).join("  ")}\n`);
}

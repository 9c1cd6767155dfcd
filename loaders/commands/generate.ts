import {UsageError} from "../errors.js";
import {generate} from "../generate/index.js";
import {createProgress, formatQuantity, formatSeconds} from "../progress.js";
import {runCommand} from "./run-command.js";

await runCommand({
  help: `Makes a log of sample traffic with planted incidents, and a truth file beside it that tells what they are.

  npm run generate -- [--rows N] [--seed N] [--days N] [--end DATE] [--format csv|combined] [--out FILE] [--force]

  --rows N        lines, 250k or 10m say (default 1m)
  --seed N        the same seed and options give the same bytes (default 1)
  --days N        length of the period (default 14)
  --end DATE      day on which it ends, not included (default 2026-11-01)
  --format F      csv, or combined for a web log (default csv)
  --out FILE      default data/logs/sample.csv, or sample.log for a web log
  --force         write over a file that exists
  --help          this text`,
  options: {
    rows: {type: "string", default: "1m"},
    seed: {type: "string", default: "1"},
    days: {type: "string", default: "14"},
    end: {type: "string", default: "2026-11-01"},
    format: {type: "string", default: "csv"},
    out: {type: "string"},
    force: {type: "boolean", default: false}
  },
  async run(values) {
    const {format} = values;
    if (format !== "csv" && format !== "combined") throw wrong("format", format, "csv or combined");
    const out = values.out ?? (format === "csv" ? "data/logs/sample.csv" : "data/logs/sample.log");
    const progress = createProgress();
    const {rows, bytes, seconds, truth} = await generate({
      rows: readCount("rows", values.rows, 1, 1e10, "250k or 10m"),
      seed: readCount("seed", values.seed, 0, 2 ** 31 - 1, "7"),
      days: readCount("days", values.days, 1, 3660, "14"),
      end: readDay(values.end),
      format,
      out,
      force: values.force,
      progress
    });
    progress.note(
      `${out}: ${rows.toLocaleString("en-US")} rows, ${formatQuantity(bytes, "bytes")} in ${formatSeconds(seconds)}; what was planted: ${truth}`
    );
    return 0;
  }
});

function readCount(name: string, text: string, low: number, high: number, example: string): number {
  const match = /^(\d[\d_]*(?:\.\d+)?)([km]?)$/i.exec(text);
  const value = match
    ? Number(match[1].replaceAll("_", "")) * {"": 1, k: 1e3, m: 1e6}[match[2].toLowerCase() as "" | "k" | "m"]
    : NaN;
  if (Number.isInteger(value) && value >= low && value <= high) return value;
  throw wrong(
    name,
    text,
    `a whole number from ${low.toLocaleString("en-US")} to ${high.toLocaleString("en-US")}, such as ${example}`
  );
}

function readDay(text: string): number {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : NaN;
  // Date.parse takes 31 February for 3 March.
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text)
    throw wrong("end", text, "a day such as 2026-11-01");
  return time;
}

function wrong(name: string, text: string, wanted: string): UsageError {
  return new UsageError(`invalid --${name}: ${JSON.stringify(text)}; it must be ${wanted}`);
}

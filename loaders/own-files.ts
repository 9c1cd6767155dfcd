import {existsSync, readdirSync, rmdirSync, rmSync, statSync} from "node:fs";
import {basename, dirname, join} from "node:path";
import {UserError} from "./errors.js";
import {schemas} from "./schema.js";

// A path in a setting may be wrong, or hold the user's files too: nothing is removed but what is known to be made here.

const logKey = /^[0-9a-f]{24}(\.unfinished)?$/;

/** Whether an entry of the store's `events` is a log that was read, or half read, into it. */
export function isStoredLog(name: string): boolean {
  return logKey.test(name);
}

/** Whether a folder is a built report. With hidden files it is not one alone: a repository, say, that it was copied into. */
export function isReport(folder: string): boolean {
  if (!statSync(folder).isDirectory() || readdirSync(folder).some((name) => name.startsWith("."))) return false;
  return ["index.html", "_observablehq", join("data", "summary.arrow")].every((name) => existsSync(join(folder, name)));
}

/** Throws a UserError if a report built at `output` would take the place of anything but a report. */
export function checkOutput(output: string): void {
  if (!existsSync(output) || isReport(output)) return;
  if (statSync(output).isDirectory() && readdirSync(output).length === 0) return;
  throw new UserError(
    `unsafe output: ${output} holds other files than a report; empty it, or name another folder in ATLAS_OUTPUT`
  );
}

/** A report that a run of `pid` had half built beside its place (`new`), or had moved out of the way (`old`). */
export interface HalfReport {
  path: string;
  kind: "new" | "old";
  pid: number;
}

/** Where a run builds a report for `output`, or keeps the last one while it moves the new one in. */
export function halfReport(output: string, kind: HalfReport["kind"], pid = process.pid): string {
  return `${output}.traffic-atlas-${kind}-${pid}`;
}

/** All half reports beside `output`, of this run and others. */
export function halfReports(output: string): HalfReport[] {
  return entries(dirname(output)).flatMap((name) => {
    const match = /^(.*)\.traffic-atlas-(new|old)-(\d+)$/.exec(name);
    if (match?.[1] !== basename(output)) return [];
    return [{path: join(dirname(output), name), kind: match[2] as HalfReport["kind"], pid: Number(match[3])}];
  });
}

/** Removes what was made in a store, and the store itself if nothing else is in it. Tells whether there was anything. */
export function removeStore(store: string): boolean {
  const events = join(store, "events");
  const tables = join(store, "tables");
  const tiles = join(tables, "tiles");
  const answers = join(store, "ip-api");
  const sums = join(store, "sums");
  const names = Object.keys(schemas).flatMap((name) => [`${name}.arrow`, `${name}.arrow.new`]);
  const made = [
    ...entries(events)
      .filter(isStoredLog)
      .map((name) => join(events, name)),
    ...entries(tables)
      .filter((name) => ["digest", "events.json"].includes(name) || names.includes(name))
      .map((name) => join(tables, name)),
    ...entries(tiles)
      .filter(
        (name) =>
          name === "digest" || /^([\dT-]+-(traffic|sources)|flows-[a-z]+)-[0-9a-f]{12}\.arrow\.gz(\.new)?$/.test(name)
      )
      .map((name) => join(tiles, name)),
    ...entries(answers)
      .filter((name) => /^(answers(-\d+)?\.json|pace\.json|unasked)(\.new|\.damaged)?$/.test(name))
      .map((name) => join(answers, name)),
    ...entries(sums)
      .filter((name) => /^(index\.json(\.new)?|[a-z]+-(\d+-)?[0-9a-f]{12}\.parquet)$/.test(name))
      .map((name) => join(sums, name)),
    ...entries(store)
      .filter((name) => /^(temp-\d+|lock(-\d+(-dead)?)?|addresses[.]parquet([.]new)?)$/.test(name))
      .map((name) => join(store, name))
  ];
  for (const path of made) rmSync(path, {recursive: true, force: true});
  let removed = made.length > 0;
  for (const folder of [events, tiles, tables, answers, sums, store]) {
    if (!statSync(folder, {throwIfNoEntry: false})?.isDirectory() || entries(folder).length > 0) continue;
    rmdirSync(folder);
    removed = true;
  }
  return removed;
}

function entries(folder: string): string[] {
  return statSync(folder, {throwIfNoEntry: false})?.isDirectory() ? readdirSync(folder) : [];
}

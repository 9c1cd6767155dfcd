import {existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync} from "node:fs";
import {open} from "node:fs/promises";
import {dirname} from "node:path";
import type {ResolvePackage} from "../addresses/index.js";
import {resolvePackage} from "../addresses/index.js";
import {UserError} from "../errors.js";
import type {Progress} from "../progress.js";
import {makeAddressPool} from "./address-pool.js";
import type {Incident} from "./incidents.js";
import {plantIncidents} from "./incidents.js";
import {readNetworkRanges} from "./network-ranges.js";
import {makePools} from "./pools.js";
import {createRandom, createSampler} from "./random.js";
import {eventsPerMinute} from "./rhythm.js";
import type {SampleEvent} from "./traffic-mix.js";
import {createTrafficMix} from "./traffic-mix.js";
import {combinedWriter, csvHeader, csvWriter} from "./write-row.js";

const minute = 60_000;
const day = 1440 * minute;

export interface GenerateOptions {
  rows: number; // lines besides the header
  seed: number;
  days: number;
  end?: number; // milliseconds since 1970, not included; defaults to 1 November 2026, so that equal options give equal logs
  format: "csv" | "combined";
  out: string; // the log; the truth goes beside it
  force?: boolean; // write over a file that exists; defaults to false
  progress: Progress;
  resolve?: ResolvePackage; // finds the database of networks; a test may hide it
}

export interface Generated {
  readonly rows: number;
  readonly bytes: number;
  readonly truth: string; // path of the truth file
}

/**
 * Writes a log of sample traffic, in the order of time, and a truth file that tells which incidents were planted. The same
 * options give the same bytes. Both files appear whole or not at all.
 */
export async function generate(options: GenerateOptions): Promise<Generated> {
  const {
    rows,
    seed,
    days,
    end = Date.UTC(2026, 10, 1),
    format,
    out,
    force = false,
    progress,
    resolve = resolvePackage
  } = options;
  const truth = `${out.replace(/\.[^./\\]+$/, "")}.truth.json`;
  for (const path of [out, truth])
    if (existsSync(path) && !force)
      throw new UserError(`file exists: ${path}; name another with --out, or write over it with --force`);
  const web = format === "combined";
  const random = createRandom(seed);
  const period = {start: end - days * day, end};
  const ranges = readNetworkRanges(resolve);
  if (ranges === null)
    progress.note("no database of networks (@ip-location-db/asn): sample addresses are spread evenly");
  const pools = makePools(seed);
  const pool = makeAddressPool(Math.max(200, Math.min(200_000, Math.round(rows / 50))), ranges, random);
  const planted = plantIncidents({period, rows, web, pool, pools, random});
  const incidents = planted.reduce((sum, {events}) => sum + events.length, 0) <= rows / 2 ? planted : [];
  const special = incidents.flatMap(({events}) => events).sort((a, b) => a.time - b.time);
  const counts = eventsPerMinute(period, rows - special.length, random);
  const mix = createTrafficMix(random);
  const server = createSampler(
    pools.servers.map((_, i) => 1 / (i + 2)),
    random
  );
  const write = web ? combinedWriter(pools, random) : csvWriter();

  mkdirSync(dirname(out), {recursive: true});
  const temporary = `${out}.tmp`;
  const file = await open(temporary, "w");
  let text = web ? "" : csvHeader;
  let done = 0;
  let next = 0;
  const event: SampleEvent = {time: 0, source: "", dest: "", bytes: null, status: null, protocol: ""};
  try {
    for (let i = 0; i < counts.length; i++) {
      const start = period.start + i * minute;
      const offsets = Uint16Array.from({length: counts[i]}, () => random.below(minute)).sort();
      for (const offset of offsets) {
        event.time = start + offset;
        while (next < special.length && special[next].time <= event.time) text += write(special[next++]);
        event.source = pool.addresses[pool.draw()];
        event.dest = pools.servers[server()];
        mix.draw(event, web);
        text += write(event);
      }
      while (next < special.length && special[next].time < start + minute) text += write(special[next++]);
      done += counts[i];
      if (text.length < 1 << 20) continue;
      await file.write(text);
      text = "";
      progress.step(`generating ${out}`, done + next, rows, "rows");
    }
    for (; next < special.length; next++) text += write(special[next]);
    await file.write(text);
    await file.close();
    writeFileSync(`${truth}.tmp`, JSON.stringify(describe(options, period, incidents), null, 2) + "\n");
    renameSync(`${truth}.tmp`, truth);
    renameSync(temporary, out);
  } catch (error) {
    await file.close().catch(() => {});
    rmSync(temporary, {force: true});
    throw error;
  }
  progress.end();
  return {rows, bytes: statSync(out).size, truth};
}

/** What the truth file holds: what, who, when, how much. */
function describe(
  {rows, seed, format}: GenerateOptions,
  {start, end}: {start: number; end: number},
  incidents: readonly Incident[]
) {
  const iso = (time: number) => new Date(time).toISOString();
  const several = (values: readonly string[]) => [...new Set(values)];
  return {
    seed,
    rows,
    format,
    period: {start: iso(start), end: iso(end)},
    incidents: incidents.map(({detector, about, events}) => ({
      detector,
      about,
      sources: several(events.map(({source}) => source)),
      destinations: format === "combined" ? [] : several(events.map(({dest}) => dest)),
      first: iso(events.reduce((first, {time}) => Math.min(first, time), Infinity)),
      last: iso(events.reduce((last, {time}) => Math.max(last, time), -Infinity)),
      events: events.length,
      bytes: events.reduce((sum, {bytes}) => sum + (bytes ?? 0), 0)
    }))
  };
}

import {existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync} from "node:fs";
import {open} from "node:fs/promises";
import {dirname} from "node:path";
import type {ResolvePackage} from "../addresses/index.js";
import {resolvePackage} from "../addresses/index.js";
import {UserError} from "../errors.js";
import type {Progress} from "../progress.js";
import {makeAddressPool} from "./address-pool.js";
import {plantIncidents, reservedAddresses} from "./incidents.js";
import {readNetworkRanges} from "./network-ranges.js";
import type {IncidentTruth} from "./planted-events.js";
import {joinIncidents} from "./planted-events.js";
import {makePools} from "./pools.js";
import {createRandom, createSampler} from "./random.js";
import type {Period} from "./rhythm.js";
import {eventsPerMinute} from "./rhythm.js";
import type {SampleEvent} from "./traffic-mix.js";
import {createTrafficMix} from "./traffic-mix.js";
import {combinedWriter, csvHeader, csvWriter} from "./write-row.js";

const minute = 60_000;
const day = 1440 * minute;
const block = 1 << 18; // characters to gather before they are written

export interface GenerateOptions {
  rows: number; // lines besides the header
  seed: number; // equal seeds and options give equal bytes
  days: number;
  end?: number; // milliseconds since 1970, not included; defaults to 1 November 2026, and not to today, for the sake of equal bytes
  format: "csv" | "combined";
  out: string; // the log; the truth goes beside it
  force?: boolean; // write over a file that exists; defaults to false
  progress: Progress;
  resolve?: ResolvePackage; // finds the database of networks; a test may hide it
}

export interface Generated {
  readonly rows: number;
  readonly bytes: number;
  readonly seconds: number;
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
  const begun = performance.now();
  const web = format === "combined";
  const random = createRandom(seed);
  const period = {start: end - days * day, end};
  const ranges = readNetworkRanges(resolve);
  if (ranges === null)
    progress.note("no database of networks (@ip-location-db/asn): sample addresses are spread evenly");
  const pools = makePools(seed);
  const pool = makeAddressPool({
    size: Math.max(200, Math.min(200_000, Math.round(rows / 50))),
    reserved: reservedAddresses,
    avoid: pools.hosts,
    ranges,
    random
  });
  const incidents = plantIncidents({period, rows, web, pool, pools, random: createRandom(random.next())});
  const special = incidents.reduce((sum, {count}) => sum + count, 0);
  const room = special <= rows / 2; // a log of a few lines gets none
  const planted = joinIncidents(room ? incidents : []);
  const counts = eventsPerMinute(period, room ? rows - special : rows, random);
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
  const event: SampleEvent = {time: 0, source: "", dest: "", bytes: null, status: null, protocol: ""};
  const flush = async () => {
    await file.writeFile(text, "latin1"); // and not write(), which may write a part
    text = "";
    progress.step(`generating ${out}`, done, rows, "rows");
  };
  try {
    for (let i = 0; i < counts.length; i++) {
      const start = period.start + i * minute;
      const offsets = new Uint16Array(counts[i]);
      for (let k = 0; k < offsets.length; k++) offsets[k] = random.below(minute);
      offsets.sort();
      for (const offset of offsets) {
        event.time = start + offset;
        for (; planted.time() <= event.time; done++) text += write(planted.take());
        event.source = pool.addresses[pool.draw()];
        event.dest = pools.servers[server()];
        mix.draw(event, web);
        text += write(event);
        done++;
        if (text.length >= block) await flush();
      }
    }
    for (; planted.time() < Infinity; done++) {
      text += write(planted.take());
      if (text.length >= block) await flush();
    }
    await flush();
    await file.close();
    writeFileSync(`${truth}.tmp`, JSON.stringify(describe(options, period, planted.truth()), null, 2) + "\n");
    renameSync(`${truth}.tmp`, truth);
    renameSync(temporary, out);
  } catch (error) {
    await file.close().catch(() => {});
    for (const path of [temporary, `${truth}.tmp`]) rmSync(path, {force: true});
    throw error;
  } finally {
    progress.end();
  }
  return {rows, bytes: statSync(out).size, seconds: (performance.now() - begun) / 1000, truth};
}

/** What the truth file holds. A web log does not tell whom a request was for, so its truth does not either. */
function describe({rows, seed, format}: GenerateOptions, {start, end}: Period, incidents: readonly IncidentTruth[]) {
  return {
    seed,
    rows,
    format,
    period: {start: new Date(start).toISOString(), end: new Date(end).toISOString()},
    incidents: incidents.map((truth) => (format === "combined" ? {...truth, destinations: []} : truth))
  };
}

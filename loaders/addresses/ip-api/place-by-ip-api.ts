import {existsSync, rmSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import type {DuckDBConnection} from "@duckdb/node-api";
import type {Progress} from "../../progress.js";
import type {IpApiSettings} from "../../settings.js";
import {identifier} from "../../sql.js";
import {classify} from "../classify.js";
import type {Location} from "../location-record.js";
import {parseAddress} from "../parse-address.js";
import type {Asked} from "./ask-addresses.js";
import {askAddresses} from "./ask-addresses.js";
import type {Cache, CachedAnswer} from "./cache.js";
import {openCache} from "./cache.js";
import type {IpApiEffects} from "./effects.js";
import {realEffects} from "./effects.js";
import {locationOf} from "./match-answers.js";
import {notice, outcome} from "./notice.js";
import {openPace} from "./pace.js";
import {batchSize} from "./send-batch.js";

export interface PlaceByIpApiOptions {
  known: string; // table of addresses: ip, rank, events, bytes, and what is known of each, which is changed
  settings: IpApiSettings;
  store: string; // folder with the cache
  progress: Progress;
  effects?: IpApiEffects;
}

/** What ip-api was asked in a run, and what came of it and of earlier answers. */
export interface IpApiCoverage extends Omit<Asked, "unasked"> {
  readonly asked: number; // addresses, in this run
  readonly unasked: number; // public addresses without a fresh answer that were not asked: for the cap, or because it stopped
  readonly addresses: number; // that ip-api placed, by answers of this run or before
  readonly events: number; // of these
  readonly bytes: number;
  readonly compared: number; // addresses whose country the local database knows too
  readonly differing: number; // of these, where the two countries differ
  readonly first: number | null; // when the oldest and the newest answer that was used came, milliseconds since 1970
  readonly last: number | null;
}

const answers = "ip_api_answers";

/**
 * Asks ip-api where the busiest public addresses are, and puts its answers in the place of the local ones; class and system stay.
 * Of addresses in the user's own networks nothing is asked: they are the user's to place, and nobody else's to know.
 * Only addresses without a fresh answer are asked, up to the cap. Whatever ip-api does, the local answers stay for the rest.
 */
export async function placeByIpApi(
  connection: DuckDBConnection,
  {known, settings, store, progress, effects = realEffects}: PlaceByIpApiOptions
): Promise<IpApiCoverage> {
  const folder = join(store, "ip-api");
  const cache = openCache(folder, {clock: effects.clock, maxAge: settings.maxAge, warn: progress.note});
  await makeTable(connection);
  await append(connection, cache.answers);
  const {addresses, open} = await busiestOpen(connection, {known, cap: settings.cap});
  const pace = openPace(join(folder, "pace.json"), effects.clock);
  if (addresses.length > 0) {
    const seconds = pace.wait(Math.ceil(addresses.length / batchSize)) / 1000;
    progress.note(notice({settings, addresses: addresses.length, later: open - addresses.length, seconds}));
  }
  const {unasked, ...asked} = await askAddresses(addresses, {settings, pace, cache, progress, effects});
  await append(connection, new Map(addresses.flatMap((ip) => entryOf(cache, ip))));
  const used = await measure(connection, known);
  await replace(connection, known);
  await connection.run(`DROP TABLE ${answers}`);
  const coverage = {
    ...asked,
    ...used,
    asked: addresses.length - unasked,
    unasked: open - addresses.length + unasked
  };
  markUnasked(store, coverage.unasked + coverage.failed);
  progress.note(outcome(coverage));
  return coverage;
}

/** Whether the last run has left addresses that another may ask, although nothing else has changed. */
export function hasUnasked(store: string): boolean {
  return existsSync(join(store, "ip-api", "unasked"));
}

function markUnasked(store: string, addresses: number): void {
  const path = join(store, "ip-api", "unasked");
  if (addresses > 0) writeFileSync(path, `${addresses}\n`);
  else rmSync(path, {force: true});
}

/** Makes a table for the fresh answers. The columns of a place are null where ip-api does not know the country. */
async function makeTable(connection: DuckDBConnection): Promise<void> {
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${answers} (ip VARCHAR, fetched_at DOUBLE, country VARCHAR,
    region VARCHAR, city VARCHAR, latitude DOUBLE, longitude DOUBLE, precision VARCHAR)`);
}

async function append(connection: DuckDBConnection, entries: Cache["answers"]): Promise<void> {
  const appender = await connection.createAppender(answers);
  const text = (value: string | null) => (value === null ? appender.appendNull() : appender.appendVarchar(value));
  const degrees = (value: number | null) => (value === null ? appender.appendNull() : appender.appendDouble(value));
  for (const [ip, {fetchedAt, answer}] of entries) {
    const location = locationOf(answer);
    const place: Partial<Location> = location?.country ? location : {};
    text(ip);
    degrees(fetchedAt);
    for (const name of ["country", "region", "city"] as const) text(place[name] ?? null);
    for (const name of ["latitude", "longitude"] as const) degrees(place[name] ?? null);
    text(place.precision ?? null);
    appender.endRow();
  }
  appender.closeSync();
}

function entryOf({answers}: Cache, ip: string): [string, CachedAnswer][] {
  const cached = answers.get(ip);
  return cached === undefined ? [] : [[ip, cached]];
}

/** The busiest public addresses without a fresh answer, and how many there are of those in all. */
async function busiestOpen(
  connection: DuckDBConnection,
  {known, cap}: {known: string; cap: number}
): Promise<{addresses: string[]; open: number}> {
  const from = `FROM ${identifier(known)} AS k
    WHERE class = 'public' AND network IS NULL AND NOT EXISTS (FROM ${answers} AS a WHERE a.ip = k.ip)`;
  const counted = await connection.runAndReadAll(`SELECT count(*)::DOUBLE ${from}`);
  const busiest = await connection.runAndReadAll(`SELECT ip ${from} ORDER BY rank LIMIT ${cap}`);
  const addresses = busiest.getRowsJS().map(([ip]) => String(ip));
  return {addresses: addresses.filter(isPublic), open: Number(counted.getRowsJS()[0][0])};
}

/** The last look at what leaves the machine: the text of a public address and nothing else. */
function isPublic(ip: string): boolean {
  const address = parseAddress(ip);
  return address?.text === ip && classify(address) === "public";
}

async function measure(connection: DuckDBConnection, known: string) {
  const reader = await connection.runAndReadAll(`
    SELECT count(*)::DOUBLE AS addresses, coalesce(sum(events), 0)::DOUBLE AS events,
      coalesce(sum(bytes), 0)::DOUBLE AS bytes,
      count(k.country)::DOUBLE AS compared, (count(*) FILTER (k.country <> a.country))::DOUBLE AS differing,
      min(fetched_at) AS first, max(fetched_at) AS last
    FROM ${answers} AS a JOIN ${identifier(known)} AS k USING (ip)
    WHERE k.class = 'public' AND k.network IS NULL AND a.country IS NOT NULL`);
  type Measured = Pick<IpApiCoverage, "addresses" | "events" | "bytes" | "compared" | "differing" | "first" | "last">;
  return reader.getRowObjectsJS()[0] as unknown as Measured;
}

async function replace(connection: DuckDBConnection, known: string): Promise<void> {
  const columns = ["country", "region", "city", "latitude", "longitude", "precision"];
  await connection.run(`
    UPDATE ${identifier(known)} AS k SET ${columns.map((name) => `${name} = a.${name}`).join(", ")}
    FROM ${answers} AS a WHERE a.ip = k.ip AND k.class = 'public' AND k.network IS NULL AND a.country IS NOT NULL`);
}

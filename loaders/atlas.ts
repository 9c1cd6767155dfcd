import {createHash} from "node:crypto";
import {existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync} from "node:fs";
import {join} from "node:path";
// Not by way of addresses/index.js, which loads all that looks addresses up: mostly it is only to be seen whether something has changed.
import {databaseStamps} from "./addresses/database-stamps.js";
import {listStamps} from "./addresses/lists/list-stamps.js";
import {codeDigest} from "./code-digest.js";
import type {StoredEvents} from "./engines/stored-events.js";
import type {LogReader, StoredLog} from "./ingest/index.js";
import {eventsOf, ingest, lockStore} from "./ingest/index.js";
import {isRunning} from "./is-running.js";
import type {Progress} from "./progress.js";
import {formatQuantity, formatSeconds} from "./progress.js";
import type {TableName} from "./schema.js";
import {schemas} from "./schema.js";
import type {Settings} from "./settings.js";
import {tableFolder, tablePath, tileFolder} from "./store-paths.js";

export interface MakeTablesOptions {
  progress: Progress;
  force?: boolean; // read all logs and make all tables, whatever the store has; defaults to false
  tiles?: boolean; // make the finer sums that pages fetch when the time is narrowed; defaults to false
}

export interface MadeTables {
  readonly changed: boolean; // false if the tables were up to date
  readonly logs: readonly StoredLog[];
  readonly failed: readonly string[]; // logs that could not be read
}

const root = new URL("..", import.meta.url);

/**
 * The way from logs to tables: reads the logs that the settings name into the store, and writes each published table to
 * `<store>/tables/<name>.arrow`. Tables are made anew only if the logs, the settings or the code have changed.
 */
export async function makeTables(
  settings: Settings,
  {progress, force = false, tiles = false}: MakeTablesOptions
): Promise<MadeTables> {
  const begun = performance.now();
  const {store, chunkSize} = settings;
  const unlock = lockStore(store);
  removeLeftovers(store);
  const temp = join(store, `temp-${process.pid}`);
  let opened: Promise<LogReader> | null = null;
  const open = () => (opened ??= openReader(settings, temp));
  try {
    const code = [codeDigest(["formats", "ingest"]), ...settings.trustedProxies].join();
    const logs = await ingest(open, {
      logs: settings.logs,
      store,
      chunkSize,
      code,
      force,
      formats: settings.formats,
      keep: settings.keep,
      progress
    });
    progress.end();
    const failed = logs.filter(({failed}) => failed).map(({file}) => file);
    const digest = digestOf(settings, logs);
    writeEventsIndex(store, eventsOf(logs));
    if (!force && isCurrent(store, digest, tiles) && !(settings.ipApi && (await hasUnasked(store)))) {
      progress.note("tables: up to date");
      return {changed: false, logs, failed};
    }
    const readSeconds = (performance.now() - begun) / 1000;
    const {publishTables} = await import("./tables/index.js");
    const {connection} = await open();
    const written = new Map<string, number>();
    const writeTile = tiles
      ? (name: string, bytes: Uint8Array) => void written.set(name, writeTileFile(store, name, bytes))
      : null;
    const tables = await publishTables(connection, {
      ...{settings, logs, version: readVersion(), readSeconds, force, writeTile, progress}
    });
    const size = writeTables(store, tables, digest) + [...written.values()].reduce((sum, bytes) => sum + bytes, 0);
    keepTiles(store, written, tiles ? digest : null);
    progress.note(
      `tables: ${formatQuantity(size, "bytes")} in ${formatSeconds((performance.now() - begun) / 1000 - readSeconds)}`
    );
    return {changed: true, logs, failed};
  } finally {
    progress.end();
    const reader = opened as Promise<LogReader> | null; // the compiler does not see that `open` sets it
    (await reader?.catch(() => null))?.connection.closeSync();
    rmSync(temp, {recursive: true, force: true});
    unlock();
  }
}

/** Loads what logs are read with, and in the meantime begins to load what tables are made with. */
async function openReader({memory, trustedProxies}: Settings, temp: string): Promise<LogReader> {
  const {canonicalAddress, trustProxies} = await import("./addresses/index.js");
  const {openDuckDB} = await import("./engines/duckdb.js");
  const connection = await openDuckDB({memory, temp});
  const load = () => import("./tables/index.js").catch(() => {}); // thrown where it is awaited
  setTimeout(load, 500).unref(); // a seventh of a second, spent while DuckDB reads: until then its first piece is cut
  return {
    connection,
    canonical: canonicalAddress,
    clientOf: trustedProxies.length > 0 ? trustProxies(trustedProxies) : null
  };
}

async function hasUnasked(store: string): Promise<boolean> {
  return (await import("./addresses/ip-api/index.js")).hasUnasked(store);
}

/** Notes where the events are, for the tables that an author makes of them. */
function writeEventsIndex(store: string, {files, columns}: StoredEvents): void {
  mkdirSync(tableFolder(store), {recursive: true});
  const path = join(tableFolder(store), "events.json");
  const text = JSON.stringify({files, columns: [...columns].sort()});
  if (existsSync(path) && readFileSync(path, "utf8") === text) return;
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

/** Takes away the temporary space of runs that were killed. */
function removeLeftovers(store: string): void {
  if (!existsSync(store)) return;
  for (const name of readdirSync(store)) {
    const pid = /^temp-(\d+)$/.exec(name)?.[1];
    if (pid && !isRunning(Number(pid))) rmSync(join(store, name), {recursive: true, force: true});
  }
}

/** Writes a file of another name first. One that is there already has the same content, which its name tells. */
function writeTileFile(store: string, name: string, bytes: Uint8Array): number {
  const path = join(tileFolder(store), name);
  if (!existsSync(path)) {
    mkdirSync(tileFolder(store), {recursive: true});
    writeFileSync(`${path}.new`, bytes);
    renameSync(`${path}.new`, path);
  }
  return bytes.length;
}

/** Takes away the tiles of older tables; the digest says that these have theirs. */
function keepTiles(store: string, names: {has(name: string): boolean}, digest: string | null): void {
  const folder = tileFolder(store);
  if (digest === null && !existsSync(folder)) return;
  mkdirSync(folder, {recursive: true});
  for (const name of readdirSync(folder)) if (!names.has(name)) rmSync(join(folder, name));
  if (digest !== null) writeFileSync(join(folder, "digest"), digest);
}

function isCurrent(store: string, digest: string, tiles: boolean): boolean {
  const names = Object.keys(schemas) as TableName[];
  const has = (path: string) => existsSync(path) && readFileSync(path, "utf8") === digest;
  return (
    has(join(tableFolder(store), "digest")) &&
    (!tiles || has(join(tileFolder(store), "digest"))) &&
    names.every((name) => existsSync(tablePath(store, name)))
  );
}

/** Writes each table to a file of another name first, so that none is ever half written; equal bytes keep their file. */
function writeTables(store: string, tables: Record<TableName, Uint8Array>, digest: string): number {
  mkdirSync(tableFolder(store), {recursive: true});
  rmSync(join(tableFolder(store), "digest"), {force: true});
  let size = 0;
  for (const [name, bytes] of Object.entries(tables)) {
    const path = tablePath(store, name as TableName);
    size += bytes.length;
    if (existsSync(path) && readFileSync(path).equals(bytes)) continue;
    writeFileSync(`${path}.new`, bytes);
    renameSync(`${path}.new`, path);
  }
  writeFileSync(join(tableFolder(store), "digest"), digest);
  return size;
}

function digestOf(
  {title, budget, location, ipApi, lists, networks, units}: Settings,
  logs: readonly StoredLog[]
): string {
  const code = codeDigest([".", "settings", "addresses", "addresses/ip-api", "addresses/lists", "engines", "tables"]);
  const read = logs.map(({id, version, file, log, size, sample}) => [id, version, file, log, size, sample]);
  const asked = ipApi && {...ipApi, key: null};
  const inputs = [
    code,
    readVersion(),
    title,
    budget,
    databaseStamps(location),
    asked,
    listStamps(lists),
    networks,
    units,
    read
  ];
  return createHash("sha256").update(JSON.stringify(inputs)).digest("hex");
}

function readVersion(): string {
  const {version} = JSON.parse(readFileSync(new URL("package.json", root), "utf8")) as {version: string};
  return version;
}

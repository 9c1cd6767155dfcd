import {randomBytes} from "node:crypto";
import {existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync} from "node:fs";
import {join, relative} from "node:path";
import type {DuckDBConnection} from "@duckdb/node-api";
import {literal} from "../sql.js";
import type {StoredEvents, StoredFile} from "./stored-events.js";
import {openEvents} from "./stored-events.js";

// Two thirds of what mergeSmallParts makes of small parts: one of this size (bytes) or more is not merged with what its log grows by.
const large = 5.4e6;
const mostLeft = 1 / 20; // of the bytes that have settled: if more are not in what was kept, all is summed anew

/** How to sum events, and how to add such sums up. */
export interface Sum {
  readonly of: (events: string) => string; // SQL: the sums of a relation of events
  readonly by: string; // SQL: columns of these sums, comma-separated, that tell the groups apart
  readonly merge: string; // SQL: what becomes of the other columns of rows of one group
}

export interface SumOptions {
  again?: string | null; // SQL: condition on settled events that are not in the sums that are kept; none by default
}

/** Events that can be summed, some of which may have settled. */
export interface Summable {
  readonly unsettled: string; // SQL: the relation of the others
  /** SQL: the sums of all events, a row a group. */
  sum(connection: DuckDBConnection, name: string, sum: Sum, options?: SumOptions): Promise<string>;
  /** SQL: the rows of a query of settled events, which is asked only if they are not kept; null if nothing has settled. */
  rows(connection: DuckDBConnection, name: string, query: (settled: string) => string): Promise<string | null>;
  /** SQL: what is kept under a name; null if there is nothing. */
  kept(name: string): string | null;
  /** Drops what is kept under some names, so that it is made anew when it is asked for. */
  forget(names: readonly string[]): void;
}

/** Any relation, of which nothing has settled. */
export function eventsIn(relation: string): Summable {
  return {
    unsettled: relation,
    sum: (_, __, {of}) => Promise.resolve(`(${of(relation)})`),
    rows: () => Promise.resolve(null),
    kept: () => null,
    forget: () => {}
  };
}

/**
 * All events of the store: those in parts that have settled, whose sums are kept from run to run, as views `settled` and `recent`, and
 * as `events` both.
 */
export interface SettledSums extends Summable {
  readonly settled: StoredEvents; // its parts numbered from 0
  readonly recent: StoredEvents;
  readonly numbers: readonly number[]; // of settled parts among those of all events
  /** Keeps what was asked for in this run for the next. */
  keep(): void;
}

export interface SettledOptions {
  folder: string; // what is kept stands there
  key: string; // changes with the code, and all that decides what sums are but the events
  force?: boolean; // uses nothing that was kept; defaults to false
}

interface Index {
  readonly key: string;
  readonly settled: readonly string[]; // a text a file, in the order of their parts; paths as seen from here, since a store may be moved
  readonly files: Readonly<Record<string, string>>; // Parquet files, by what they hold
  readonly seen: readonly string[]; // paths of all files of events of the last run
}

/**
 * Tells settled parts from recent ones and opens what was kept of them. A part has settled if it is too large to be merged, or was
 * there last time already. What was kept is of use while all its parts are there, in the same order, with the same labels, and few
 * others have settled.
 */
export async function openSettledSums(
  connection: DuckDBConnection,
  stored: StoredEvents,
  {folder, key, force = false}: SettledOptions
): Promise<SettledSums> {
  const index = force ? null : readIndex(folder);
  const nameOf = ({path}: StoredFile) => relative(folder, path);
  const describe = (file: StoredFile) => JSON.stringify([nameOf(file), file.logs.map((part) => part?.label ?? null)]);
  const seen = new Set(index?.seen);
  const candidates = stored.files.filter((file) => file.bytes >= large || seen.has(nameOf(file)));
  const had = index && index.key === key ? filesOf(candidates, index.settled, describe) : null;
  const isKept = had !== null && size(candidates) - size(had) <= size(candidates) * mostLeft;
  const files = isKept ? had : candidates;
  const {settled, numbers} = numberFromZero(files);
  const chosen = new Set(files);
  const recent = {...stored, files: stored.files.filter((file) => !chosen.has(file))};
  const names = new Map(isKept ? Object.entries(index!.files) : []);
  const asked = new Set<string>();
  await openEvents(connection, stored);
  await openEvents(connection, {...stored, files}, "settled");
  await openEvents(connection, recent, "recent");

  const kept = (name: string) => {
    asked.add(name);
    return names.has(name) ? `read_parquet(${literal(join(folder, names.get(name)!))})` : null;
  };
  const rows: SettledSums["rows"] = async (connection, name, query) => {
    if (files.length === 0) return null;
    if (!names.has(name)) {
      mkdirSync(folder, {recursive: true});
      const file = `${name}-${randomBytes(6).toString("hex")}.parquet`;
      await connection.run(`COPY (${query("settled")}) TO ${literal(join(folder, file))} (FORMAT parquet)`);
      names.set(name, file);
    }
    return kept(name);
  };
  return {
    settled: {...stored, files: settled},
    recent,
    numbers,
    unsettled: "recent",
    rows,
    kept,
    forget: (forgotten) => forgotten.forEach((name) => names.delete(name)),
    async sum(connection, name, {of, by, merge}, {again = null} = {}) {
      const sums = await rows(connection, name, of);
      if (sums === null) return `(${of("recent")})`;
      if (recent.files.length === 0 && again === null) return sums;
      const others = again === null ? "recent" : `(FROM recent UNION ALL FROM settled WHERE ${again})`;
      return `(SELECT ${by}, ${merge} FROM (FROM ${sums} UNION ALL BY NAME ${of(others)}) GROUP BY ${by})`;
    },
    keep() {
      mkdirSync(folder, {recursive: true});
      writeIndex(folder, {
        key,
        settled: files.map(describe),
        files: Object.fromEntries([...names].filter(([name]) => asked.has(name))),
        seen: stored.files.map(nameOf)
      });
    }
  };
}

/** The files of which the kept sums are; null if one is missing or another than it was, or if they are in another order. */
function filesOf(
  files: readonly StoredFile[],
  described: readonly string[],
  describe: (file: StoredFile) => string
): StoredFile[] | null {
  const wanted = new Set(described);
  const found = files.filter((file) => wanted.has(describe(file)));
  return found.map(describe).join("\n") === described.join("\n") ? found : null;
}

function size(files: readonly StoredFile[]): number {
  return files.reduce((sum, {bytes}) => sum + bytes, 0);
}

/** The same files with their parts numbered from 0 in their order, and the numbers that these had. */
function numberFromZero(files: readonly StoredFile[]): {settled: StoredFile[]; numbers: number[]} {
  const numbers = files.flatMap(({logs}) => logs.flatMap((part) => part?.part ?? [])).sort((a, b) => a - b);
  const places = new Map(numbers.map((number, place) => [number, place]));
  const settled = files.map((file) => ({
    ...file,
    logs: file.logs.map((part) => part && {...part, part: places.get(part.part)!})
  }));
  return {settled, numbers};
}

function readIndex(folder: string): Index | null {
  const path = join(folder, "index.json");
  try {
    const index = JSON.parse(readFileSync(path, "utf8")) as Index;
    return Object.values(index.files).every((file) => existsSync(join(folder, file))) ? index : null;
  } catch {
    return null; // there is none, or it is damaged
  }
}

/** What an older index named, and what killed runs left, goes. */
function writeIndex(folder: string, index: Index): void {
  const path = join(folder, "index.json");
  const text = JSON.stringify(index);
  if (!existsSync(path) || readFileSync(path, "utf8") !== text) {
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
  }
  const named = new Set(["index.json", ...Object.values(index.files)]);
  for (const name of readdirSync(folder)) if (!named.has(name)) rmSync(join(folder, name));
}

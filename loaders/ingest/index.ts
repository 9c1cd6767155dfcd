import {mkdirSync, rmSync} from "node:fs";
import {availableParallelism} from "node:os";
import {basename, join, resolve} from "node:path";
import type {DuckDBConnection} from "@duckdb/node-api";
import picomatch from "picomatch";
import {connectBeside} from "../engines/duckdb.js";
import {messageOf, UserError} from "../errors.js";
import type {Progress} from "../progress.js";
import type {FormatSetting, LogSource} from "../settings.js";
import {printable} from "../terminal.js";
import type {ClientOf} from "./canonicalize.js";
import {findLogs} from "./find-logs.js";
import type {LogFile} from "./find-logs.js";
import type {Identified} from "./identify.js";
import {identify} from "./identify.js";
import type {Entry, Ledger} from "./ledger.js";
import {isShared, openLedger, textSize} from "./ledger.js";
import type {LogHints} from "./choose-reading.js";
import {isUnreadable} from "./broken-log.js";
import {readLog} from "./read-log.js";
import {readTogether} from "./read-together.js";
import type {StoredLog} from "./stored-log.js";
import {describeEntry, describeGone, nothingOf, tell, tellMany} from "./stored-log.js";

export type {Examination} from "./examine-log.js";
export {examineLog} from "./examine-log.js";
export type {StoredLog} from "./stored-log.js";
export {eventsOf} from "./stored-log.js";
export type {LogFile} from "./find-logs.js";
export {findLogs, listFolder} from "./find-logs.js";
export {lockStore} from "./lock.js";
export type {Rejected} from "./read-piece.js";

export interface IngestOptions {
  logs: readonly LogSource[];
  store: string; // folder
  chunkSize: number; // bytes
  code: string; // digest of the code that reads logs: what other code has read is read anew
  formats?: readonly FormatSetting[]; // what the settings tell about some logs
  force?: boolean; // read also what the store has
  keep?: number | null; // milliseconds that events stay when their file has gone; null or none: they go with it
  canonical: (text: string) => string | null;
  clientOf?: ClientOf | null; // who is behind a trusted proxy; null or none: no proxy is trusted
  progress: Progress;
  now?: () => number; // milliseconds since 1970; defaults to the clock
}

/**
 * Brings the store up to date with the logs that are named, each content once: what is new of them is read, whatever they are
 * called now; what is in none of them goes, or stays for `keep`. A log that can't be read is reported with a note, and costs no
 * other.
 */
export async function ingest(connection: DuckDBConnection, options: IngestOptions): Promise<StoredLog[]> {
  const {logs, store, force = false, keep = null, progress, now = Date.now} = options;
  const files = await findLogs(connection, logs);
  if (files.length === 0)
    throw new UserError(
      `no logs: ${logs.map(({path}) => path).join(", ")} holds no file; put logs there or name them in LOGS`
    );
  const ledger = openLedger(store);
  if (force) for (const {id, goneSince} of [...ledger.entries.values()]) if (goneSince === null) ledger.drop(id);
  const found = await identify(files, ledger);
  const gone = letGo(ledger, found, {keep, now: now()});
  const hintsOf = (file: LogFile) => hintsFor(options.formats ?? [], file);
  const codeOf = (file: LogFile) => JSON.stringify([options.code, hintsOf(file) ?? null]);
  const holders = holdersOf(found);
  const stored = new Map<Identified, StoredLog>();
  const renamed: Entry[] = [];
  for (const known of found)
    if (!needsReading(known, codeOf(known.file))) stored.set(known, alreadyRead(ledger, known, {holders, renamed}));
  ledger.save(...renamed);
  const unread = found.filter((known) => !stored.has(known));
  const total = unread.reduce((sum, {file}) => sum + file.size, 0);
  let done = 0;
  const pieces = join(store, `temp-${process.pid}`, "pieces");
  const made = mkdirSync(pieces, {recursive: true}) ?? pieces;
  const lanes = [await openLane(connection, pieces)];
  const read = async (together: readonly Identified[]) => {
    const readings = together.map((known, i) => {
      const onRead = (bytes: number) => progress.step("reading", done + bytes, total, "bytes");
      onRead(0);
      const {file} = known;
      return readNow(lanes[i], ledger, known, {...options, code: codeOf(file), hints: hintsOf(file), onRead, holders});
    });
    for (const [i, result] of (await Promise.allSettled(readings)).entries()) {
      if (result.status === "rejected") throw result.reason;
      stored.set(together[i], result.value.log);
      progress.note(result.value.note);
      done += together[i].file.size;
    }
  };
  try {
    await connection.run("SET preserve_insertion_order = false"); // events need no order, and keeping it takes a tenth longer
    const small = unread.filter(({file}) => file.size <= littleWork);
    const whole = small.filter(({file, entry}) => !entry || isShared(entry) || entry.code !== codeOf(file));
    const logs = whole.length > 1 ? whole.map(({file}) => ({file, code: codeOf(file), hints: hintsOf(file)})) : [];
    let begun = performance.now();
    for await (const entries of readTogether(connection, logs, {...options, ledger, pieces})) {
      const read = whole.filter(({file}) => entries.has(file));
      const named = read.map(({file}) => nameNow(entries.get(file)!, {file, holders}));
      ledger.save(...named.filter((entry, i) => differ(entry, entries.get(read[i].file)!)));
      ledger.drop(...read.flatMap(({entry}) => (entry ? [entry.id] : [])));
      for (const [i, known] of read.entries())
        stored.set(known, describeEntry(ledger, named[i], {file: known.file, read: known.file.size}));
      done += read.reduce((sum, {file}) => sum + file.size, 0);
      progress.step("reading", done, total, "bytes");
      if (read.length > 0)
        progress.note(
          tellMany(
            read.map((known) => stored.get(known)!),
            performance.now() - begun
          )
        );
      begun = performance.now();
    }
    const alone = small.filter((known) => !stored.has(known));
    if (alone.length > 1) await connection.run("SET threads = 1");
    while (lanes.length < Math.min(availableParallelism(), most, alone.length))
      lanes.push(await openLane(await connectBeside(connection), join(pieces, String(lanes.length))));
    for (let i = 0; i < alone.length; i += lanes.length) await read(alone.slice(i, i + lanes.length));
    await connection.run("RESET threads");
    for (const known of unread) if (!stored.has(known)) await read([known]);
    await connection.run("RESET preserve_insertion_order");
  } finally {
    for (const lane of lanes) {
      lane.beside.closeSync();
      if (lane.connection !== connection) lane.connection.closeSync();
    }
    rmSync(made, {recursive: true, force: true});
  }
  return [...found.map((known) => stored.get(known)!), ...gone.map((entry) => describeGone(ledger, entry, keep ?? 0))];
}

// Bytes of a log that one thread reads as soon as two, with a third less work: each compiles the patterns of a query for itself.
const littleWork = 512 * 1024;
const most = 4; // such logs that are read at once, each by a thread, while JavaScript looks at the next

/** What one log at a time is read with. */
interface Lane {
  readonly connection: DuckDBConnection;
  readonly beside: DuckDBConnection;
  readonly pieces: string; // folder for what is being read
}

async function openLane(connection: DuckDBConnection, pieces: string): Promise<Lane> {
  mkdirSync(pieces, {recursive: true});
  return {connection, beside: await connectBeside(connection), pieces};
}

/** What the settings tell about a log: the first of them that fits it. */
export function hintsFor(formats: readonly FormatSetting[], {path}: LogFile): FormatSetting | undefined {
  return formats.find(({logs}) => fits(logs, path));
}

/** Whether a glob fits a path: the whole of it if the glob has a slash, else its name. */
function fits(glob: string, path: string): boolean {
  const whole = glob.includes("/");
  return picomatch.isMatch(whole ? path : basename(path), whole ? resolve(glob) : glob, {dot: true});
}

function needsReading({file, entry, rest, copyOf, error}: Identified, code: string): boolean {
  return file.size > 0 && copyOf === null && error === null && (rest || entry?.code !== code);
}

/** Drops the entries that no file holds any longer; gives those that stay for a while. */
function letGo(ledger: Ledger, found: readonly Identified[], {keep, now}: {keep: number | null; now: number}): Entry[] {
  const held = new Set(found.map(({entry}) => entry?.id));
  const unreadable = new Set(found.filter(({error}) => error !== null).map(({file}) => file.path));
  const replaced = new Set(found.filter(({entry, copyOf}) => !entry && !copyOf).map(({file}) => file.path));
  const stay: Entry[] = [];
  for (const entry of [...ledger.entries.values()].filter(({id}) => !held.has(id))) {
    if (entry.holders.some(({path}) => unreadable.has(path))) continue; // it may be readable again tomorrow
    const goneSince = entry.goneSince ?? now;
    if (keep === null || now - goneSince > keep || entry.holders.some(({path}) => replaced.has(path))) {
      ledger.drop(entry.id);
      continue;
    }
    const kept = {...entry, goneSince};
    if (entry.goneSince === null) ledger.save(kept);
    stay.push(kept);
  }
  return stay.sort((a, b) => (a.file < b.file ? -1 : 1));
}

/** Adds the entry to those that are to be saved if its log has other names now. */
function alreadyRead(
  ledger: Ledger,
  {file, entry, copyOf, whole, error}: Identified,
  {holders, renamed}: {holders: Holders; renamed: Entry[]}
): StoredLog {
  if (file.size === 0) return nothingOf(file, "the file is empty");
  if (error !== null) return nothingOf(file, messageOf(error).split("\n", 1)[0], {failed: true});
  if (copyOf !== null)
    return nothingOf(
      file,
      whole ? `holds the same as ${copyOf.file}: counted once` : `is the beginning of ${copyOf.file}: counted once`
    );
  const named = nameNow(entry!, {file, holders});
  if (differ(named, entry!)) renamed.push(named);
  return describeEntry(ledger, named, {file, read: 0});
}

/** The files that hold the whole content of a file: itself, and its copies. */
type Holders = ReadonlyMap<LogFile, readonly LogFile[]>;

function holdersOf(found: readonly Identified[]): Holders {
  const holders = new Map(found.map(({file}) => [file, [file]]));
  for (const {file, copyOf, whole} of found) if (copyOf && whole) holders.get(copyOf)?.push(file);
  return holders;
}

/** An entry under the names of the files that hold it now. */
function nameNow(entry: Entry, {file, holders: all}: {file: LogFile; holders: Holders}): Entry {
  const holders = all.get(file)!.map(({path, size, mtime, inode}) => ({path, size, mtime, inode}));
  return {...entry, log: file.log, file: file.file, holders, goneSince: null};
}

function differ(a: Entry, b: Entry): boolean {
  return JSON.stringify(a) !== JSON.stringify(b);
}

interface ReadNowOptions extends IngestOptions {
  hints: LogHints | undefined;
  onRead: (bytes: number) => void;
  holders: Holders;
}

/** Reads a log into the store, as far as it can be read; the note says how it went. */
async function readNow(
  {connection, beside, pieces}: Lane,
  ledger: Ledger,
  {file, entry}: Identified,
  {chunkSize, code, hints, canonical, clientOf, onRead, holders}: ReadNowOptions
): Promise<{log: StoredLog; note: string}> {
  try {
    const read = await readLog(connection, file, {
      ...{ledger, entry, code, hints, chunkSize, canonical, clientOf, onRead, pieces, beside}
    });
    const before = entry && entry.id === read.id ? textSize(entry) : 0;
    const named = nameNow(read, {file, holders});
    if (differ(named, read)) ledger.save(named);
    const log = describeEntry(ledger, named, {
      file,
      read: before < file.size ? file.size - before : file.size // a packed file is read from its start
    });
    return {log, note: tell(log)};
  } catch (error) {
    if (!(error instanceof UserError) && !isUnreadable(error)) throw diskError(error);
    if (entry) ledger.drop(entry.id);
    return {
      log: nothingOf(file, messageOf(error).split("\n", 1)[0], {failed: true}),
      note: `${printable(file.file)}: ${messageOf(error)}`
    };
  }
}

/** A full disk, told as such: DuckDB says it in words of its own. */
function diskError(error: unknown): unknown {
  const message = messageOf(error);
  if ((error as NodeJS.ErrnoException).code !== "ENOSPC" && !/no space left on device|disk quota/i.test(message))
    return error;
  return new UserError(
    `disk full: ${message.split("\n", 1)[0]}; free some space, then run again: it goes on where it stopped`
  );
}

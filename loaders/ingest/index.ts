import {join} from "node:path";
import {messageOf, UserError} from "../errors.js";
import type {Progress} from "../progress.js";
import type {FormatSetting, LogSource} from "../settings.js";
import {findLogs} from "./find-logs.js";
import type {LogFile} from "./find-logs.js";
import {hintsFor} from "./hints-for.js";
import type {Identified} from "./identify.js";
import {identify} from "./identify.js";
import type {Entry, Ledger} from "./ledger.js";
import {openLedger} from "./ledger.js";
import type {Holders} from "./name-entry.js";
import {holdersOf, nameNow} from "./name-entry.js";
import type {LogReader} from "./read-logs.js";
import type {StoredLog} from "./stored-log.js";
import {describeEntry, describeGone, nothingOf} from "./stored-log.js";

export type {LogReader} from "./read-logs.js";
export type {StoredLog} from "./stored-log.js";
export {eventsOf} from "./stored-log.js";
export type {LogFile} from "./find-logs.js";
export {findLogs, listFolder} from "./find-logs.js";
export {hintsFor} from "./hints-for.js";
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
  progress: Progress;
  now?: () => number; // milliseconds since 1970; defaults to the clock
}

/**
 * Brings the store up to date with the logs that are named, each content once: what is new of them is read, whatever they are
 * called now; what is in none of them goes, or stays for `keep`. A log that can't be read is reported with a note, and costs no
 * other. What logs are read with is opened only if there is something to read: all the code for it takes longer to load than to see that nothing
 * has changed.
 */
export async function ingest(open: () => Promise<LogReader>, options: IngestOptions): Promise<StoredLog[]> {
  const {logs, store, chunkSize, force = false, keep = null, progress, now = Date.now} = options;
  const files = await findLogs(logs);
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
  if (unread.length > 0) {
    const {readLogs} = await import("./read-logs.js");
    const pieces = join(store, `temp-${process.pid}`, "pieces");
    const read = await readLogs(await open(), unread, {ledger, holders, codeOf, hintsOf, pieces, chunkSize, progress});
    for (const [known, log] of read) stored.set(known, log);
  }
  return [...found.map((known) => stored.get(known)!), ...gone.map((entry) => describeGone(ledger, entry, keep ?? 0))];
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
  if (named !== entry) renamed.push(named);
  return describeEntry(ledger, named, {file, read: 0});
}

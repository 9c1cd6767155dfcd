import {randomBytes} from "node:crypto";
import {existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import type {EventColumn} from "../formats/index.js";
import {isStoredLog} from "../own-files.js";
import type {Segment} from "./cut-pieces.js";
import type {Rejected} from "./read-piece.js";

/** A Parquet file of events, and how many lines went into it. */
export interface Part {
  readonly file: string; // name in the entry's folder
  readonly member?: number; // which of its rows are these, told by its column of that name; all if the file has none
  readonly bytes: number; // on disk
  readonly lines: number;
  readonly events: number;
  readonly rejected: number;
  readonly skipped: number;
  readonly first_seen: number | null; // milliseconds since 1970
  readonly last_seen: number | null;
}

/** A file that held the content of an entry when it was looked at last, told by what changes when a file is written. */
export interface Holder {
  readonly path: string;
  readonly size: number;
  readonly mtime: number;
  readonly inode: number;
}

/** A last line without an end, which may be half written, or lines of a record that may go on. */
export interface Tail {
  readonly segment: Segment;
  readonly part: Part;
  readonly rejects: readonly Rejected[];
}

/** What has been read of one content, under whatever name. */
export interface Entry {
  readonly id: string; // name of its folder; with a number behind it where several share one
  readonly code: string; // digest of the code and the settings that it was read with
  readonly reading: string; // digest of how its lines become events
  readonly log: string; // label
  readonly file: string; // name at which it was seen last
  readonly format: string;
  readonly columns: readonly EventColumn[];
  readonly notes: readonly string[];
  readonly head: string; // the first bytes of the text, base64
  readonly header: number; // lines at its start that are in no part
  readonly segments: readonly Segment[]; // all text that was read, to the end of a line
  readonly parts: readonly Part[];
  readonly tail: Tail | null; // what is read apart at the end of a log, and anew when it has grown
  readonly inForce: readonly string[]; // header lines that what comes next depends on
  readonly rejects: readonly Rejected[]; // the first of them
  readonly finished: boolean; // false if reading was stopped on the way
  readonly seconds: number; // to read it, so far
  readonly holders: readonly Holder[];
  readonly goneSince: number | null; // milliseconds since 1970; null while a file holds it
}

/**
 * What a store has read: a folder an entry, with its Parquet files and `log.json`. Entries that were read together share a folder, its
 * files, and its `log.json`.
 */
export interface Ledger {
  readonly entries: ReadonlyMap<string, Entry>;
  /** The folder of an entry. */
  folder(entry: Pick<Entry, "id">): string;
  /** A new id, whose folder is made. */
  start(): string;
  /** Writes entries, those of a folder at once: all or none. Then removes the files that no entry names any longer. */
  save(...entries: readonly Entry[]): void;
  drop(...ids: readonly string[]): void;
}

/** Opens the ledger of a store. What runs that were killed left half written goes. */
export function openLedger(store: string): Ledger {
  const events = join(store, "events");
  mkdirSync(events, {recursive: true});
  const entries = new Map<string, Entry>();
  const folders = new Map<string, Map<string, Entry>>();
  for (const name of readdirSync(events).filter(isStoredLog)) {
    const stored = readEntries(join(events, name));
    if (stored) folders.set(name, new Map(stored.map((entry) => [entry.id, entry])));
    else rmSync(join(events, name), {recursive: true, force: true});
    for (const entry of stored ?? []) entries.set(entry.id, entry);
  }
  const change = (ids: readonly string[], changeOne: (stored: Map<string, Entry>, id: string) => void) => {
    for (const name of new Set(ids.map(folderOf))) {
      const stored = folders.get(name) ?? new Map<string, Entry>();
      for (const id of ids) if (folderOf(id) === name) changeOne(stored, id);
      if (stored.size > 0) writeEntries(join(events, name), [...stored.values()]);
      else removeFolder(join(events, name));
      if (stored.size > 0) folders.set(name, stored);
      else folders.delete(name);
    }
  };
  return {
    entries,
    folder: ({id}) => join(events, folderOf(id)),
    start() {
      const id = randomBytes(12).toString("hex");
      mkdirSync(join(events, id));
      return id;
    },
    save(...saved) {
      const byId = new Map(saved.map((entry) => [entry.id, entry]));
      change([...byId.keys()], (stored, id) => stored.set(id, byId.get(id)!));
      for (const [id, entry] of byId) entries.set(id, entry);
    },
    drop(...ids) {
      for (const id of ids) entries.delete(id);
      change(ids, (stored, id) => stored.delete(id));
    }
  };
}

/** The id of one of several entries that share a folder, which was started. */
export function memberId(folder: string, number: number): string {
  return `${folder}-${number}`;
}

function folderOf(id: string): string {
  return id.split("-")[0];
}

/** Whether an entry shares its files with others. Then nothing is added to it: what goes on is read anew. */
export function isShared(entry: Pick<Entry, "id">): boolean {
  return folderOf(entry.id) !== entry.id;
}

/** The parts of an entry, that of a last line without an end among them. */
export function partsOf({parts, tail}: Pick<Entry, "parts" | "tail">): readonly Part[] {
  return tail ? [...parts, tail.part] : parts;
}

/** How much of the text of its log an entry has read, to the end of a line, in bytes. */
export function textSize({segments}: Pick<Entry, "segments">): number {
  return segments.reduce((sum, {bytes}) => sum + bytes, 0);
}

function readEntries(folder: string): Entry[] | null {
  const path = join(folder, "log.json");
  if (!existsSync(path)) return null;
  try {
    const entries = [JSON.parse(readFileSync(path, "utf8")) as Entry | Entry[]].flat();
    return [...namedBy(entries)].every((file) => existsSync(join(folder, file))) ? entries : null;
  } catch {
    return null; // of another version, or damaged: the log is read again
  }
}

function writeEntries(folder: string, entries: readonly Entry[]): void {
  const path = join(folder, "log.json");
  writeFileSync(`${path}.new`, JSON.stringify(entries.some(isShared) ? entries : entries[0]));
  renameSync(`${path}.new`, path);
  const named = namedBy(entries).add("log.json");
  for (const name of readdirSync(folder)) if (!named.has(name)) rmSync(join(folder, name), {recursive: true});
}

function removeFolder(folder: string): void {
  rmSync(join(folder, "log.json"), {force: true}); // first: without it the folder holds no entry
  rmSync(folder, {recursive: true, force: true});
}

function namedBy(entries: readonly Entry[]): Set<string> {
  return new Set(entries.flatMap((entry) => partsOf(entry).map(({file}) => file)));
}

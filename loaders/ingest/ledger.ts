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
  readonly id: string; // name of its folder
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

/** What a store has read: a folder an entry, with its Parquet files and `log.json`. */
export interface Ledger {
  readonly entries: ReadonlyMap<string, Entry>;
  /** The folder of an entry. */
  folder(entry: Pick<Entry, "id">): string;
  /** A new id, whose folder is made. */
  start(): string;
  /** Writes an entry whole or not at all, then removes the parts that it no longer names. */
  save(entry: Entry): void;
  drop(id: string): void;
}

/** Opens the ledger of a store. What runs that were killed left half written goes. */
export function openLedger(store: string): Ledger {
  const events = join(store, "events");
  mkdirSync(events, {recursive: true});
  const entries = new Map<string, Entry>();
  for (const id of readdirSync(events).filter(isStoredLog)) {
    const entry = readEntry(join(events, id));
    if (entry) entries.set(id, entry);
    else rmSync(join(events, id), {recursive: true, force: true});
  }
  return {
    entries,
    folder: ({id}) => join(events, id),
    start() {
      const id = randomBytes(12).toString("hex");
      mkdirSync(join(events, id));
      return id;
    },
    save(entry) {
      const path = join(events, entry.id, "log.json");
      writeFileSync(`${path}.new`, JSON.stringify(entry));
      renameSync(`${path}.new`, path);
      removeUnnamed(join(events, entry.id), entry);
      entries.set(entry.id, entry);
    },
    drop(id) {
      entries.delete(id);
      rmSync(join(events, id, "log.json"), {force: true}); // first: without it the folder is no entry
      rmSync(join(events, id), {recursive: true, force: true});
    }
  };
}

/** The parts of an entry, that of a last line without an end among them. */
export function partsOf({parts, tail}: Pick<Entry, "parts" | "tail">): readonly Part[] {
  return tail ? [...parts, tail.part] : parts;
}

/** How much of the text of its log an entry has read, to the end of a line, in bytes. */
export function textSize({segments}: Pick<Entry, "segments">): number {
  return segments.reduce((sum, {bytes}) => sum + bytes, 0);
}

function readEntry(folder: string): Entry | null {
  const path = join(folder, "log.json");
  if (!existsSync(path)) return null;
  try {
    const entry = JSON.parse(readFileSync(path, "utf8")) as Entry;
    return partsOf(entry).every(({file}) => existsSync(join(folder, file))) ? entry : null;
  } catch {
    return null; // of another version, or damaged: the log is read again
  }
}

function removeUnnamed(folder: string, entry: Entry): void {
  const named = new Set(["log.json", ...partsOf(entry).map(({file}) => file)]);
  for (const name of readdirSync(folder)) if (!named.has(name)) rmSync(join(folder, name), {recursive: true});
}

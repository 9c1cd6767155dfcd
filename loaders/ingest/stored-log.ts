import {join} from "node:path";
import type {StoredEvents, StoredPart} from "../engines/stored-events.js";
import type {EventColumn} from "../formats/index.js";
import {formatQuantity, formatSeconds} from "../progress.js";
import {printable} from "../terminal.js";
import type {LogFile} from "./find-logs.js";
import type {Entry, Ledger} from "./ledger.js";
import {partsOf} from "./ledger.js";
import type {Rejected} from "./read-piece.js";

/** What became of a log: lines = events + rejected + skipped. A log that was refused has no format, and a note that says why. */
export interface StoredLog {
  readonly id: string | null; // of its entry in the store; null if it has none
  readonly version: string; // changes with what the store has of it
  readonly folder: string; // of its Parquet files
  readonly parts: readonly {readonly file: string; readonly member: number | null; readonly bytes: number}[]; // of these, see Part
  readonly file: string;
  readonly log: string;
  readonly sample: boolean;
  readonly size: number; // bytes on disk
  readonly read: number; // bytes on disk that were read this time
  readonly format: string | null;
  readonly columns: readonly EventColumn[]; // what the format logs
  readonly lines: number;
  readonly events: number;
  readonly rejected: number;
  readonly skipped: number;
  readonly rejects: readonly Rejected[]; // the first of them
  readonly bytes: number; // of the Parquet files
  readonly first_seen: number | null; // milliseconds since 1970
  readonly last_seen: number | null;
  readonly seconds: number;
  readonly notes: readonly string[];
  readonly failed: boolean; // it is not in the store, and should be
}

/** Where the events of logs are. */
export function eventsOf(logs: readonly StoredLog[]): StoredEvents {
  const files = new Map<string, {path: string; bytes: number; shared: boolean; logs: (StoredPart | null)[]}>();
  let part = 0;
  for (const {folder, parts, log: label} of logs)
    for (const {file, member, bytes} of parts) {
      const path = join(folder, file);
      const known = files.get(path) ?? {path, bytes: 0, shared: member !== null, logs: []};
      while (known.logs.length < (member ?? 0)) known.logs.push(null);
      known.logs[member ?? 0] = {label, part: part++};
      known.bytes += bytes;
      files.set(path, known);
    }
  return {files: [...files.values()], columns: new Set(logs.flatMap(({columns}) => columns))};
}

/** The report of a log, from what has been read of it. */
export function describeEntry(ledger: Ledger, entry: Entry, {file, read}: {file: LogFile; read: number}): StoredLog {
  const parts = partsOf(entry);
  const total = (name: "lines" | "events" | "rejected" | "skipped" | "bytes") =>
    parts.reduce((sum, part) => sum + part[name], 0);
  const times = parts.flatMap(({first_seen, last_seen}) => [first_seen, last_seen]).filter((time) => time !== null);
  return {
    id: entry.id,
    version: parts.map(({file}) => file).join(),
    folder: ledger.folder(entry),
    parts: parts.map(({file, member = null, bytes}) => ({file, member, bytes})),
    file: file.file,
    log: file.log,
    sample: file.sample,
    size: file.size,
    read,
    format: entry.format,
    columns: entry.columns,
    lines: total("lines") + entry.header,
    events: total("events"),
    rejected: total("rejected"),
    skipped: total("skipped") + entry.header,
    rejects: [...entry.rejects, ...(entry.tail?.rejects ?? [])],
    bytes: total("bytes"),
    first_seen: times.length > 0 ? times.reduce((a, b) => Math.min(a, b)) : null,
    last_seen: times.length > 0 ? times.reduce((a, b) => Math.max(a, b)) : null,
    seconds: entry.seconds,
    notes: entry.notes,
    failed: false
  };
}

/** The report of a log whose file has gone, and whose events stay for a while. */
export function describeGone(ledger: Ledger, entry: Entry, keep: number): StoredLog {
  const {size} = entry.holders[0];
  const file = {path: "", file: entry.file, log: entry.log, size, mtime: 0, inode: 0, member: null, sample: false};
  const log = describeEntry(ledger, entry, {file, read: 0});
  const until = new Date(entry.goneSince! + keep).toISOString().slice(0, 10);
  return {...log, notes: [...log.notes, `the file has gone; its events stay until ${until}`]};
}

/** The report of a log from which nothing was read. */
export function nothingOf({file, log, size, sample}: LogFile, note: string, {failed = false} = {}): StoredLog {
  return {
    ...{id: null, version: note, folder: "", parts: [], file, log, sample, size, read: 0, format: null, columns: []},
    ...{lines: 0, events: 0, rejected: 0, skipped: 0, rejects: [], bytes: 0, first_seen: null, last_seen: null},
    seconds: 0,
    notes: [note],
    failed
  };
}

/** What became of logs that were read together, in a line. */
export function tellMany(logs: readonly StoredLog[], milliseconds: number): string {
  const total = (name: "lines" | "events" | "rejected" | "skipped" | "size") =>
    logs.reduce((sum, log) => sum + log[name], 0);
  const counts = [
    `${total("lines").toLocaleString("en-US")} lines`,
    `${total("events").toLocaleString("en-US")} events`
  ];
  for (const name of ["rejected", "skipped"] as const)
    if (total(name) > 0) counts.push(`${total(name).toLocaleString("en-US")} ${name}`);
  return `${logs.length} small logs from ${printable(logs[0].file)} on: ${logs[0].format}, ${counts.join(", ")}, ${formatQuantity(total("size"), "bytes")} in ${formatSeconds(milliseconds / 1000)}`;
}

/** What became of a log, in a line. */
export function tell({file, format, lines, events, rejected, skipped, size, seconds}: StoredLog): string {
  const counts = [`${lines.toLocaleString("en-US")} lines`, `${events.toLocaleString("en-US")} events`];
  if (rejected > 0) counts.push(`${rejected.toLocaleString("en-US")} rejected`);
  if (skipped > 0) counts.push(`${skipped.toLocaleString("en-US")} skipped`);
  return `${printable(file)}: ${format ?? "empty"}, ${counts.join(", ")}, ${formatQuantity(size, "bytes")} in ${formatSeconds(seconds)}`;
}

import {createHash} from "node:crypto";
import {existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import type {DuckDBConnection} from "@duckdb/node-api";
import {messageOf, UserError} from "../errors.js";
import {isStoredLog} from "../own-files.js";
import type {Progress} from "../progress.js";
import {formatQuantity, formatSeconds} from "../progress.js";
import type {LogSource} from "../settings.js";
import {printable} from "../terminal.js";
import {findLogs} from "./find-logs.js";
import type {LogFile} from "./find-logs.js";
import type {LogReport} from "./read-log.js";
import {nothing, readLog} from "./read-log.js";

export {findLogs} from "./find-logs.js";
export type {LogReport} from "./read-log.js";
export type {Rejected} from "./read-piece.js";

export interface IngestOptions {
  logs: readonly LogSource[];
  store: string; // folder
  chunkSize: number; // bytes
  code: string; // digest of the code that reads logs: what other code has read is read anew
  force?: boolean; // read also what the store has
  canonical: (text: string) => string | null;
  progress: Progress;
}

/** A log in the store: what became of it, the folder with its Parquet files, and how many of its bytes were read this time. */
export interface StoredLog extends LogReport {
  readonly folder: string;
  readonly read: number;
  readonly sample: boolean;
}

/**
 * Brings the store up to date with the logs that are named: reads those that are new or have changed (by path, size and
 * time), drops those that are named no longer. A log that can't be read is reported with a note, and costs no other. A log is
 * in the store whole or not at all: a run that is killed leaves nothing of it.
 */
export async function ingest(connection: DuckDBConnection, options: IngestOptions): Promise<StoredLog[]> {
  const {logs, store, chunkSize, code, force = false, canonical, progress} = options;
  const files = await findLogs(connection, logs);
  if (files.length === 0)
    throw new UserError(
      `no logs: ${logs.map(({path}) => path).join(", ")} holds no file; put logs there or name them in LOGS`
    );
  const events = join(store, "events");
  mkdirSync(events, {recursive: true});
  const keys = files.map((file) => keyOf(file, code, chunkSize));
  for (const name of readdirSync(events))
    if (isStoredLog(name) && !keys.includes(name)) rmSync(join(events, name), {recursive: true});
  const missing = files.filter((_, i) => force || !existsSync(join(events, keys[i], "log.json")));
  const total = missing.reduce((sum, {size}) => sum + size, 0);
  let done = 0;
  const stored: StoredLog[] = [];
  await connection.run("SET preserve_insertion_order = false"); // events need no order, and keeping it takes a tenth longer
  for (const [i, file] of files.entries()) {
    const folder = join(events, keys[i]);
    if (!missing.includes(file)) {
      stored.push({
        ...(JSON.parse(readFileSync(join(folder, "log.json"), "utf8")) as LogReport),
        folder,
        read: 0,
        sample: file.sample
      });
      continue;
    }
    const onRead = (bytes: number) => progress.step("reading", done + bytes, total, "bytes");
    onRead(0);
    stored.push({
      ...(await readInto(connection, file, folder, {chunkSize, canonical, onRead, progress})),
      folder,
      read: file.size,
      sample: file.sample
    });
    done += file.size;
  }
  await connection.run("RESET preserve_insertion_order");
  return stored;
}

interface ReadIntoOptions {
  chunkSize: number;
  canonical: (text: string) => string | null;
  onRead: (bytes: number) => void;
  progress: Progress;
}

async function readInto(
  connection: DuckDBConnection,
  file: LogFile,
  folder: string,
  {progress, ...options}: ReadIntoOptions
): Promise<LogReport> {
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, {recursive: true, force: true});
  mkdirSync(unfinished, {recursive: true});
  try {
    const report = await readLog(connection, file, {folder: unfinished, ...options});
    writeFileSync(join(unfinished, "log.json"), JSON.stringify(report));
    rmSync(folder, {recursive: true, force: true});
    renameSync(unfinished, folder);
    progress.note(describe(report));
    return report;
  } catch (error) {
    rmSync(unfinished, {recursive: true, force: true});
    if (!(error instanceof UserError) && !isUnreadable(error)) throw error;
    progress.note(`${printable(file.file)}: ${messageOf(error)}`);
    return {
      file: file.file,
      log: file.log,
      size: file.size,
      ...nothing,
      notes: [messageOf(error).split("\n", 1)[0]]
    };
  }
}

function describe({file, format, lines, events, rejected, skipped, size, seconds}: LogReport): string {
  const counts = [`${lines.toLocaleString("en-US")} lines`, `${events.toLocaleString("en-US")} events`];
  if (rejected > 0) counts.push(`${rejected.toLocaleString("en-US")} rejected`);
  if (skipped > 0) counts.push(`${skipped.toLocaleString("en-US")} skipped`);
  return `${printable(file)}: ${format ?? "empty"}, ${counts.join(", ")}, ${formatQuantity(size, "bytes")} in ${formatSeconds(seconds)}`;
}

function isUnreadable(error: unknown): boolean {
  return ["EACCES", "EPERM", "EISDIR", "ENOENT"].includes((error as NodeJS.ErrnoException).code ?? "");
}

function keyOf({path, size, mtime, log, file}: LogFile, code: string, chunkSize: number): string {
  return createHash("sha256")
    .update(JSON.stringify([code, path, file, size, mtime, log, chunkSize]))
    .digest("hex")
    .slice(0, 24);
}

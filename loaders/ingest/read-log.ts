import {statSync} from "node:fs";
import {mkdir, rm} from "node:fs/promises";
import {join} from "node:path";
import type {DuckDBConnection} from "@duckdb/node-api";
import {UserError} from "../errors.js";
import type {EventColumn} from "../formats/index.js";
import {recognise} from "../formats/index.js";
import {literal} from "../sql.js";
import {canonicalize} from "./canonicalize.js";
import {cutPieces} from "./cut-pieces.js";
import type {LogFile} from "./find-logs.js";
import {compressionOf, openLog} from "./open-log.js";
import type {Rejected} from "./read-piece.js";
import {readPiece} from "./read-piece.js";
import {sampleLog} from "./sample-log.js";

/** What became of a log: lines = events + rejected + skipped. A log that was refused has no format, and a note that says why. */
export interface LogReport {
  readonly file: string;
  readonly log: string;
  readonly size: number; // bytes on disk
  readonly format: string | null;
  readonly columns: readonly EventColumn[]; // what the format logs
  readonly parts: readonly string[]; // names of the Parquet files
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
}

export interface ReadLogOptions {
  folder: string; // where the Parquet files go; it must exist
  chunkSize: number; // bytes of text a piece
  samples?: number; // rejected lines to keep; defaults to 100
  canonical: (text: string) => string | null; // the canonical form of an address, null for what is none
  onRead?: (bytes: number) => void; // told how many bytes on disk have been read
  clock?: () => number; // milliseconds; defaults to performance.now
}

/**
 * Reads one log into Parquet files of events, one a piece. While a piece is read, the next is cut. Throws a UserError if the
 * log's format is not known or unsupported.
 */
export async function readLog(connection: DuckDBConnection, log: LogFile, options: ReadLogOptions): Promise<LogReport> {
  const {folder, chunkSize, samples = 100, canonical, onRead = () => {}, clock = () => performance.now()} = options;
  const begun = clock();
  const base = {file: log.file, log: log.log, size: log.size};
  if (log.size === 0) return {...base, ...nothing, notes: ["the file is empty"]};
  const compression = await compressionOf(log.path);
  const sample = {...(await sampleLog(log.path, compression, log.size)), modified: log.mtime, zone: "UTC"};
  if (sample.lines.every((line) => line.trim() === ""))
    throw new UserError("unknown format; it starts with blank lines only");
  const {format, note} = recognise(sample);
  const reading = format.read(sample);
  const notes = [...(note ? [note] : []), ...reading.notes];
  const pieces = join(folder, "pieces");
  await mkdir(pieces);
  const {blocks, consumed} = openLog(log.path, compression, log.size);
  const cut = cutPieces(untilBroken(blocks, notes), {
    folder: pieces,
    size: chunkSize,
    skip: reading.header
  });
  const report = {lines: 0, events: 0, rejected: 0, skipped: 0, rejects: [] as Rejected[], parts: [] as string[]};
  for await (const piece of ahead(cut)) {
    const part = `${String(report.parts.length + 1).padStart(4, "0")}.parquet`;
    const counts = await readPiece(connection, piece, reading, {
      log: log.log,
      to: join(folder, part),
      samples: samples - report.rejects.length
    });
    await canonicalize(connection, join(folder, part), {columns: [...Object.keys(reading.events), "log"], canonical});
    report.parts.push(part);
    report.lines += piece.lines;
    report.events += counts.events;
    report.rejected += counts.rejected;
    report.skipped += counts.skipped;
    report.rejects.push(...counts.rejects);
    onRead(consumed());
  }
  await rm(pieces, {recursive: true});
  const files = report.parts.map((part) => join(folder, part));
  return {
    ...base,
    ...report,
    ...(await readPeriod(connection, files)),
    bytes: files.reduce((sum, path) => sum + statSync(path).size, 0),
    format: format.name,
    columns: Object.keys(reading.events) as EventColumn[],
    lines: report.lines + reading.header,
    skipped: report.skipped + reading.header,
    seconds: (clock() - begun) / 1000,
    notes
  };
}

/** The report of a log from which nothing was read. */
export const nothing = {
  format: null,
  columns: [],
  parts: [],
  lines: 0,
  events: 0,
  rejected: 0,
  skipped: 0,
  rejects: [],
  bytes: 0,
  first_seen: null,
  last_seen: null,
  seconds: 0
};

async function readPeriod(connection: DuckDBConnection, files: readonly string[]) {
  const reader = await connection.runAndReadAll(
    `SELECT epoch_ms(min(timestamp))::DOUBLE, epoch_ms(max(timestamp))::DOUBLE FROM read_parquet([${files.map(literal).join(", ")}])`
  );
  const [first, last] = reader.getRowsJS()[0];
  return {first_seen: first as number | null, last_seen: last as number | null};
}

/** A packed log that breaks off ends there, with a note, since what was read of it is good. */
async function* untilBroken(blocks: AsyncIterable<Buffer>, notes: string[]): AsyncGenerator<Buffer> {
  try {
    yield* blocks;
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (!code?.startsWith("Z_")) throw error;
    notes.push(`the compressed file is damaged or cut off (${code}); what stands before that was read`);
  }
}

/** Works one item ahead of its reader. */
async function* ahead<T>(items: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = items.next();
  try {
    for (;;) {
      const {value, done} = await next;
      if (done) return;
      next = items.next();
      next.catch(() => {}); // thrown where it is awaited; until then it must not end the process
      yield value as T;
    }
  } finally {
    await next.catch(() => {});
    await items.return(undefined);
  }
}

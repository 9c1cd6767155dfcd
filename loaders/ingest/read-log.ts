import {rename} from "node:fs/promises";
import {join} from "node:path";
import type {DuckDBConnection} from "@duckdb/node-api";
import type {EventColumn} from "../formats/index.js";
import {ahead} from "./ahead.js";
import type {ClientOf} from "./canonicalize.js";
import {untilBroken} from "./broken-log.js";
import {canonicalize} from "./canonicalize.js";
import type {LogHints} from "./choose-reading.js";
import {chooseReading} from "./choose-reading.js";
import {headOf, wholeSegment} from "./content.js";
import type {Piece} from "./cut-pieces.js";
import {cutPieces} from "./cut-pieces.js";
import {describeLog} from "./describe-log.js";
import {doubledAhead} from "./double-backslashes.js";
import type {LogFile} from "./find-logs.js";
import type {Entry, Ledger} from "./ledger.js";
import {isShared, textSize} from "./ledger.js";
import {compressionOf, openLog} from "./open-log.js";
import {describePart, mergeSmallParts, newName} from "./parts.js";
import {isParquet} from "./is-parquet.js";
import {chooseParquetReading, readParquet} from "./read-parquet.js";
import type {PieceCounts} from "./read-piece.js";
import {readPiece} from "./read-piece.js";
import {sampleLog} from "./sample-log.js";

export interface ReadLogOptions {
  ledger: Ledger;
  entry: Entry | null; // what has been read of the log's content; reading goes on behind it if that was done in the same way
  code: string; // digest of the code that reads logs: what other code has read is read anew
  chunkSize: number; // bytes of text a piece
  samples?: number; // rejected lines to keep; defaults to 100
  hints?: LogHints; // what the settings tell about the log
  canonical: (text: string) => string | null; // the canonical form of an address, null for what is none
  clientOf?: ClientOf | null; // who is behind a trusted proxy; null or none: no proxy is trusted
  onRead?: (bytes: number) => void; // told how many bytes on disk have been read
  clock?: () => number; // milliseconds; defaults to performance.now
  pieces: string; // folder for what is being read; pieces of other logs there are written over
  beside: DuckDBConnection; // another connection, for a query that runs while the next piece is read
}

/**
 * Reads what is new of a log into its entry of the ledger, a Parquet file a piece; the entry is saved with each, so that a run
 * that is killed loses three pieces at most. While a piece is read, the next is cut, and what the one before became is looked over. A last line without an end is read apart from
 * the rest, and anew when the log has grown; if it makes no event, it waits. Throws a UserError if the log's format is not known
 * or unsupported.
 */
export async function readLog(connection: DuckDBConnection, log: LogFile, options: ReadLogOptions): Promise<Entry> {
  if (isParquet(log)) return readParquetLog(connection, log, options);
  const {
    ledger,
    code,
    chunkSize,
    samples = 100,
    canonical,
    pieces,
    beside,
    clientOf = null,
    onRead = () => {},
    clock = () => performance.now()
  } = options;
  const begun = clock();
  const compression = await compressionOf(log);
  const {start, ...lines} = await sampleLog(log, compression);
  const sample = {...lines, modified: log.mtime};
  const chosen = chooseReading(sample, options.hints);
  const reading = clientOf ? chosen.reading : {...chosen.reading, forwardedFor: undefined};
  const known = options.entry;
  const sameWay = known?.code === code && known.reading === chosen.digest;
  const goesOn = sameWay && known.segments.length > 0 && !isShared(known) ? known : null;
  let entry: Entry = {
    ...(goesOn ?? {id: ledger.start(), segments: [], parts: [], rejects: [], inForce: [], seconds: 0}),
    ...describeLog(log, {code, chosen, start, trusting: clientOf !== null}),
    ...{tail: null, finished: false, goneSince: null}
  };
  for (const line of entry.inForce) reading.split(line);
  const before = {seconds: entry.seconds, parts: entry.parts.length};
  const folder = ledger.folder(entry);
  const {blocks, consumed} = openLog(log, compression, textSize(entry));
  const broken: string[] = [];
  let rejects = entry.rejects.length;
  const finish = async (piece: Piece, {file, counts, inForce}: Finished) => {
    const path = join(pieces, file);
    const seen = await canonicalize(beside, path, {
      columns: Object.keys(reading.events),
      canonical,
      clientOf: reading.forwardedFor === undefined ? null : clientOf
    });
    const part = describePart(path, {file, lines: piece.lines, counts, seen});
    await rename(path, join(folder, file));
    if (piece.settled) {
      entry = {
        ...entry,
        segments: [...entry.segments, piece.segment],
        parts: [...entry.parts, part],
        rejects: [...entry.rejects, ...counts.rejects],
        inForce
      };
    } else {
      const last = piece.firstLine + piece.lines - 1;
      const waits = !piece.ended && counts.rejects.some(({line}) => line === last) ? 1 : 0;
      if (waits > 0) broken.push("the last line has no end and can't be read yet: it waits for the rest");
      const changed = {...part, skipped: part.skipped + waits, rejected: part.rejected - waits};
      const rejects = waits > 0 ? counts.rejects.filter(({line}) => line !== last) : counts.rejects;
      entry = {...entry, tail: {segment: piece.segment, part: changed, rejects}};
    }
    entry = {...entry, seconds: before.seconds + (clock() - begun) / 1000};
    if (piece.settled && entry.parts.length > before.parts + 1) ledger.save(entry); // the first, with the second or at the end
    onRead(consumed());
  };
  const cut = cutPieces(untilBroken(blocks, broken), {
    folder: pieces,
    size: chunkSize,
    first: chunkSize / 2, // while it is cut, nothing else can be done
    firstLine: goesOn ? 1 + entry.header + entry.parts.reduce((lines, part) => lines + part.lines, 0) : 1,
    skip: goesOn ? 0 : entry.header,
    split: reading.spans ? reading.split : null
  });
  let finished = Promise.resolve();
  try {
    for await (const piece of ahead(doubledAhead(cut, reading))) {
      const file = newName();
      const counts = await readPiece(connection, piece, reading, {to: join(pieces, file), samples: samples - rejects});
      rejects += counts.rejects.length;
      await finished;
      finished = finish(piece, {file, counts, inForce: reading.inForce?.() ?? []});
      finished.catch(() => {}); // thrown where it is awaited
    }
    await finished;
  } finally {
    await finished.catch(() => {});
  }
  if (goesOn && entry.parts.length > before.parts) entry = await mergeSmallParts(connection, folder, entry);
  entry = {...entry, notes: [...entry.notes, ...broken], finished: true};
  ledger.save(entry);
  if (known && known.id !== entry.id) ledger.drop(known.id);
  return entry;
}

interface Finished {
  readonly file: string;
  readonly counts: PieceCounts;
  readonly inForce: readonly string[];
}

/** Parquet is read whole, in one part: it does not grow, and DuckDB reads it without holding it in memory. */
async function readParquetLog(
  connection: DuckDBConnection,
  log: LogFile,
  {ledger, entry: known, code, hints, samples = 100, canonical, clock = () => performance.now()}: ReadLogOptions
): Promise<Entry> {
  const begun = clock();
  const reading = await chooseParquetReading(connection, log.path, hints);
  const id = ledger.start();
  const file = newName();
  const to = join(ledger.folder({id}), file);
  const {rows, ...counts} = await readParquet(connection, log.path, reading, {to, samples});
  const columns = Object.keys(reading.events) as EventColumn[];
  const seen = await canonicalize(connection, to, {columns, canonical});
  const entry: Entry = {
    ...{id, code, reading: reading.digest, log: log.log, file: log.file, format: "parquet", columns},
    notes: reading.notes,
    head: (await headOf(log)).toString("base64"),
    header: 0,
    segments: [await wholeSegment(log)],
    parts: [describePart(to, {file, lines: rows, counts, seen})],
    ...{tail: null, inForce: [], rejects: counts.rejects, finished: true, goneSince: null},
    seconds: (clock() - begun) / 1000,
    holders: [{path: log.path, size: log.size, mtime: log.mtime, inode: log.inode}]
  };
  ledger.save(entry);
  if (known) ledger.drop(known.id);
  return entry;
}

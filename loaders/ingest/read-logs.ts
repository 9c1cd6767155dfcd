import {mkdirSync, rmSync} from "node:fs";
import {availableParallelism} from "node:os";
import {join} from "node:path";
import type {DuckDBConnection} from "@duckdb/node-api";
import {connectBeside} from "../engines/duckdb.js";
import {messageOf, UserError} from "../errors.js";
import type {Progress} from "../progress.js";
import {printable} from "../terminal.js";
import {isUnreadable} from "./broken-log.js";
import type {ClientOf} from "./canonicalize.js";
import type {LogHints} from "./choose-reading.js";
import type {LogFile} from "./find-logs.js";
import type {Identified} from "./identify.js";
import type {Ledger} from "./ledger.js";
import {isShared, textSize} from "./ledger.js";
import type {Holders} from "./name-entry.js";
import {nameNow} from "./name-entry.js";
import {readLog} from "./read-log.js";
import {readTogether} from "./read-together.js";
import type {StoredLog} from "./stored-log.js";
import {describeEntry, nothingOf, tell, tellMany} from "./stored-log.js";

/** What logs are read with. */
export interface LogReader {
  readonly connection: DuckDBConnection;
  readonly canonical: (text: string) => string | null; // the canonical form of an address, null for what is none
  readonly clientOf?: ClientOf | null; // who is behind a trusted proxy; null or none: no proxy is trusted
}

export interface ReadLogsOptions {
  ledger: Ledger;
  holders: Holders;
  codeOf: (file: LogFile) => string; // digest of the code and the settings that a log is read with
  hintsOf: (file: LogFile) => LogHints | undefined;
  pieces: string; // folder for what is being read, which is made, and goes
  chunkSize: number; // bytes
  progress: Progress;
}

/** Reads what is new of logs into the store; a log that can't be read costs no other. */
export async function readLogs(
  reader: LogReader,
  unread: readonly Identified[],
  options: ReadLogsOptions
): Promise<ReadonlyMap<Identified, StoredLog>> {
  const {connection, canonical, clientOf} = reader;
  const {ledger, holders, codeOf, hintsOf, pieces, progress} = options;
  const stored = new Map<Identified, StoredLog>();
  const total = unread.reduce((sum, {file}) => sum + file.size, 0);
  let done = 0;
  const made = mkdirSync(pieces, {recursive: true}) ?? pieces;
  const lanes = [await openLane(reader, pieces)];
  const read = async (together: readonly Identified[]) => {
    const readings = together.map((known, i) => {
      const onRead = (bytes: number) => progress.step("reading", done + bytes, total, "bytes");
      onRead(0);
      return readNow(lanes[i], known, {...options, onRead});
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
    for await (const entries of readTogether(connection, logs, {...options, canonical, clientOf, pieces})) {
      const read = whole.filter(({file}) => entries.has(file));
      const named = read.map(({file}) => nameNow(entries.get(file)!, {file, holders}));
      ledger.save(...named.filter((entry, i) => entry !== entries.get(read[i].file)));
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
      lanes.push(
        await openLane({...reader, connection: await connectBeside(connection)}, join(pieces, String(lanes.length)))
      );
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
  return stored;
}

// Bytes of a log that one thread reads as soon as two, with a third less work: each compiles the patterns of a query for itself.
const littleWork = 512 * 1024;
const most = 4; // such logs that are read at once, each by a thread, while JavaScript looks at the next

/** What one log at a time is read with. */
interface Lane extends LogReader {
  readonly beside: DuckDBConnection;
  readonly pieces: string; // folder for what is being read
}

async function openLane(reader: LogReader, pieces: string): Promise<Lane> {
  mkdirSync(pieces, {recursive: true});
  return {...reader, beside: await connectBeside(reader.connection), pieces};
}

interface ReadNowOptions extends ReadLogsOptions {
  onRead: (bytes: number) => void;
}

/** Reads a log into the store, as far as it can be read; the note says how it went. */
async function readNow(
  {connection, beside, pieces, canonical, clientOf}: Lane,
  {file, entry}: Identified,
  {ledger, holders, codeOf, hintsOf, chunkSize, onRead}: ReadNowOptions
): Promise<{log: StoredLog; note: string}> {
  try {
    const read = await readLog(connection, file, {
      ...{
        ledger,
        entry,
        code: codeOf(file),
        hints: hintsOf(file),
        chunkSize,
        canonical,
        clientOf,
        onRead,
        pieces,
        beside
      }
    });
    const before = entry && entry.id === read.id ? textSize(entry) : 0;
    const named = nameNow(read, {file, holders});
    if (named !== read) ledger.save(named);
    const log = describeEntry(ledger, named, {
      file,
      read: before < file.size ? file.size - before : file.size // a packed file is read from its start
    });
    return {log, note: tell(log)};
  } catch (error) {
    if (!(error instanceof UserError) && !isUnreadable(error)) throw error;
    if (entry) ledger.drop(entry.id);
    return {
      log: nothingOf(file, messageOf(error).split("\n", 1)[0], {failed: true}),
      note: `${printable(file.file)}: ${messageOf(error)}`
    };
  }
}

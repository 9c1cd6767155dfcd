import {rmSync, statSync} from "node:fs";
import {rename} from "node:fs/promises";
import {join} from "node:path";
import type {DuckDBConnection} from "@duckdb/node-api";
import {literal} from "../sql.js";
import {ahead} from "./ahead.js";
import type {ClientOf} from "./canonicalize.js";
import {canonicalize} from "./canonicalize.js";
import {copyEvents} from "./copy-events.js";
import type {MemberCounts} from "./copy-together.js";
import {copyCarefullyTogether, copyFastTogether, nothing} from "./copy-together.js";
import type {CutLog, CutPiece, SmallLog} from "./cut-small-logs.js";
import {cutSmallLogs} from "./cut-small-logs.js";
import {describeLog} from "./describe-log.js";
import type {LogFile} from "./find-logs.js";
import type {Entry, Ledger, Part} from "./ledger.js";
import {memberId} from "./ledger.js";
import {newName} from "./parts.js";

export interface ReadTogetherOptions {
  ledger: Ledger;
  chunkSize: number; // bytes of text a piece
  samples?: number; // rejected lines to keep of each log; defaults to 100
  canonical: (text: string) => string | null;
  clientOf?: ClientOf | null;
  pieces: string; // folder for what is being read
  clock?: () => number; // milliseconds; defaults to performance.now
}

/**
 * Reads small logs, those of one format by one query into one Parquet file, whose column `member` tells them apart: a query takes
 * longer to plan than a small log to read. Logs in which DuckDB does not make an event of every line are cut line by line, and then
 * read together too. Gives the entries that are now in the ledger, some at a time; logs that have none are for `readLog`.
 */
export async function* readTogether(
  connection: DuckDBConnection,
  logs: readonly SmallLog[],
  options: ReadTogetherOptions
): AsyncGenerator<ReadonlyMap<LogFile, Entry>> {
  const {chunkSize, clientOf = null, pieces, samples = 100, clock = () => performance.now()} = options;
  for await (const cut of ahead(cutSmallLogs(logs, {chunkSize, trusting: clientOf !== null, pieces, clock}))) {
    const read = new Set<LogFile>();
    const copyFast = (group: readonly CutLog[], to: string) => copyFastTogether(connection, group, to);
    const copyCarefully = (group: readonly CutLog[], to: string) =>
      copyCarefullyTogether(connection, group, {to, samples});
    for (const [way, copy] of [
      ["fastWay", copyFast],
      ["carefulWay", copyCarefully]
    ] as const) {
      for (const group of groupBy(
        cut.filter(({file}) => !read.has(file)),
        way
      )) {
        const entries = await storeGroup(connection, group, {...options, copy});
        for (const file of entries.keys()) read.add(file);
        if (entries.size > 0) yield entries;
      }
    }
  }
}

/** Logs that can be read in the same way, if there are several. */
function groupBy(logs: readonly CutLog[], way: "fastWay" | "carefulWay"): CutLog[][] {
  const groups = new Map<string, CutLog[]>();
  for (const log of logs) {
    const key = log[way];
    if (key !== null) groups.set(key, [...(groups.get(key) ?? []), log]);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

interface StoreGroupOptions extends ReadTogetherOptions {
  copy: (group: readonly CutLog[], to: string) => Promise<Map<number, MemberCounts>>;
}

/** Copies logs into a file, and saves the entries of those of which each line is accounted for. */
async function storeGroup(
  connection: DuckDBConnection,
  group: readonly CutLog[],
  {ledger, canonical, clientOf = null, copy, clock = () => performance.now()}: StoreGroupOptions
): Promise<Map<LogFile, Entry>> {
  const begun = clock();
  const folder = ledger.start();
  const file = newName();
  const path = join(ledger.folder({id: folder}), file);
  const counts = await copy(group, path).catch(() => null); // readLog tells what is wrong
  const countsOf = ({member}: CutPiece) => counts?.get(member) ?? nothing;
  const whole = group.filter(({pieces}) => pieces.every((piece) => isWhole(piece, countsOf(piece))));
  if (!counts || whole.length === 0) {
    rmSync(ledger.folder({id: folder}), {recursive: true});
    return new Map();
  }
  if (whole.length < group.length) await keepOnly(connection, path, whole);
  const [{reading}] = whole;
  const columns = [...Object.keys(reading.events), "member"];
  await canonicalize(connection, path, {
    columns,
    canonical,
    clientOf: reading.forwardedFor === undefined ? null : clientOf
  });
  const lines = whole.flatMap(({pieces}) => pieces).reduce((sum, piece) => sum + piece.lines, 0);
  const bytesOfLine = statSync(path).size / lines;
  const seconds = (clock() - begun) / 1000 / group.length;
  const entries = whole.map((log): [LogFile, Entry] => {
    const parts = log.pieces.map((piece): Part => {
      const {lines, member} = piece;
      const {events, rejected, skipped, first_seen, last_seen} = countsOf(piece);
      const sums = {lines, events, rejected, skipped, bytes: Math.round(lines * bytesOfLine)};
      return {file, member, ...sums, first_seen, last_seen};
    });
    const settled = log.pieces.filter((piece) => piece.settled);
    const [last] = log.pieces.slice(settled.length);
    const entry: Entry = {
      ...describeLog(log.file, {...log, trusting: clientOf !== null}),
      ...{id: memberId(folder, log.pieces[0].member), segments: settled.map(({segment}) => segment)},
      ...{parts: parts.slice(0, settled.length), rejects: settled.flatMap((piece) => countsOf(piece).rejects)},
      tail: last ? {segment: last.segment, part: parts[settled.length], rejects: countsOf(last).rejects} : null,
      ...{inForce: log.reading.inForce?.() ?? [], finished: true, seconds: log.seconds + seconds, goneSince: null}
    };
    return [log.file, entry];
  });
  ledger.save(...entries.map(([, entry]) => entry));
  return new Map(entries);
}

/** Whether each line of a piece is accounted for. A line without an end that is rejected may be half written, which `readLog` knows. */
function isWhole({lines, ended}: CutPiece, {events, rejected, skipped}: MemberCounts): boolean {
  return lines === events + rejected + skipped && (ended || rejected === 0);
}

/** Takes the rows of all other logs out of a file. */
async function keepOnly(connection: DuckDBConnection, path: string, logs: readonly CutLog[]): Promise<void> {
  const members = logs.flatMap(({pieces}) => pieces.map(({member}) => member));
  await copyEvents(connection, `FROM ${literal(path)} WHERE member IN (${members.join(", ")})`, `${path}.new`);
  await rename(`${path}.new`, path);
}

import {mkdir} from "node:fs/promises";
import {join} from "node:path";
import type {Reading} from "../formats/index.js";
import {UserError} from "../errors.js";
import {isUnreadable, untilBroken} from "./broken-log.js";
import type {ChosenReading, LogHints} from "./choose-reading.js";
import {chooseReading} from "./choose-reading.js";
import type {Piece} from "./cut-pieces.js";
import {cutPieces} from "./cut-pieces.js";
import type {LogFile} from "./find-logs.js";
import {compressionOf, openLog} from "./open-log.js";
import type {Plan} from "./read-fast.js";
import {eventsOf, linesFit, planReading} from "./read-fast.js";
import {isParquet} from "./is-parquet.js";
import {sampleLog} from "./sample-log.js";

/** A small log that is to be read from its start. */
export interface SmallLog {
  readonly file: LogFile;
  readonly code: string; // see Entry
  readonly hints: LogHints | undefined;
}

/** A small log that was cut. */
export interface CutLog extends SmallLog {
  readonly chosen: ChosenReading;
  readonly reading: Reading; // the chosen one, which may not ask who is behind proxies
  readonly start: Buffer; // of its text
  readonly pieces: readonly CutPiece[]; // one, and a last line without an end
  readonly fastWay: string | null; // what must be the same in logs that DuckDB cuts by one query; null if it can't cut this one
  readonly carefulWay: string; // the same, where the format's own `split` cuts
  readonly seconds: number; // to cut it: its share of the time of those that were cut at once
}

export interface CutPiece extends Piece {
  readonly member: number; // no other piece has it
  readonly plan: Plan | null;
}

export interface CutSmallLogsOptions {
  chunkSize: number; // bytes of text a piece
  trusting: boolean; // proxies are trusted
  pieces: string; // folder; what was cut is gone when the batch after the next is asked for
  clock: () => number; // milliseconds
}

const batch = 256; // logs
const atOnce = 8; // that are cut while others are waited for
const mostText = 4e6; // bytes of a log that is small
const digits = 5;

/** Cuts logs, a batch at a time. Those that have more than a piece, are Parquet or broken, or can't be read are left out. */
export async function* cutSmallLogs(
  logs: readonly SmallLog[],
  options: CutSmallLogsOptions
): AsyncGenerator<readonly CutLog[]> {
  const {pieces, clock} = options;
  for (let start = 0; start < logs.length; start += batch) {
    const begun = clock();
    const folder = join(pieces, start % (2 * batch) === 0 ? "even" : "odd");
    const some = logs.slice(start, start + batch);
    const cuts: (Omit<CutLog, "seconds"> | null)[] = [];
    for (let i = 0; i < some.length; i += atOnce) {
      const next = some.slice(i, i + atOnce).map((log, j) => cutLog(log, i + j, {...options, pieces: folder}));
      cuts.push(...(await Promise.all(next)));
    }
    const seconds = (clock() - begun) / 1000 / some.length;
    yield cuts.flatMap((cut) => (cut ? [{...cut, seconds}] : []));
  }
}

/** SQL: the member that a piece is, from column `piece_path`: its file, or what was made of that beside it. */
export const memberOfPath = (() => {
  const end = `right(regexp_replace(piece_path, '[.](doubled|split)$', ''), ${digits + "/piece-0".length})`;
  return `left(${end}, ${digits})::INTEGER * 2 + right(${end}, 1)::INTEGER`;
})();

async function cutLog(
  log: SmallLog,
  place: number,
  {chunkSize, trusting, pieces: folder}: CutSmallLogsOptions
): Promise<Omit<CutLog, "seconds"> | null> {
  const {file, hints, code} = log;
  try {
    if (isParquet(file)) return null;
    const compression = await compressionOf(file);
    const {start, ...lines} = await sampleLog(file, compression);
    const chosen = chooseReading({...lines, modified: file.mtime}, hints);
    const reading = trusting ? chosen.reading : {...chosen.reading, forwardedFor: undefined};
    const own = join(folder, String(place).padStart(digits, "0"));
    await mkdir(own, {recursive: true});
    const broken: string[] = [];
    const cut = cutPieces(untilBroken(openLog(file, compression).blocks, broken), {
      folder: own,
      size: Math.min(chunkSize, mostText),
      skip: reading.header,
      split: reading.spans ? reading.split : null
    });
    const pieces: CutPiece[] = [];
    for await (const piece of cut) {
      if (pieces.length > Number(!piece.settled)) return null;
      pieces.push({...piece, member: 2 * place + pieces.length, plan: await planFor(piece, reading)});
    }
    if (broken.length > 0 || pieces.length === 0) return null;
    const carefulWay = JSON.stringify([
      code,
      chosen.digest,
      reading.columns,
      reading.relation?.("log"),
      reading.events
    ]);
    return {...log, chosen, reading, start, pieces, fastWay: fastWayOf(pieces, code, chosen.digest), carefulWay};
  } catch (error) {
    if (error instanceof UserError || isUnreadable(error)) return null; // whoever reads it alone says what is wrong
    throw error;
  }
}

async function planFor(piece: Piece, reading: Reading): Promise<Plan | null> {
  const plan = piece.plain && !(reading.spans && piece.quotes) ? await planReading(piece, reading) : null;
  return plan && (await linesFit(plan)) ? plan : null;
}

function fastWayOf(pieces: readonly CutPiece[], code: string, digest: string): string | null {
  const ways = pieces.map(({plan}) => {
    if (!plan) return null;
    const {piece, reading, columns, dialect, relate} = plan;
    const sql = [relate("log"), eventsOf(piece, reading), reading.skips];
    return JSON.stringify([code, digest, columns, reading.columns, dialect, ...sql]);
  });
  return ways.every((way) => way === ways[0]) ? ways[0] : null;
}

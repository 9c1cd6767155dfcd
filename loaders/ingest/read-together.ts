import {rmSync, statSync} from "node:fs";
import {mkdir, rename} from "node:fs/promises";
import {join} from "node:path";
import type {DuckDBConnection} from "@duckdb/node-api";
import {UserError} from "../errors.js";
import {eventsFrom} from "../formats/index.js";
import {literal} from "../sql.js";
import {ahead} from "./ahead.js";
import {isUnreadable, untilBroken} from "./broken-log.js";
import type {ClientOf} from "./canonicalize.js";
import {canonicalize} from "./canonicalize.js";
import type {ChosenReading, LogHints} from "./choose-reading.js";
import {chooseReading} from "./choose-reading.js";
import {forwarded, forwardedOf} from "./copy-carefully.js";
import {copyEvents} from "./copy-events.js";
import type {Piece} from "./cut-pieces.js";
import {cutPieces} from "./cut-pieces.js";
import {describeLog} from "./describe-log.js";
import type {LogFile} from "./find-logs.js";
import type {Entry, Ledger, Part} from "./ledger.js";
import {memberId} from "./ledger.js";
import {compressionOf, openLog} from "./open-log.js";
import {newName} from "./parts.js";
import {readCsv} from "./read-csv.js";
import type {Plan} from "./read-fast.js";
import {eventsOf, linesFit, planReading} from "./read-fast.js";
import {isParquet} from "./read-parquet.js";
import {sampleLog} from "./sample-log.js";

/** A small log that is to be read from its start. */
export interface SmallLog {
  readonly file: LogFile;
  readonly code: string; // see Entry
  readonly hints: LogHints | undefined;
}

export interface ReadTogetherOptions {
  ledger: Ledger;
  chunkSize: number; // bytes of text a piece
  canonical: (text: string) => string | null;
  clientOf?: ClientOf | null;
  pieces: string; // folder for what is being read
  clock?: () => number; // milliseconds; defaults to performance.now
}

/**
 * Reads small logs, those of one format by one query into one Parquet file, whose column `member` tells them apart: a query takes
 * longer to plan than a small log to read. Gives the entries of those that are now in the ledger, some at a time. A log of which
 * not every line is an event or blank is not among them: `readLog` looks at its lines one by one.
 */
export async function* readTogether(
  connection: DuckDBConnection,
  logs: readonly SmallLog[],
  options: ReadTogetherOptions
): AsyncGenerator<ReadonlyMap<LogFile, Entry>> {
  for await (const cuts of ahead(cutLogs(logs, options))) {
    const groups = new Map<string, Cut[]>();
    for (const cut of cuts) {
      const way = wayOf(cut);
      if (way) groups.set(way, [...(groups.get(way) ?? []), cut]);
    }
    for (const group of groups.values()) if (group.length > 1) yield await readGroup(connection, group, options);
  }
}

const mostTogether = 256; // logs
const atOnce = 8; // that are cut while others are waited for

/** Cuts logs, some at a time; those before are read meanwhile. */
async function* cutLogs(logs: readonly SmallLog[], options: ReadTogetherOptions): AsyncGenerator<readonly Cut[]> {
  const {clock = () => performance.now()} = options;
  for (let start = 0; start < logs.length; start += mostTogether) {
    const begun = clock();
    const pieces = join(options.pieces, start % (2 * mostTogether) === 0 ? "even" : "odd");
    const some = logs.slice(start, start + mostTogether);
    const cuts: (Omit<Cut, "seconds"> | null)[] = [];
    for (let i = 0; i < some.length; i += atOnce)
      cuts.push(
        ...(await Promise.all(some.slice(i, i + atOnce).map((log, j) => cutLog(log, i + j, {...options, pieces}))))
      );
    const seconds = (clock() - begun) / 1000 / some.length;
    yield cuts.flatMap((cut) => (cut ? [{...cut, seconds}] : []));
  }
}

/** A log that was cut, and how DuckDB can read it. */
interface Cut extends SmallLog {
  readonly chosen: ChosenReading;
  readonly start: Buffer; // of its text
  readonly plans: readonly Plan[]; // of its one piece, and of a last line without an end
  readonly first: number; // the member that the first of them is
  readonly seconds: number; // to cut it: its share of the time of those that were cut at once
}

/** Cuts a log; null if it is not as plain as most are. */
async function cutLog(
  log: SmallLog,
  place: number,
  {chunkSize, clientOf = null, pieces}: ReadTogetherOptions
): Promise<Omit<Cut, "seconds"> | null> {
  const {file, hints} = log;
  try {
    if (isParquet(file)) return null;
    const compression = await compressionOf(file);
    const {start, ...lines} = await sampleLog(file, compression);
    const chosen = chooseReading({...lines, modified: file.mtime}, hints);
    const reading = clientOf ? chosen.reading : {...chosen.reading, forwardedFor: undefined};
    const folder = join(pieces, String(place).padStart(digits, "0"));
    await mkdir(folder, {recursive: true});
    const broken: string[] = [];
    const cut = cutPieces(untilBroken(openLog(file, compression).blocks, broken), {
      folder,
      size: Math.min(chunkSize, mostText),
      skip: reading.header,
      split: reading.spans ? reading.split : null
    });
    const plans: Plan[] = [];
    for await (const piece of cut) {
      const plan = plans.length < 1 + Number(!piece.settled) ? await planReading(piece, reading) : null;
      if (!plan || (reading.spans && piece.quotes) || !(await linesFit(plan))) return null;
      plans.push(plan);
    }
    if (broken.length > 0) return null;
    return {...log, chosen, start, plans, first: 2 * place};
  } catch (error) {
    if (error instanceof UserError || isUnreadable(error)) return null; // readLog tells it
    throw error;
  }
}

const mostText = 4e6; // bytes of a log that is small
const digits = 5;

/** What must be the same in logs that are read by one query; null for a log without lines. */
function wayOf({code, plans, chosen}: Cut): string | null {
  const [way, ...others] = plans.map(({piece, reading, columns, dialect, relate}) =>
    JSON.stringify([
      ...[code, chosen.digest, columns, reading.columns, dialect, relate("log")],
      ...[eventsOf(piece, reading), reading.skips, reading.forwardedFor]
    ])
  );
  return others.every((other) => other === way) ? (way ?? null) : null;
}

/** Reads logs by one query, and saves the entries of those that it could read. */
async function readGroup(
  connection: DuckDBConnection,
  group: readonly Cut[],
  {ledger, canonical, clientOf = null, clock = () => performance.now()}: ReadTogetherOptions
): Promise<Map<LogFile, Entry>> {
  const begun = clock();
  const folder = ledger.start();
  const file = newName();
  const path = join(ledger.folder({id: folder}), file);
  const counts = await copyTogether(connection, group, path).catch(() => null); // readLog tells what is wrong
  const whole = group.filter(({plans, first}) =>
    plans.every(({piece: {lines, blank}}, i) => {
      const {events = 0, skipped = 0} = counts?.get(first + i) ?? {};
      return events + skipped + blank === lines;
    })
  );
  if (!counts || whole.length === 0) {
    rmSync(ledger.folder({id: folder}), {recursive: true});
    return new Map();
  }
  if (whole.length < group.length) await keepOnly(connection, path, whole);
  const [{reading}] = group[0].plans;
  await canonicalize(connection, path, {
    columns: [...Object.keys(reading.events), "member"],
    canonical,
    clientOf: reading.forwardedFor === undefined ? null : clientOf
  });
  const lines = whole.flatMap(({plans}) => plans).reduce((sum, {piece}) => sum + piece.lines, 0);
  const bytesOf = ({lines: some}: Piece) => Math.round((statSync(path).size * some) / lines);
  const seconds = (clock() - begun) / 1000 / group.length;
  const entries = whole.map((log): [LogFile, Entry] => {
    const parts = log.plans.map(({piece}, i): Part => {
      const member = log.first + i;
      const {events = 0, skipped = 0, first_seen = null, last_seen = null} = counts.get(member) ?? {};
      const sums = {lines: piece.lines, events, rejected: 0, skipped: skipped + piece.blank};
      return {file, member, bytes: bytesOf(piece), ...sums, first_seen, last_seen};
    });
    const settled = log.plans.filter(({piece}) => piece.settled).length;
    const tail =
      settled < parts.length ? {segment: log.plans[settled].piece.segment, part: parts[settled], rejects: []} : null;
    const entry: Entry = {
      ...describeLog(log.file, {...log, trusting: clientOf !== null}),
      ...{id: memberId(folder, log.first), segments: log.plans.slice(0, settled).map(({piece}) => piece.segment)},
      ...{parts: parts.slice(0, settled), tail, rejects: [], inForce: log.plans[0].reading.inForce?.() ?? []},
      ...{finished: true, seconds: log.seconds + seconds, goneSince: null}
    };
    return [log.file, entry];
  });
  ledger.save(...entries.map(([, entry]) => entry));
  return new Map(entries);
}

/** What became of the lines of a piece. */
interface Counts {
  readonly events: number;
  readonly skipped: number;
  readonly first_seen: number | null; // milliseconds since 1970
  readonly last_seen: number | null;
}

/** Copies what is an event into a file, with the number of its member; counts by member. */
async function copyTogether(
  connection: DuckDBConnection,
  group: readonly Cut[],
  to: string
): Promise<Map<number, Counts>> {
  const plans = group.flatMap(({plans}) => plans);
  const [{piece, reading, columns, dialect, relate}] = plans;
  const paths = plans.map(({path}) => path);
  const rows = readCsv(paths, columns, dialect, "ignore_errors = true, filename = 'piece_path'");
  const end = `right(replace(piece_path, '.doubled', ''), ${digits + "/piece-0".length})`;
  const member = `left(${end}, ${digits})::INTEGER * 2 + right(${end}, 1)::INTEGER`;
  let fields = relate(`(SELECT * EXCLUDE (piece_path), ${member} AS piece_member FROM ${rows})`);
  if (reading.skips) {
    const marked = `SELECT *, ${reading.skips} AS is_skipped FROM ${fields}`;
    await connection.run(`CREATE OR REPLACE TEMP TABLE piece_fields AS ${marked}`);
    fields = "(FROM piece_fields WHERE is_skipped IS NOT true)";
  }
  const {from, select, valid} = eventsFrom(eventsOf(piece, reading), fields, ["piece_member", ...forwardedOf(reading)]);
  const names = ["piece_member AS member", select, ...forwarded(reading)].join(", ");
  await copyEvents(connection, `SELECT ${names} FROM ${from} WHERE ${valid}`, to);
  const events = `SELECT member, count(*) AS events, min(timestamp) AS first, max(timestamp) AS last FROM ${literal(to)} GROUP BY member`;
  const skipped = reading.skips
    ? "SELECT piece_member AS member, count(*) AS skipped FROM piece_fields WHERE is_skipped GROUP BY member"
    : "SELECT NULL::INTEGER AS member, 0 AS skipped WHERE false";
  const reader = await connection.runAndReadAll(`
    SELECT member, coalesce(events, 0)::DOUBLE, coalesce(skipped, 0)::DOUBLE, epoch_ms(first)::DOUBLE, epoch_ms(last)::DOUBLE
    FROM (${events}) FULL JOIN (${skipped}) USING (member)`);
  return new Map(
    (reader.getRowsJS() as number[][]).map(([member, events, skipped, first_seen, last_seen]) => [
      member,
      {events, skipped, first_seen, last_seen}
    ])
  );
}

/** Takes the rows of all other logs out of a file. */
async function keepOnly(connection: DuckDBConnection, path: string, logs: readonly Cut[]): Promise<void> {
  const members = logs.flatMap(({plans, first}) => plans.map((_, i) => first + i));
  await copyEvents(connection, `FROM ${literal(path)} WHERE member IN (${members.join(", ")})`, `${path}.new`);
  await rename(`${path}.new`, path);
}

import {createReadStream} from "node:fs";
import {mkdir, rm} from "node:fs/promises";
import {join} from "node:path";
import type {DuckDBConnection} from "@duckdb/node-api";
import type {Reading} from "../formats/index.js";
import {literal} from "../sql.js";
import {copyCarefully} from "./copy-carefully.js";
import {copyEvents} from "./copy-events.js";
import type {Piece} from "./cut-pieces.js";
import {cutPieces} from "./cut-pieces.js";
import type {Misfits} from "./misfits.js";
import {setBrokenApart, setMisfitsApart, setUnplainApart} from "./misfits.js";
import {readAlone, readFast} from "./read-fast.js";

export interface Rejected {
  readonly line: number; // from 1
  readonly reason: string;
  readonly text: string; // the line, cut short
}

export interface PieceCounts {
  readonly events: number;
  readonly rejected: number;
  readonly skipped: number;
  readonly rejects: readonly Rejected[]; // the first of them
}

export interface ReadPieceOptions {
  to: string; // the Parquet file
  samples: number; // rejects to keep
}

/**
 * Reads a piece into a Parquet file of events. DuckDB cuts the lines, which is fast, and those that it passes over are cut again
 * alone. Where that does not make up for all, a line may have taken others with it: then lines that may do so are set apart. What
 * DuckDB cannot cut even so is cut line by line. Each line ends as an event, rejected or skipped.
 */
export async function readPiece(
  connection: DuckDBConnection,
  piece: Piece,
  reading: Reading,
  {to, samples}: ReadPieceOptions
): Promise<PieceCounts> {
  const options = {to, samples};
  const unplain = piece.plain ? null : await setUnplainApart(piece, reading);
  if (unplain)
    return readApart(connection, piece, reading, {
      ...{...options, misfits: unplain},
      readFit: (fit) => readPiece(connection, fit, reading, options)
    });
  const misfits = await setMisfitsApart(piece, reading);
  if (misfits)
    return readApart(connection, piece, reading, {
      ...{...options, misfits},
      readFit: (fit) => readCut(connection, fit, reading, options)
    });
  const fast = await readFast(connection, piece, reading, options);
  if (fast) return fast;
  const broken = await setBrokenApart(piece, reading);
  if (broken)
    return readApart(connection, piece, reading, {
      ...{...options, misfits: broken},
      readFit: (fit) => readCut(connection, fit, {...reading, spans: false, inForce: undefined}, options)
    });
  // Where one record spans lines, many do: DuckDB would try each part in vain.
  return reading.spans && piece.quotes
    ? copyCarefully(connection, piece, reading, options)
    : copyInParts(connection, piece, reading, {...options, tried: {fast: 0, careful: 0}});
}

interface ReadApartOptions extends ReadPieceOptions {
  misfits: Misfits;
  readFit: (fit: Piece) => Promise<PieceCounts>; // reads the others
}

/** Reads a piece whose misfits were set apart. */
async function readApart(
  connection: DuckDBConnection,
  piece: Piece,
  reading: Reading,
  {to, samples, misfits: {fit, alone, numberOf}, readFit}: ReadApartOptions
): Promise<PieceCounts> {
  const most = await readFit(fit);
  const rest = await readAlone(connection, piece, reading, {to, samples, lines: alone});
  await Promise.all([fit, alone].map(({path}) => rm(path)));
  const rejects = [
    ...most.rejects.map((reject) => ({...reject, line: piece.firstLine + numberOf(reject.line) - 1})),
    ...rest.rejects
  ];
  return {
    events: most.events + rest.events,
    rejected: most.rejected + rest.rejected,
    skipped: most.skipped + rest.skipped,
    rejects: rejects.sort((a, b) => a.line - b.line).slice(0, samples)
  };
}

/** Reads a piece of lines that are cut one by one. */
async function readCut(
  connection: DuckDBConnection,
  piece: Piece,
  reading: Reading,
  options: ReadPieceOptions
): Promise<PieceCounts> {
  const fast = await readFast(connection, piece, reading, options);
  return fast ?? copyInParts(connection, piece, reading, {...options, tried: {fast: 0, careful: 0}});
}

const partSizes = [16 * 1024 * 1024, 1024 * 1024]; // bytes: of the broken lines of a larger one, DuckDB notes too many to tell them all
const patience = 8; // parts that go the careful way before the rest is not tried any longer

interface Tried {
  fast: number; // parts
  careful: number;
}

/**
 * Reads a piece again in parts, and those in smaller ones, so that a broken line, or one that DuckDB can't pass over, slows only its own
 * part. Where nearly every part has such a line, the rest goes the careful way at once.
 */
async function copyInParts(
  connection: DuckDBConnection,
  piece: Piece,
  reading: Reading,
  {to, samples, tried, below = Infinity}: ReadPieceOptions & {tried: Tried; below?: number} // bytes of a larger part
): Promise<PieceCounts> {
  const size = partSizes.find((size) => size < below && piece.bytes > 2 * size); // a part is larger than that if one line is
  if (size === undefined) {
    tried.careful++;
    return copyCarefully(connection, piece, reading, {to, samples});
  }
  const folder = `${piece.path}.parts`;
  await mkdir(folder);
  const total = {events: 0, rejected: 0, skipped: 0, rejects: [] as Rejected[]};
  const files: string[] = [];
  const add = async (read: (left: ReadPieceOptions) => Promise<PieceCounts>): Promise<void> => {
    const file = join(folder, `${files.length}.parquet`);
    const counts = await read({to: file, samples: samples - total.rejects.length});
    files.push(file);
    for (const name of ["events", "rejected", "skipped"] as const) total[name] += counts[name];
    total.rejects.push(...counts.rejects);
  };
  const blocks = createReadStream(piece.path, {highWaterMark: partSizes.at(-1)}) as AsyncIterable<Buffer>;
  let [start, lines] = [0, 0];
  for await (const part of cutPieces(blocks, {folder, size, firstLine: piece.firstLine})) {
    await add(async (left) => {
      const fast = await readFast(connection, part, reading, left);
      if (fast) tried.fast++;
      return fast ?? copyInParts(connection, part, reading, {...left, tried, below: size});
    });
    start += part.segment.bytes;
    lines += part.lines;
    if (tried.careful > patience && tried.careful > 9 * tried.fast) break;
  }
  if (lines < piece.lines) {
    const rest = {...piece, firstLine: piece.firstLine + lines, lines: piece.lines - lines};
    await add((left) => copyCarefully(connection, rest, reading, {...left, start}));
  }
  await copyEvents(connection, `FROM read_parquet([${files.map(literal).join(", ")}])`, to);
  await rm(folder, {recursive: true});
  return total;
}

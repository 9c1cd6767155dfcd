import {createReadStream} from "node:fs";
import {open} from "node:fs/promises";
import type {Reading} from "../formats/index.js";
import type {Piece} from "./cut-pieces.js";
import type {Rejected} from "./read-piece.js";
import {separator} from "./read-csv.js";
import {decodeLine, longest, mostLines} from "./record-end.js";

const lineFeed = 10;

export interface SplitOptions {
  to: string;
  samples: number; // rejects to keep
  start?: number; // byte of the piece at which a line begins, the first that is cut
  numbers?: readonly number[]; // of its lines in the log; by default they follow on `firstLine`
}

export interface SplitResult {
  readonly rejected: number;
  readonly skipped: number;
  readonly rejects: Rejected[]; // the first of them
}

/**
 * Cuts a piece line by line with the format's own `split` and writes the fields, with the line's number before them, in a form that
 * cannot be misread: one record a line, fields between `separator`, nothing quoted. What would break that form (NUL, line ends, the
 * separator itself) becomes a space. The lines that a record spans, which follow one another in the log, count as skipped but for its first.
 */
export async function splitPiece(
  piece: Pick<Piece, "path" | "firstLine">,
  reading: Reading,
  {to, samples, start = 0, numbers}: SplitOptions
): Promise<SplitResult> {
  const out = await open(to, "w");
  const result = {rejected: 0, skipped: 0, rejects: [] as Rejected[]};
  let queue: (string | null)[] = []; // null is a line that is too long
  let cut = 0; // lines
  const numberOf = (line: number) => numbers?.[line] ?? piece.firstLine + line;
  let records: string[] = [];

  function reject(reason: string, text: string) {
    result.rejected++;
    if (result.rejects.length < samples) result.rejects.push({line: numberOf(cut), reason, text: text.slice(0, 300)});
  }

  /** Takes records from the queue while `ahead` lines stay in it. */
  function drain(ahead: number) {
    let at = 0;
    while (queue.length - at > ahead) {
      const follows = (lines: number) => numberOf(cut + lines) === numberOf(cut) + lines;
      const {fields, taken} = takeRecord(queue, at, reading, {reject, follows});
      if (fields === "skip") result.skipped++;
      else if (fields) records.push(`${numberOf(cut)}${separator}${fields.map(field).join(separator)}\n`);
      result.skipped += taken - 1;
      cut += taken;
      at += taken;
    }
    queue = queue.slice(at);
  }

  try {
    for await (const line of readLines(piece.path, start)) {
      queue.push(line);
      if (queue.length < 5000) continue;
      drain(mostLines);
      await out.write(records.join(""));
      records = [];
    }
    drain(0);
    await out.write(records.join(""));
  } finally {
    await out.close();
  }
  return result;
}

function takeRecord(
  queue: readonly (string | null)[],
  at: number,
  {split, spans}: Reading,
  {reject, follows}: {reject: (reason: string, text: string) => void; follows: (lines: number) => boolean}
) {
  const line = queue[at];
  if (line === null) {
    reject("line of more than 1 MB", "");
    return {fields: null, taken: 1};
  }
  const cut = split(line);
  if (Array.isArray(cut)) return {fields: cut as readonly (string | null)[], taken: 1};
  if ("skip" in cut) return {fields: "skip" as const, taken: 1};
  const {reject: reason, open: unclosed} = cut as {reject: string; open?: boolean};
  for (let taken = 2, text = line; spans && unclosed && taken <= mostLines && at + taken <= queue.length; taken++) {
    const next = queue[at + taken - 1];
    if (next === null || !follows(taken - 1)) break;
    const joined = split((text += `\n${next}`));
    if (Array.isArray(joined)) return {fields: joined as readonly (string | null)[], taken};
  }
  reject(reason, line);
  return {fields: null, taken: 1};
}

function field(value: string | null): string {
  return value === null ? "" : value.replace(/[\u0000\n\r\u001f]/g, " ");
}

/** The lines of a file without their ends, as UTF-8, or as Latin-1 where they are not; null for one that is too long. */
async function* readLines(path: string, first: number): AsyncGenerator<string | null> {
  let rest: Buffer[] = [];
  let length = 0;
  for await (const block of createReadStream(path, {
    start: first,
    highWaterMark: 1024 * 1024
  }) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = block.indexOf(lineFeed); end >= 0; end = block.indexOf(lineFeed, start)) {
      yield decode(rest, length, block.subarray(start, end));
      rest = [];
      length = 0;
      start = end + 1;
    }
    length += block.length - start;
    if (length <= longest) rest.push(block.subarray(start));
  }
  if (length > 0) yield decode(rest, length, Buffer.alloc(0));
}

function decode(rest: readonly Buffer[], length: number, end: Buffer): string | null {
  if (length + end.length > longest) return null;
  return decodeLine(rest.length > 0 ? Buffer.concat([...rest, end]) : end);
}

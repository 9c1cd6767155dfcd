import {createHash} from "node:crypto";
import {open} from "node:fs/promises";
import type {Segment} from "./cut-pieces.js";
import type {LogFile} from "./find-logs.js";
import {compressionOf, openLog} from "./open-log.js";
import {isParquet} from "./is-parquet.js";
import {BrokenLogError} from "./broken-log.js";

export const headSize = 2048; // bytes of a log's text by which it is told from others

/** The first bytes of a log's text, by which logs that cannot be the same are told apart. */
export async function headOf(file: LogFile): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const block of await blocksOf(file)) {
    const part = Buffer.from(block.subarray(0, headSize - length));
    parts.push(part);
    length += part.length;
    if (length >= headSize) break;
  }
  return Buffer.concat(parts);
}

/** Whether one of two beginnings is the beginning of the other: only then may their logs share anything. */
export function headsAgree(a: Buffer, b: Buffer): boolean {
  const length = Math.min(a.length, b.length);
  return a.subarray(0, length).equals(b.subarray(0, length));
}

/** How the text of a log relates to segments: they are all of it, its beginning, or neither. */
export async function matchSegments(
  file: LogFile,
  segments: readonly Segment[]
): Promise<"all" | "beginning" | "neither"> {
  let at = 0;
  let hash = createHash("sha256");
  let left = segments[0]?.bytes ?? 0;
  for await (const block of await blocksOf(file)) {
    for (let rest = block; rest.length > 0;) {
      if (at === segments.length) return "beginning";
      const part = rest.subarray(0, left);
      hash.update(part);
      left -= part.length;
      rest = rest.subarray(part.length);
      if (left > 0) continue;
      if (hash.digest("hex") !== segments[at].digest) return "neither";
      hash = createHash("sha256");
      left = segments[++at]?.bytes ?? 0;
    }
  }
  return at === segments.length ? "all" : "neither";
}

/** Whether the bytes of a plain file that end at `end` are a segment. */
export async function endsWithSegment(path: string, end: number, {bytes, digest}: Segment): Promise<boolean> {
  const file = await open(path);
  try {
    const hash = createHash("sha256");
    const buffer = Buffer.allocUnsafe(Math.min(4 * 1024 * 1024, bytes));
    for (let at = end - bytes; at < end;) {
      const {bytesRead} = await file.read(buffer, 0, Math.min(buffer.length, end - at), at);
      if (bytesRead === 0) return false;
      hash.update(buffer.subarray(0, bytesRead));
      at += bytesRead;
    }
    return hash.digest("hex") === digest;
  } finally {
    await file.close();
  }
}

/** How the texts of two logs relate: equal, or one is the beginning of the other (`shorter`, `longer`), or they differ. */
export async function compareTexts(a: LogFile, b: LogFile): Promise<"equal" | "shorter" | "longer" | "different"> {
  const others = (await blocksOf(b))[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  try {
    for await (const block of await blocksOf(a)) {
      for (let at = 0; at < block.length;) {
        if (rest.length === 0) {
          const next = await others.next();
          if (next.done) return "longer";
          rest = next.value;
          continue;
        }
        const length = Math.min(rest.length, block.length - at);
        if (!block.subarray(at, at + length).equals(rest.subarray(0, length))) return "different";
        rest = rest.subarray(length);
        at += length;
      }
    }
    while (rest.length === 0) {
      const next = await others.next();
      if (next.done) return "equal";
      rest = next.value;
    }
    return "shorter";
  } finally {
    await others.return?.();
  }
}

/** A file's bytes as one segment, for files that are no text. */
export async function wholeSegment(file: LogFile): Promise<Segment> {
  const hash = createHash("sha256");
  for await (const block of await blocksOf(file)) hash.update(block);
  return {bytes: file.size, digest: hash.digest("hex")};
}

/** The text of a log; if it is damaged, what stands before the damage. Of Parquet, its bytes. */
async function blocksOf(log: LogFile): Promise<AsyncIterable<Buffer>> {
  const {blocks} = openLog(log, isParquet(log) ? "none" : await compressionOf(log));
  return (async function* () {
    try {
      yield* blocks;
    } catch (error) {
      if (!(error instanceof BrokenLogError)) throw error;
    }
  })();
}

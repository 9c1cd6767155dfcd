import {isUtf8} from "node:buffer";
import type {Split} from "../formats/index.js";

export const longest = 1024 * 1024; // bytes of a line; a longer one is rejected
export const mostLines = 16; // that a record may span

const [lineFeed, quote] = [10, 34];

/**
 * Where the last record ends that ends at or before `end`, in whole lines of which the first begins a record; 0 if none does. So
 * that it takes a few lines and not all, it starts at a line before `end` at which a record begins whatever came before: one that
 * no record of the lines before it could reach over.
 */
export function lastRecordEnd(lines: Buffer, end: number, split: Split): number {
  const known = new Map<number, number>();
  const endOf = (start: number) => {
    if (!known.has(start)) known.set(start, recordEnd(lines, start, split));
    return known.get(start)!;
  };
  let at = end;
  for (let [start, behind] = [at, 1]; start > 0 && behind < mostLines; behind++) {
    start = start < 2 ? 0 : lines.lastIndexOf(lineFeed, start - 2) + 1;
    if (endOf(start) > at) [at, behind] = [start, 0];
  }
  while (at < end && endOf(at) <= end) at = endOf(at);
  return at;
}

/** Where the record ends that begins at a line; Infinity if lines are missing to tell. A line with a fault is one by itself. */
export function recordEnd(lines: Buffer, start: number, split: Split): number {
  const end = lines.indexOf(lineFeed, start) + 1;
  const line = lines.subarray(start, end - 1);
  if (line.length > longest || !line.includes(quote)) return end;
  const cut = split(decodeLine(line));
  if (Array.isArray(cut) || !("open" in cut && cut.open)) return end;
  let text = decodeLine(line);
  for (let [taken, at] = [2, end]; taken <= mostLines; taken++) {
    const next = lines.indexOf(lineFeed, at) + 1;
    if ((next || lines.length + 1) - 1 - at > longest) return end;
    if (next === 0) return Infinity;
    text += `\n${decodeLine(lines.subarray(at, next - 1))}`;
    if (Array.isArray(split(text))) return next;
    at = next;
  }
  return end;
}

/** A line without its end, as UTF-8, or as Latin-1 where it is not. */
export function decodeLine(bytes: Buffer): string {
  return bytes.toString(isUtf8(bytes) ? "utf8" : "latin1").replace(/\r$/, "");
}

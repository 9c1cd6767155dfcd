import {createReadStream} from "node:fs";
import type {Dialect} from "../formats/index.js";

const [lineFeed, carriageReturn, space, hyphen] = [10, 13, 32, 45];

/**
 * Whether all lines that end in an empty field or in a hyphen have so many fields. DuckDB passes over fields too many if they
 * are empty or stand for nothing, and what stands before them may be in the wrong columns; other lines it counts itself.
 */
export async function fieldsFit(path: string, dialect: Dialect, fields: number): Promise<boolean> {
  const count = fieldCounter(dialect);
  const delim = dialect.delim.charCodeAt(0);
  let kept = Buffer.alloc(0);
  for await (const block of createReadStream(path, {highWaterMark: 4 * 1024 * 1024}) as AsyncIterable<Buffer>) {
    const text = kept.length > 0 ? Buffer.concat([kept, block]) : block;
    let start = 0;
    for (let end = text.indexOf(lineFeed); end >= 0; end = text.indexOf(lineFeed, start)) {
      if (!fits(text, start, end)) return false;
      start = end + 1;
    }
    kept = Buffer.from(text.subarray(start));
  }
  return fits(kept, 0, kept.length);

  function fits(text: Buffer, start: number, end: number): boolean {
    const last = text[end - 1] === carriageReturn ? text[end - 2] : text[end - 1];
    return end <= start || (last !== delim && last !== hyphen) || count(text, start, end) === fields;
  }
}

/** Counts the fields of a line between two places of a buffer, as DuckDB cuts it; -1 where a quote stands that it does not take. */
export function fieldCounter({delim, quote, escape}: Dialect): (text: Buffer, start: number, end: number) => number {
  const [delimByte, quoteByte, escapeByte] = [delim, quote, escape].map((text) => text.charCodeAt(0));
  return (text, start, end) => {
    let count = 1;
    let inQuotes = false;
    let fresh = true; // nothing of the field has come, so that a quote opens it
    let closed = false; // a quote has closed it
    for (let at = start; at < end; at++) {
      const byte = text[at];
      if (byte === escapeByte && escapeByte !== quoteByte && inQuotes) at++;
      else if (byte === quoteByte && (inQuotes || fresh)) {
        closed = inQuotes;
        inQuotes = !inQuotes;
      } else if (byte === delimByte && !inQuotes) {
        count++;
        fresh = true;
        closed = false;
      } else if (byte !== space && !inQuotes) {
        if (closed && byte !== carriageReturn) return -1;
        fresh = false;
      }
    }
    return inQuotes ? -1 : count;
  };
}

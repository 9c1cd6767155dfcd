import {open} from "node:fs/promises";
import type {Dialect} from "../formats/index.js";
import type {Piece} from "./cut-pieces.js";
import {openLog} from "./open-log.js";

const [lineFeed, backslash] = [10, 92];

/**
 * Writes a piece again as `to`, with a second backslash before each in quotes that escapes neither a quote nor another. DuckDB
 * takes away the first backslash of any two characters, so that `\x16` would become `x16`; a server writes such things for
 * bytes that it does not print, and they stay as it wrote them. Lines without a backslash stay as they are.
 */
export async function doubleBackslashes(piece: Piece, to: string, {delim, quote}: Dialect): Promise<void> {
  const fields = new RegExp(String.raw`${quote}(?:[^${quote}\\]|\\.)*${quote}?|[^${delim}]+`, "gs");
  const inQuotes = new RegExp(String.raw`\\(?:[${quote}\\])|\\`, "g");
  const repair = (line: string) =>
    line.replace(fields, (field) =>
      field.startsWith(quote) ? field.replace(inQuotes, (found) => (found.length > 1 ? found : "\\\\")) : field
    );
  const out = await open(to, "w");
  let kept = Buffer.alloc(0);
  try {
    for await (const block of openLog({path: piece.path, size: piece.bytes, member: null}, "none").blocks) {
      const bytes = kept.length > 0 ? Buffer.concat([kept, block]) : block;
      const end = bytes.lastIndexOf(lineFeed) + 1;
      await out.writeFile(repairLines(bytes.subarray(0, end), repair));
      kept = Buffer.from(bytes.subarray(end));
    }
    await out.writeFile(repairLines(kept, repair));
  } finally {
    await out.close();
  }
}

function repairLines(bytes: Buffer, repair: (line: string) => string): Buffer {
  const parts: Buffer[] = [];
  let done = 0;
  for (let at = bytes.indexOf(backslash); at >= 0; at = bytes.indexOf(backslash, done)) {
    const start = bytes.lastIndexOf(lineFeed, at) + 1;
    const end = bytes.indexOf(lineFeed, at);
    parts.push(bytes.subarray(done, start));
    done = end < 0 ? bytes.length : end;
    parts.push(Buffer.from(repair(bytes.toString("latin1", start, done)), "latin1")); // a character a byte, whatever they mean
  }
  return parts.length === 0 ? bytes : Buffer.concat([...parts, bytes.subarray(done)]);
}

import {constants, open} from "node:fs/promises";
import type {Dialect, Reading} from "../formats/index.js";
import type {Piece} from "./cut-pieces.js";
import {openLog} from "./open-log.js";
import {wholeLines} from "./whole-lines.js";

const [lineFeed, backslash] = [10, 92];

/** Whether DuckDB would take backslashes away that a piece must keep. */
export function losesBackslashes({quotes, backslashes}: Piece, {escape}: Dialect): boolean {
  return quotes && backslashes && escape === "\\";
}

/** Doubles the backslashes of pieces that need it as they come, so that it is done while the piece before is read. */
export async function* doubledAhead(pieces: AsyncIterable<Piece>, {dialect, layout}: Reading): AsyncGenerator<Piece> {
  for await (const piece of pieces)
    yield piece.plain && !layout && losesBackslashes(piece, dialect)
      ? {...piece, doubled: await doubleBackslashes(piece, dialect)}
      : piece;
}

/**
 * Writes a piece again beside it and gives the path, with a second backslash before each in quotes that escapes neither a quote nor
 * another. DuckDB takes away the first backslash of any two characters, so that `\x16` would become `x16`; a server writes such things for
 * bytes that it does not print, and they stay as it wrote them. Lines without a backslash stay as they are.
 */
export async function doubleBackslashes(piece: Piece, {delim, quote}: Dialect): Promise<string> {
  const fields = new RegExp(String.raw`${quote}(?:[^${quote}\\]|\\.)*${quote}?|[^${delim}]+`, "gs");
  const inQuotes = new RegExp(String.raw`\\(?:[${quote}\\])|\\`, "g");
  const repair = (line: string) =>
    line.replace(fields, (field) =>
      field.startsWith(quote) ? field.replace(inQuotes, (found) => (found.length > 1 ? found : "\\\\")) : field
    );
  const to = `${piece.path}.doubled`;
  const out = await open(to, constants.O_CREAT | constants.O_WRONLY); // written over, as pieces are
  let repaired = Buffer.alloc(0); // one for all blocks
  let bytes = 0;
  try {
    for await (const lines of wholeLines(openLog({path: piece.path, size: piece.bytes, member: null}, "none").blocks)) {
      if (repaired.length < 2 * lines.length) repaired = Buffer.allocUnsafe(2 * lines.length);
      const block = repaired.subarray(0, repairLines(lines, repair, repaired));
      await out.writeFile(block); // goes on where the last ended
      bytes += block.length;
    }
    await out.truncate(bytes);
    return to;
  } finally {
    await out.close();
  }
}

/** Copies lines, those with a backslash repaired, and gives the length of all. */
function repairLines(lines: Buffer, repair: (line: string) => string, to: Buffer): number {
  let [done, length] = [0, 0];
  for (let at = lines.indexOf(backslash); at >= 0; at = lines.indexOf(backslash, done)) {
    const start = lines.lastIndexOf(lineFeed, at) + 1;
    const end = lines.indexOf(lineFeed, at);
    length += lines.copy(to, length, done, start);
    done = end < 0 ? lines.length : end;
    length += to.write(repair(lines.toString("latin1", start, done)), length, "latin1"); // a character a byte, whatever they mean
  }
  return length + lines.copy(to, length, done);
}

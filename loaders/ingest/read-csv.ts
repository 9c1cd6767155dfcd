import type {Dialect} from "../formats/index.js";
import {literal} from "../sql.js";

export const separator = "\x1f"; // between fields that TypeScript has cut; no text holds it, see splitPiece

const longest = 4_000_000; // bytes of a line
// Bytes that are read at once. DuckDB's allocator gives what is larger than 8 MB back to the system each time, which takes as long as to cut it.
const buffer = 5_000_000;

/** SQL: the relation of the text fields of a file, or of several, null where a field is empty or a hyphen. */
export function readCsv(
  path: string | readonly string[],
  columns: readonly string[],
  {delim, quote, escape}: Dialect,
  faults = "ignore_errors = true"
): string {
  const types = columns.map((name) => `${literal(name)}: 'VARCHAR'`).join(", ");
  return `read_csv([${[path].flat().map(literal).join(", ")}], columns = {${types}}, header = false, auto_detect = false, delim = ${literal(delim)},
    quote = ${literal(quote)}, escape = ${literal(escape)}, nullstr = ['', '-'], max_line_size = ${longest}, buffer_size = ${buffer}, ${faults})`;
}

import type {Dialect} from "../formats/index.js";
import {literal} from "../sql.js";

export const separator = "\x1f"; // between fields that TypeScript has cut; no text holds it, see splitPiece

/** SQL: the relation of the text fields of a file, or of several, null where a field is empty or a hyphen. */
export function readCsv(
  path: string | readonly string[],
  columns: readonly string[],
  {delim, quote, escape}: Dialect,
  faults = "ignore_errors = true"
): string {
  const types = columns.map((name) => `${literal(name)}: 'VARCHAR'`).join(", ");
  return `read_csv([${[path].flat().map(literal).join(", ")}], columns = {${types}}, header = false, auto_detect = false, delim = ${literal(delim)},
    quote = ${literal(quote)}, escape = ${literal(escape)}, nullstr = ['', '-'], max_line_size = 4000000, ${faults})`;
}

import {identifier} from "../sql.js";
import type {EventColumn} from "./event-columns.js";
import type {LogFormat} from "./format.js";
import type {Header} from "./headed.js";
import {headedFormat, unquoted} from "./headed.js";

export interface ZeekOptions {
  readonly name: string;
  readonly about: string;
  readonly path: string; // what the log's `#path` says
  readonly columns: readonly string[];
  readonly events: Partial<Record<EventColumn, string>>;
}

const defaults = {separator: "\t", unset_field: "-", empty_field: "(empty)", path: "", fields: ""};
const kept = Object.keys(defaults);

/**
 * A log of Zeek's ASCII writer: `#` lines say what separates fields, what stands for nothing, which log it is and which fields
 * it has. `-` is unset and `(empty)` an empty text; both are null here. Other logs that were joined to it are skipped.
 * Source: Zeek, log formats and inspection.
 */
export function zeek({name, about, path, columns, events}: ZeekOptions): LogFormat {
  return headedFormat({
    name,
    about,
    columns,
    start: () => headerOf([], path),
    follow: (line, {lines}) => {
      if (!line.startsWith("#")) return null;
      const key = keyOf(line);
      const before = key === "separator" ? [] : lines.filter((other) => keyOf(other) !== key);
      return headerOf(kept.includes(key) ? [...before, line] : lines, path);
    },
    events: () => events
  });
}

/** SQL: a text field, null if Zeek wrote that it is empty. */
export function text(field: string): string {
  return `nullif(${identifier(field)}, '${defaults.empty_field}')`;
}

function headerOf(lines: readonly string[], path: string): Header {
  const said = {...defaults};
  for (const line of lines) {
    const key = keyOf(line) as keyof typeof defaults;
    const value = line.slice(key.length + 2);
    said[key] = key === "separator" ? unescape(value.trim()) : value;
  }
  const {separator, unset_field, empty_field, fields} = said;
  const names = fields.toLowerCase().split(separator);
  const known = said.path === path && names.includes("ts") && names.includes("id.orig_h");
  return {
    lines,
    names: known ? names : null,
    dialect: unquoted(separator),
    empty: [unset_field, empty_field],
    fast: unset_field === defaults.unset_field && ["", defaults.empty_field].includes(empty_field),
    ...(said.path !== "" && said.path !== path ? {skip: "a record of another log"} : {})
  };
}

/** The word behind the `#`. Whatever separates the fields, it is no letter and no `_`. */
function keyOf(line: string): string {
  return /^#([a-z_]*)/.exec(line)![1];
}

/** `\x09` is how the separator is written. */
function unescape(text: string): string {
  return text.replace(/\\x([0-9A-Fa-f]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}

import {identifier, literal} from "../sql.js";
import {resolveNames} from "./aliases.js";
import type {Resolved} from "./aliases.js";
import type {EventColumn} from "./event-columns.js";
import type {LogFormat, Reading, Sample} from "./format.js";
import {timeText} from "./local-time.js";

const delimiters = [",", "\t", ";", "|"];
const preamble = 20; // lines that may stand before the header: blank ones and comments

const texts = [
  "source_ip",
  "dest_ip",
  "protocol",
  "status_code",
  "action",
  "conn_state",
  "method",
  "host",
  "path",
  "user_agent"
] as const;

const spans = [1, 2, 3, 4, 5, 6, 7, 8]; // lines that a record may have

interface Header {
  readonly line: number; // from 0
  readonly delim: string;
  readonly names: readonly string[];
  readonly resolved: Resolved;
}

/**
 * Comma, tab, semicolon or bar separated values with a header whose names resolve to a time and an address. Quoting as in
 * RFC 4180; columns in any order; names as in `aliases.ts`.
 */
export const csv: LogFormat = {
  name: "csv",
  about: "a header line with a time and an address column, separated by commas, tabs, semicolons or bars",
  general: true,
  score(sample) {
    const header = findHeader(sample);
    if (!header) return 0;
    const {line, delim, names} = header;
    const data = sample.lines.slice(line + 1).filter((text) => text.trim() !== "" && text !== sample.head[line]);
    return data.length === 0 ? 1 : shareOfRecords(data, delim, names.length);
  },
  read(sample) {
    const header = findHeader(sample);
    if (!header) throw new Error("missing header");
    return readingOf(header, sample);
  }
};

function readingOf({line, delim, names, resolved}: Header, sample: Sample): Reading {
  const columns = names.map((name, i) => `f${i + 1}_${name}`);
  const field = (name: string) => identifier(columns[names.indexOf(name)]);
  const events: Partial<Record<EventColumn, string>> = {};
  for (const [column, found] of Object.entries(resolved.columns))
    events[column as EventColumn] = found.length > 1 ? `coalesce(${found.map(field).join(", ")})` : field(found[0]);
  if (resolved.dateAndTime) {
    const [date, time] = ["date", "time"].map((wanted) =>
      field(names.find((name) => name.trim().toLowerCase() === wanted)!)
    );
    events.timestamp = `${date} || ${literal(" ")} || ${time}`;
  }
  events.timestamp = timeText(events.timestamp!, sample);
  // Spaces around a text are for `split`, which takes them away; other fields are no events with them.
  const padded = texts
    .flatMap((column) => resolved.columns[column] ?? [])
    .map(field)
    .map((text) => `coalesce(starts_with(${text}, ' ') OR ends_with(${text}, ' '), false)`);
  return {
    header: line + 1,
    columns,
    dialect: {delim, quote: '"', escape: '"'},
    spans: true,
    split(text) {
      if (text.trim() === "") return {skip: "blank line"};
      const fields = splitCsv(text, delim);
      if (!fields) return {reject: "unclosed quote", open: true};
      if (fields.length !== names.length) return {reject: `${fields.length} fields instead of ${names.length}`};
      if (fields.every((value, i) => value.trim() === names[i])) return {skip: "repeated header"};
      return fields.map(unpadded).map((value) => (value === "" || value === "-" ? null : value));
    },
    events,
    ...(padded.length === 0 ? {} : {spaced: padded.join(" OR ")}),
    ...(resolved.forwardedFor === null ? {} : {forwardedFor: field(resolved.forwardedFor)}),
    notes: resolved.notes
  };
}

/** Without spaces around it, and without what becomes one when it is written down. */
function unpadded(text: string): string {
  const isPadded = text.charCodeAt(0) <= 32 || text.charCodeAt(text.length - 1) <= 32;
  return isPadded ? text.replace(/^[ \n\r\0\x1f]+|[ \n\r\0\x1f]+$/g, "") : text;
}

function findHeader({head, mapping}: Sample): Header | null {
  const line = head.slice(0, preamble).findIndex((text) => text.trim() !== "" && !text.startsWith("#"));
  if (line < 0) return null;
  for (const delim of delimiters) {
    const names = splitCsv(head[line], delim)?.map((name) => name.trim());
    const resolved = names && names.length > 1 && resolveNames(names, mapping);
    if (names && resolved) return {line, delim, names, resolved};
  }
  return null;
}

/** The share of lines that are a record of so many fields, alone or with the lines after them. */
function shareOfRecords(lines: readonly string[], delim: string, fields: number): number {
  let good = 0;
  for (let at = 0; at < lines.length;) {
    const taken = spans.find((n) => splitCsv(lines.slice(at, at + n).join("\n"), delim)?.length === fields) ?? 0;
    good += Math.min(taken, lines.length - at);
    at += taken || 1;
  }
  return good / lines.length;
}

/** The fields of one line, quotes removed; null if a quote is not closed or text follows a closing quote. */
export function splitCsv(line: string, delim: string): string[] | null {
  if (!line.includes('"')) return line.split(delim);
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    let end: number;
    let first = at;
    while (line[first] === " ") first++; // before a quote DuckDB passes over them too
    if (line[first] === '"') {
      let text = "";
      for (let from = first + 1; ;) {
        const quote = line.indexOf('"', from);
        if (quote < 0) return null;
        text += line.slice(from, quote);
        end = quote + 1;
        if (line[end] !== '"') break;
        text += '"';
        from = end + 1;
      }
      if (end < line.length && line[end] !== delim) return null;
      fields.push(text);
    } else {
      end = line.indexOf(delim, at);
      if (end < 0) end = line.length;
      fields.push(line.slice(at, end));
    }
    if (end >= line.length) return fields;
    at = end + 1;
  }
}

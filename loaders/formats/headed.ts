import {identifier} from "../sql.js";
import {splitCsv} from "./csv.js";
import type {EventColumn} from "./event-columns.js";
import {orNull} from "./field-sql.js";
import type {Dialect, LogFormat, Reading, Sample, Split} from "./format.js";

/** What the header lines seen so far say of the lines that come. */
export interface Header {
  readonly lines: readonly string[]; // those that have to be seen to know it
  readonly names: readonly string[] | null; // of the fields, in lower case; null if the lines that come hold no events
  readonly dialect: Dialect;
  readonly empty?: readonly string[]; // texts that stand for nothing, besides the empty one and `-`
  readonly fast?: boolean; // DuckDB may cut the lines: it can take no header for an event; defaults to true
  readonly skip?: string; // why lines without names hold no events; if it is missing, they are rejected
}

/** The sample, and the records at the start of the log by the names of their fields. */
export interface Look extends Sample {
  readonly records: readonly Readonly<Record<string, string | null>>[];
}

export interface HeadedOptions {
  readonly name: string;
  readonly about: string;
  readonly columns: readonly string[]; // names of the fields that the events need, in lower case
  /** What is in force before the first line. */
  readonly start: (sample: Sample) => Header;
  /** What is in force behind a line that holds no record; null for a line that may be one. */
  readonly follow: (line: string, header: Header) => Header | null;
  /** Why a record is no event, else null. In the fast way, SQL must make the same record faulty. */
  readonly skip?: (field: (name: string) => string | null) => string | null;
  readonly aligned?: readonly string[]; // if spaces may stand around fields: the columns that SQL would read with them, as it does no counter
  readonly relation?: (from: string) => string;
  readonly events: (look: Look) => Partial<Record<EventColumn, string>>; // SQL over `columns`
  readonly forwardedFor?: string; // which of the columns has X-Forwarded-For
  readonly notes?: (look: Look) => readonly string[];
}

/** One character between fields, and no quotes. */
export const unquoted = (delim: string): Dialect => ({delim, quote: "", escape: ""});

/**
 * A format whose lines have the fields that a header line names, in its order; the header may come again, changed, within the
 * log. The lines at its start that hold no data are read from the sample, so that the first piece can go the fast way too.
 */
export function headedFormat(options: HeadedOptions): LogFormat {
  const {
    name,
    about,
    columns,
    aligned,
    start,
    follow,
    relation = same,
    events,
    forwardedFor,
    notes = () => []
  } = options;
  return {
    name,
    about,
    score(sample) {
      // Only the head is sure to show the header that is in force, so that the other places can say nothing.
      const {split, header} = cutter(options, start(sample));
      let [known, data, good] = [false, 0, 0];
      for (const line of sample.head) {
        const cut = split(line);
        known ||= header().names !== null;
        if ("skip" in cut) continue;
        data++;
        if (Array.isArray(cut)) good++;
      }
      return !known ? 0 : data === 0 ? 1 : good / data;
    },
    read(sample) {
      const {split, header} = cutter(options, start(sample));
      const data = sample.head.findIndex((line) => !("skip" in split(line)));
      const look = {...sample, records: recordsOf(options, sample)};
      return {
        header: data < 0 ? sample.head.length : data,
        columns,
        dialect: header().dialect,
        layout() {
          const {names, dialect, fast = true} = header();
          return names && fast ? {columns: nameOnce(names, columns), dialect} : null;
        },
        inForce: () => header().lines,
        changes: (line) => (follow(line, header()) ?? header()).lines.join("\n") !== header().lines.join("\n"),
        ...(aligned && !isAligned(sample.head, header().dialect)
          ? {relation, spaced: aligned.map((name) => `coalesce(${isPadded(name)}, false)`).join(" OR ")}
          : {relation: (from) => relation(aligned ? unpadded(from, columns) : from)}),
        split,
        spans: false,
        events: events(look),
        ...(forwardedFor !== undefined && header().names?.includes(forwardedFor)
          ? {forwardedFor: identifier(forwardedFor)}
          : {}),
        notes: notes(look)
      } satisfies Reading;
    }
  };
}

/** Cuts the lines of a log one after another, and tells which header is in force. */
function cutter({columns, aligned, follow, skip}: HeadedOptions, start: Header): {split: Split; header: () => Header} {
  let header = start;
  let positions = positionsOf(header);

  function positionsOf({names}: Header): ReadonlyMap<string, number> {
    return new Map(columns.map((name) => [name, names?.indexOf(name) ?? -1]));
  }

  function split(line: string): ReturnType<Split> {
    if (line.trim() === "") return {skip: "blank line"};
    const next = follow(line, header);
    if (next) {
      header = next;
      positions = positionsOf(header);
      return {skip: "header or comment"};
    }
    const {names, dialect, empty = []} = header;
    if (!names) return header.skip === undefined ? {reject: "no header names its fields"} : {skip: header.skip};
    const values = fieldsOf(line, dialect, names.length);
    if (values.length !== names.length) return {reject: `${values.length} fields instead of ${names.length}`};
    const field = (name: string) => {
      const text = values[positions.get(name)!] ?? "";
      const value = aligned ? text.replace(/^ +| +$/g, "") : text;
      return value === "" || value === "-" || empty.includes(value) ? null : value;
    };
    const why = skip?.(field) ?? null;
    return why === null ? columns.map(field) : {skip: why};
  }

  return {split, header: () => header};
}

function same(from: string): string {
  return from;
}

function isAligned(lines: readonly string[], {delim}: Dialect): boolean {
  return lines.some((line) => line.split(delim).some((text) => text.startsWith(" ") || text.endsWith(" ")));
}

/** SQL: relation `from` without the spaces that align its fields. To see that there are none takes a fifth of the time of taking them away. */
function unpadded(from: string, columns: readonly string[]): string {
  const values = columns
    .map(identifier)
    .map((name) => `CASE WHEN ${isPadded(name)} THEN ${orNull(`trim(${name})`)} ELSE ${name} END AS ${name}`);
  return `(SELECT * REPLACE (${values.join(", ")}) FROM ${from})`;
}

function isPadded(name: string): string {
  return `starts_with(${name}, ' ') OR ends_with(${name}, ' ')`;
}

function recordsOf(options: HeadedOptions, sample: Sample): Look["records"] {
  const {split} = cutter(options, options.start(sample));
  return sample.head
    .map(split)
    .filter((cut) => Array.isArray(cut))
    .map((cut) => Object.fromEntries(options.columns.map((name, i) => [name, (cut as (string | null)[])[i]])));
}

/**
 * A quote that makes no sense as one is taken as it stands: servers write what clients sent. Fields behind the last that hold
 * nothing are dropped, as DuckDB does even where it is strict, and as lines that end with a delimiter need.
 */
function fieldsOf(line: string, {delim, quote}: Dialect, count: number): readonly string[] {
  const fields = quote === "" ? null : splitCsv(line, delim);
  const cut = [fields ?? [], line.split(delim)].map((values) => {
    const extra = values.slice(count).every((value) => value === "" || value === "-");
    return extra ? values.slice(0, count) : values;
  });
  return cut[0].length === count ? cut[0] : cut[1];
}

/** The names, each wanted one once, and the others out of its way. */
function nameOnce(names: readonly string[], wanted: readonly string[]): string[] {
  return names.map((name, i) => (wanted.includes(name) && names.indexOf(name) === i ? name : `unused${i + 1}`));
}

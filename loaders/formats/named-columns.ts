import {identifier} from "../sql.js";
import type {EventColumn} from "./event-columns.js";
import type {LogFormat, Reading, Sample} from "./format.js";

/** What a line is that is no record; null if it is one. `names` are those of the columns from here on. */
export type HeaderLine = {readonly names?: readonly string[]; readonly skip: string} | null;

export interface HeadedOptions {
  readonly name: string;
  readonly about: string;
  readonly delim: string;
  /** Tells header and comment lines from records. */
  readonly header: (line: string) => HeaderLine;
  /** Whether the log is of this format, by its head. */
  readonly fits: (sample: Sample) => boolean;
  readonly names?: readonly string[]; // the columns of a log without a header
  readonly unset?: (sample: Sample) => string; // text of a field without a value; defaults to `-`
  readonly fields: readonly string[]; // the columns that are used, by the log's names for them
  /** SQL: the event columns from the fields, each of which `field` gives. */
  readonly events: (field: (name: string) => string, sample: Sample) => Partial<Record<EventColumn, string>>;
  readonly skips?: (field: (name: string) => string) => string; // SQL: records that are no events
  readonly skip?: (values: ReadonlyMap<string, string | null>) => string | null; // why a record is no event, by its fields
  readonly cut?: (line: string, count: number) => readonly string[]; // where cutting at the delimiter is not enough
  readonly notes?: (sample: Sample) => readonly string[];
}

/**
 * A format whose header line names the columns, in any order. It may come again within the log with other columns: logs are
 * joined, servers restarted. Records before it are rejected.
 */
export function headedFormat(options: HeadedOptions): LogFormat {
  const {name, about, delim, header, fits, unset = () => "-", fields, events, skips, skip, notes = () => []} = options;
  const {cut = (line: string) => line.split(delim)} = options;
  const field = (name: string) => {
    if (!fields.includes(name)) throw new Error(`missing field: ${name}`);
    return identifier(name);
  };

  return {
    name,
    about,
    score(sample) {
      if (!fits(sample)) return 0;
      const {split} = this.read(sample);
      const data = sample.lines.filter((line) => line.trim() !== "" && header(line) === null);
      if (data.length === 0) return 1;
      return data.filter((line) => !("reject" in split(line))).length / data.length;
    },
    read(sample): Reading {
      const empty = unset(sample);
      let names = options.names ?? null;
      let inForce: string[] = [];
      let start = sample.head.findIndex((line) => line.trim() !== "" && header(line) === null);
      if (start < 0) start = sample.head.length;
      const see = (line: string): HeaderLine => {
        const seen = header(line);
        if (seen?.names) [names, inForce] = [seen.names, [line]];
        return seen;
      };
      sample.head.slice(0, start).forEach(see);
      return {
        header: start,
        columns: fields,
        dialect: {delim, quote: "", escape: ""},
        layout: () =>
          names !== null && empty === "-"
            ? {columns: unique(names, fields), dialect: {delim, quote: "", escape: ""}}
            : null,
        inForce: () => inForce,
        split(line) {
          if (line.trim() === "") return {skip: "blank line"};
          const seen = see(line);
          if (seen) return {skip: seen.skip};
          if (names === null) return {reject: "no header line above"};
          const values = cut(line, names.length);
          if (values.length !== names.length) return {reject: `${values.length} fields instead of ${names.length}`};
          const found = new Map(names.map((name, i) => [name, clean(values[i], empty)]));
          const why = skip?.(found);
          return why ? {skip: why} : fields.map((name) => found.get(name) ?? null);
        },
        spans: false,
        events: events(field, sample),
        ...(skips ? {skips: skips(field)} : {}),
        notes: notes(sample)
      };
    }
  };
}

function clean(value: string, empty: string): string | null {
  return value === "" || value === "-" || value === empty ? null : value;
}

/** Names that a table can have: each that is used once, the others by their number. */
function unique(names: readonly string[], used: readonly string[]): string[] {
  return names.map((name, i) => (used.includes(name) && names.indexOf(name) === i ? name : `unused ${i + 1}`));
}

import type {EventColumn} from "./event-columns.js";
import type {LogFormat} from "./format.js";
import {identifier} from "../sql.js";

export interface QuotedFieldsOptions {
  readonly name: string;
  readonly about: string;
  readonly fields: readonly string[]; // in their order; newer logs may have more, older ones fewer
  readonly least: number; // fields of the oldest logs
  readonly fits: (values: readonly string[]) => boolean;
  readonly events: (field: (name: string) => string) => Partial<Record<EventColumn, string>>; // SQL
  readonly notes?: readonly string[];
}

/** Fields between single spaces, some in quotes, a backslash before a quote inside: a log has as many as most of its lines have. */
export function quotedFieldsFormat({
  name,
  about,
  fields,
  least,
  fits,
  events,
  notes = []
}: QuotedFieldsOptions): LogFormat {
  const field = (wanted: string) => {
    if (!fields.includes(wanted)) throw new Error(`missing field: ${wanted}`);
    return identifier(wanted);
  };
  const isRecord = (values: readonly string[] | null) => values !== null && values.length >= least && fits(values);

  return {
    name,
    about,
    score({lines}) {
      const data = lines.filter((line) => line.trim() !== "");
      return data.length === 0 ? 0 : data.filter((line) => isRecord(cut(line))).length / data.length;
    },
    read({lines}) {
      const count =
        commonest(
          lines
            .map(cut)
            .filter(isRecord)
            .map((values) => values!.length)
        ) ?? fields.length;
      const names = Array.from({length: count}, (_, i) => fields[i] ?? `more${i + 1}`);
      const columns = [...names, ...fields.slice(count)];
      const dialect = {delim: " ", quote: '"', escape: "\\"};
      return {
        header: 0,
        columns,
        dialect,
        layout: () => ({columns: names, dialect}),
        split(line) {
          if (line.trim() === "") return {skip: "blank line"};
          const values = cut(line);
          if (values === null) return {reject: "unclosed quote"};
          if (!isRecord(values)) return {reject: "not of this format"};
          return columns.map((_, i) =>
            values[i] === undefined || values[i] === "" || values[i] === "-" ? null : values[i]
          );
        },
        spans: false,
        events: events(field),
        notes
      };
    }
  };
}

/** The fields of a line; null if a quote is not closed. */
function cut(line: string): string[] | null {
  const values: string[] = [];
  for (let at = 0; at <= line.length;) {
    if (line[at] === '"') {
      const match = /^"((?:[^"\\]|\\.)*)"(?= |$)/s.exec(line.slice(at));
      if (!match) return null;
      values.push(match[1].replace(/\\(["\\])/g, "$1"));
      at += match[0].length + 1;
    } else {
      const end = line.indexOf(" ", at);
      values.push(line.slice(at, end < 0 ? undefined : end));
      at = end < 0 ? line.length + 1 : end + 1;
    }
  }
  return values;
}

function commonest(counts: readonly number[]): number | undefined {
  const times = new Map<number, number>();
  for (const count of counts) times.set(count, (times.get(count) ?? 0) + 1);
  return [...times].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0];
}

import {literal} from "../sql.js";
import {commonest} from "./clf.js";
import type {EventColumn} from "./event-columns.js";
import type {LogFormat, Split} from "./format.js";

// Without an escape, since DuckDB takes away every backslash of a quoted field with one, and of `\x22` leaves `x22`.
const dialect = {delim: " ", quote: '"', escape: ""};

const enough = 100; // lines to tell from how many fields a log has

const escaped = /(?:"((?:[^"\\]|\\.)*)"|((?!")[^ ]*))(?= |$)/sy;
const plain = /(?:"([^"]*)"|((?!")[^ ]*))(?= |$)/sy; // as DuckDB cuts

export interface SpaceSeparatedOptions {
  readonly name: string;
  readonly about: string;
  readonly pattern: RegExp; // how a line starts, to recognise it by
  readonly fields: readonly string[]; // names of the fields; unknown ones behind them are not read
  readonly least: number; // fields that a line must have; older logs end before the last
  readonly texts: readonly string[]; // fields with the client's text, in which a backslash may stand before a quote
  readonly repair?: (line: string) => readonly string[] | null; // cuts a line whose quotes can't be told apart
  readonly skip?: (fields: readonly string[]) => string | null; // why a line holds no event, else null
  readonly relation?: (from: string) => string;
  /** SQL over the fields. A line that is not of this format has no timestamp. */
  readonly events: Partial<Record<EventColumn, string>> & {readonly timestamp: string};
  readonly notes?: readonly string[];
}

/** A format of fields between single spaces, quoted where they may hold one, with a backslash before a quote within. */
export function spaceSeparated(options: SpaceSeparatedOptions): LogFormat {
  const {name, about, pattern, fields, least, texts, repair = () => null, skip = () => null} = options;
  const split: Split = (line) => {
    if (line.trim() === "") return {skip: "blank line"};
    const cut = cutFields(line, escaped) ?? cutFields(line, plain) ?? repair(line);
    if (!cut) return {reject: "unclosed quote"};
    if (cut.length < least) return {reject: `${cut.length} fields instead of ${least} or more`};
    const why = skip(cut);
    if (why !== null) return {skip: why};
    const values = fields.map((_, i) => (cut[i] === undefined || cut[i] === "" || cut[i] === "-" ? null : cut[i]));
    return [...values, "yes"];
  };
  // DuckDB took the quote behind such a backslash for the end of the field.
  const torn = texts.map((text) => `coalesce(ends_with(${text}, ${literal("\\")}), false)`).join(" OR ");
  return {
    name,
    about,
    score({lines}) {
      if (!lines.some((line) => pattern.test(line))) return 0; // most logs: none of their lines need be cut
      const data = lines.filter((line) => (options.skip ? !("skip" in split(line)) : line.trim() !== ""));
      return data.length === 0 ? 0 : data.filter((line) => pattern.test(line)).length / data.length;
    },
    read({lines}) {
      const data = lines.filter((line) => pattern.test(line)).slice(0, enough);
      const count = commonest(
        data.map((line) => (cutFields(line, escaped) ?? cutFields(line, plain))?.length ?? least)
      );
      const columns = Array.from({length: count}, (_, i) => fields[i] ?? `more${i + 1}`);
      return {
        header: 0,
        columns: [...fields, "by_split"],
        dialect,
        layout: () => ({columns, dialect}),
        spans: false,
        split,
        relation: options.relation,
        events: {
          ...options.events,
          timestamp: `CASE WHEN by_split IS NOT NULL OR NOT (${torn}) THEN ${options.events.timestamp} END`
        },
        notes: options.notes ?? []
      };
    }
  };
}

/** The fields of a line; null if a quote is not closed or text follows a closing quote. */
function cutFields(line: string, quoted: RegExp): string[] | null {
  if (!line.includes('"')) return line.split(" ");
  const fields: string[] = [];
  for (let at = 0; at <= line.length;) {
    quoted.lastIndex = at;
    const match = quoted.exec(line);
    if (!match) return null;
    fields.push(
      quoted === escaped && match[1] !== undefined ? match[1].replaceAll('\\"', '"') : (match[1] ?? match[2])
    );
    at += match[0].length + 1;
  }
  return fields;
}

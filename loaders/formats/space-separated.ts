import {commonest} from "./clf.js";
import type {EventColumn} from "./event-columns.js";
import type {LogFormat, Split} from "./format.js";

export interface SpaceSeparatedOptions {
  readonly name: string;
  readonly about: string;
  readonly pattern: RegExp; // how a line starts, to recognise it by
  readonly fields: readonly string[]; // names of the fields; unknown ones behind them are not read
  readonly least: number; // fields that a line must have; older logs end before the last
  readonly repair?: (line: string) => readonly string[] | null; // cuts a line whose quotes can't be told apart
  readonly skip?: (fields: readonly string[]) => string | null; // why a line holds no event, else null
  readonly relation?: (from: string) => string;
  readonly events: Partial<Record<EventColumn, string>>; // SQL over the fields; what is not of this format has no timestamp
  readonly notes?: readonly string[];
}

/** A format of fields between single spaces, quoted where they may hold one, with a backslash before a quote within. */
export function spaceSeparated(options: SpaceSeparatedOptions): LogFormat {
  const {name, about, pattern, fields, least, repair = () => null, skip = () => null, relation, events} = options;
  const split: Split = (line) => {
    if (line.trim() === "") return {skip: "blank line"};
    const cut = cutFields(line) ?? repair(line);
    if (!cut) return {reject: "unclosed quote"};
    if (cut.length < least) return {reject: `${cut.length} fields instead of ${least} or more`};
    const why = skip(cut);
    if (why !== null) return {skip: why};
    return fields.map((_, i) => (cut[i] === undefined || cut[i] === "" || cut[i] === "-" ? null : cut[i]));
  };
  return {
    name,
    about,
    score({lines}) {
      const data = lines.filter((line) => !("skip" in split(line)));
      return data.length === 0 ? 0 : data.filter((line) => pattern.test(line)).length / data.length;
    },
    read({lines}) {
      const data = lines.filter((line) => pattern.test(line));
      const count = commonest(data.map((line) => cutFields(line)?.length ?? least));
      const columns = Array.from({length: count}, (_, i) => fields[i] ?? `more${i + 1}`);
      return {
        header: 0,
        columns: fields,
        dialect: {delim: " ", quote: '"', escape: "\\"},
        layout: () => ({columns, dialect: {delim: " ", quote: '"', escape: "\\"}}),
        spans: false,
        split,
        relation,
        events,
        notes: options.notes ?? []
      };
    }
  };
}

/** The fields of a line as DuckDB cuts them; null if a quote is not closed or text follows a closing quote. */
function cutFields(line: string): string[] | null {
  if (!line.includes('"')) return line.split(" ");
  const field = /(?:"((?:[^"\\]|\\.)*)"|((?!")[^ ]*))(?: |$)/sy;
  const fields: string[] = [];
  while (field.lastIndex < line.length) {
    const match = field.exec(line);
    if (!match) return null;
    fields.push(match[1]?.replace(/\\(["\\])/g, "$1") ?? match[2]);
  }
  return line.endsWith(" ") ? [...fields, ""] : fields;
}

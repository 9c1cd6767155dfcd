import type {EventColumn} from "./event-columns.js";
import {jsonField, withJsonFields} from "./field-sql.js";
import type {LogFormat, Reading, Sample, Split} from "./format.js";

export type JsonObject = Readonly<Record<string, unknown>>;

/** SQL: the text at a JSON pointer (RFC 6901), null where there is none; of several pointers, the first that has one. */
export type JsonText = (...pointers: readonly string[]) => string;

export interface JsonOptions {
  readonly name: string;
  readonly about: string;
  readonly general?: boolean;
  /** Whether an object is a record of this format. */
  readonly fits: (value: JsonObject, sample: Sample) => boolean;
  /** Why an object that does not fit, or fits, is no event; null if it is one, or should be. */
  readonly skip?: (value: JsonObject, sample: Sample) => string | null;
  readonly skips?: (text: JsonText, sample: Sample) => string; // the same in SQL, so that DuckDB can pass over such objects
  readonly events: (text: JsonText, sample: Sample) => Partial<Record<EventColumn, string>>;
  readonly forwardedFor?: readonly string[]; // pointers to X-Forwarded-For or its like
  readonly notes?: (sample: Sample) => readonly string[];
}

/**
 * A format of one JSON object a line. Numbers are read as their text, so that 19 digits stay 19 digits. What stands before the
 * first brace, as containers put it there, is passed over; `\xNN`, which nginx writes and JSON does not know, is mended.
 */
export function jsonFormat({
  name,
  about,
  general = false,
  fits,
  skip = () => null,
  skips,
  events,
  forwardedFor = [],
  notes
}: JsonOptions): LogFormat {
  return {
    name,
    about,
    general,
    score(sample) {
      const objects = sample.lines
        .filter((line) => line.trim() !== "")
        .map((line) => (line.includes("{") ? parseObject(mend(line)) : null));
      const fitting = objects.filter((value) => value && fits(value, sample)).length;
      if (fitting === 0) return 0;
      const others = objects.filter((value) => value && !fits(value, sample) && skip(value, sample) !== null).length;
      return fitting / (objects.length - others);
    },
    read(sample): Reading {
      const pointers: string[] = [];
      const text: JsonText = (...wanted) => {
        const texts = wanted.map((pointer) => {
          if (!pointers.includes(pointer)) pointers.push(pointer);
          return jsonField(pointers.indexOf(pointer));
        });
        return texts.length > 1 ? `coalesce(${texts.join(", ")})` : texts[0];
      };
      const columns = events(text, sample);
      const passed = skips?.(text, sample);
      const forwarded = forwardedFor.filter((pointer) => sample.lines.some((line) => line.includes(keyOf(pointer))));
      const split: Split = (line) => {
        if (line.trim() === "") return {skip: "blank line"};
        const mended = mend(line);
        const value = parseObject(mended);
        if (!value) return {reject: "not a JSON object"};
        const why = skip(value, sample);
        return why === null ? [mended] : {skip: why};
      };
      return {
        header: 0,
        columns: ["line"],
        dialect: {delim: "", quote: "", escape: ""},
        relation: (from) => withJsonFields(from, pointers),
        pointers,
        ...(passed ? {skips: `coalesce(${passed}, false)`} : {}),
        spans: false,
        split,
        events: columns,
        ...(forwarded.length > 0 ? {forwardedFor: text(...forwarded)} : {}),
        notes: notes?.(sample) ?? []
      };
    }
  };
}

/** The last key of a pointer, as it stands in a line. */
function keyOf(pointer: string): string {
  return `"${pointer
    .replace(/\/\d+$/, "")
    .split("/")
    .at(-1)!}"`;
}

/** The object of a line; null if it holds none. */
export function parseObject(line: string): JsonObject | null {
  if (!line.trimStart().startsWith("{")) return null;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
  } catch {
    return null;
  }
}

function mend(line: string): string {
  const bare = line.startsWith("{") ? line : line.replace(/^[^{"]*\| *(?=\{)/, "");
  return bare.includes("\\x")
    ? bare.replace(/\\(?:x([0-9A-Fa-f]{2})|([^]))/g, (all, code?: string) =>
        code === undefined ? all : `\\u00${code}`
      )
    : bare;
}

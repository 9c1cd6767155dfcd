import {eventColumns} from "../formats/event-columns.js";
import {invalid, normalizeObject, normalizeText} from "./values.js";

export interface FormatSetting {
  logs: string; // glob: for the whole path of a file if it has a slash, else for its name
  format?: string; // name of a known format; by default it is recognised
  zone?: string; // IANA name of the time zone of times that name none; defaults to UTC
  pattern?: string; // a format of your own: a regular expression for a line, its groups named as event columns or as in `columns`
  columns?: Readonly<Record<string, string>>; // field (or group) of each event column, where its name does not tell
  time?: string; // how times are written, as in strptime: "%d.%m.%Y %H:%M:%S"
}

export function normalizeFormats(value: unknown): FormatSetting[] {
  if (!Array.isArray(value)) throw invalid("formats", value, "a list");
  return value.map((item: unknown) => {
    const all = normalizeObject("formats", item, ["logs", "format", "zone", "pattern", "columns", "time"]);
    const text = (key: string) => (all[key] === undefined ? undefined : normalizeText(`formats.${key}`, all[key]));
    return {
      logs: normalizeText("formats.logs", all.logs),
      format: text("format"),
      zone: normalizeZone(text("zone")),
      pattern: normalizePattern(text("pattern")),
      columns: all.columns === undefined ? undefined : normalizeColumns(all.columns),
      time: text("time")
    };
  });
}

function normalizeZone(zone: string | undefined): string | undefined {
  if (zone === undefined) return undefined;
  try {
    return new Intl.DateTimeFormat("en", {timeZone: zone}).resolvedOptions().timeZone && zone;
  } catch {
    throw invalid("formats.zone", zone, 'the name of a time zone, such as "Europe/Berlin"');
  }
}

function normalizePattern(pattern: string | undefined): string | undefined {
  if (pattern === undefined) return undefined;
  try {
    return new RegExp(pattern) && pattern;
  } catch (error) {
    throw invalid("formats.pattern", pattern, `a regular expression (${(error as Error).message})`);
  }
}

function normalizeColumns(value: unknown): Record<string, string> {
  const columns = normalizeObject("formats.columns", value, Object.keys(eventColumns));
  return Object.fromEntries(
    Object.entries(columns).map(([column, field]) => [column, normalizeText(`formats.columns.${column}`, field)])
  );
}

import {resolveNames} from "./aliases.js";
import type {EventColumn} from "./event-columns.js";
import type {LogFormat} from "./format.js";
import {jsonField, withJsonFields} from "./field-sql.js";
import {parseObject} from "./json.js";
import {timeText} from "./local-time.js";

/**
 * One JSON object a line whose keys resolve to a time and an address; nested keys count with dots (`source.ip`). Numbers are
 * read as their text, so that 19 digits stay 19 digits.
 */
export const jsonLines: LogFormat = {
  name: "json-lines",
  about: "one JSON object a line with a time and an address among its keys",
  general: true,
  score({lines, mapping}) {
    const data = lines.filter((line) => line.trim() !== "");
    if (data.length === 0) return 0;
    const fits = (line: string) => {
      const value = parseObject(line);
      return value !== null && resolveNames([...keysOf(value).keys()], mapping) !== null;
    };
    return data.filter(fits).length / data.length;
  },
  read({lines, mapping, zone, time}) {
    const keys = new Map(lines.flatMap((line) => [...keysOf(parseObject(line))]));
    const resolved = resolveNames([...keys.keys()], mapping);
    if (!resolved) throw new Error("missing keys");
    const {forwardedFor} = resolved;
    const used = [...Object.values(resolved.columns).flat(), ...(forwardedFor === null ? [] : [forwardedFor])];
    const text = (key: string) => jsonField(used.indexOf(key));
    const events: Partial<Record<EventColumn, string>> = {};
    for (const [column, found] of Object.entries(resolved.columns)) {
      const texts = found.map(text);
      events[column as EventColumn] = texts.length > 1 ? `coalesce(${texts.join(", ")})` : texts[0];
    }
    const pointers = used.map((key) => keys.get(key)!);
    events.timestamp = timeText(events.timestamp!, {zone, time});
    return {
      header: 0,
      columns: ["line"],
      dialect: {delim: "", quote: "", escape: ""},
      relation: (from) => withJsonFields(from, pointers),
      pointers,
      spans: false,
      split(line) {
        if (line.trim() === "") return {skip: "blank line"};
        return parseObject(line) ? [line] : {reject: "not a JSON object"};
      },
      events,
      ...(forwardedFor === null ? {} : {forwardedFor: text(forwardedFor)}),
      notes: resolved.notes
    };
  }
};

/** The names of an object's plain values, nested ones with dots, and their JSON pointers (RFC 6901). */
function keysOf(value: object | null, name = "", pointer = ""): Map<string, string> {
  const keys = new Map<string, string>();
  for (const [key, child] of Object.entries(value ?? {})) {
    const path = `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    if (typeof child === "object" && child !== null && !Array.isArray(child))
      for (const [k, p] of keysOf(child, `${name}${key}.`, path)) keys.set(k, p);
    else if (!path.includes("\0")) keys.set(name + key, path);
  }
  return keys;
}

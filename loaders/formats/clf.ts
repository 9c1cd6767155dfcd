import type {EventColumn} from "./event-columns.js";
import type {LogFormat, Reading} from "./format.js";
import {requestParts} from "./texts.js";

export interface ClfOptions {
  readonly name: string;
  readonly about: string;
  readonly vhost: boolean; // a virtual host, perhaps with its port, stands before the address
  readonly agent: boolean; // referer and user agent stand behind the size
}

const quoted = String.raw`"((?:[^"\\]|\\.)*)"`;
const address = String.raw`\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f]*:[0-9A-Fa-f:.]+`;
const name = String.raw`[A-Za-z0-9_][\w.-]*`;
const month = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec";

/**
 * A format of the common log family: `host ident user [time] "request" status size`, perhaps a virtual host before it, perhaps
 * referer and user agent behind it, and fields of the site's own at the end, which are not read. The size is what the
 * server sent, so it is `bytes_received`; its `-` means 0. Source: Apache HTTP Server, mod_log_config.
 */
export function clf({name: formatName, about, vhost, agent}: ClfOptions): LogFormat {
  const pattern = new RegExp(
    `^${vhost ? String.raw`(\S+) ` : ""}(${vhost ? address : `${address}|${name}`}) (\\S+) (.*?) ` +
      String.raw`(\[\d\d/(?:${month})/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\]) ${quoted} (\d{3}|-) (\d+|-)` +
      `${agent ? String.raw` ${quoted} "((?:[^"\\]|\\.)*)(?:"(| .*)|\\?$)` : `(| .*)`}$`
  );
  const fields = (vhost ? ["vhost"] : []).concat(
    ["ip", "ident", "user", "time", "request", "status", "size"],
    agent ? ["referer", "agent"] : []
  );

  return {
    name: formatName,
    about,
    general: true,
    score({lines}) {
      const data = lines.filter((line) => line.trim() !== "");
      return data.length === 0 ? 0 : data.filter((line) => pattern.test(line)).length / data.length;
    },
    read({lines}) {
      const data = lines.filter((line) => pattern.test(line));
      const extra = commonest(data.map((line) => extraFields(pattern.exec(line)!.at(-1) ?? "")));
      const columns = fields.flatMap((field) => (field === "time" ? ["day", "zone"] : [field]));
      return {
        header: 0,
        columns: [...columns, ...Array.from({length: extra}, (_, i) => `extra${i + 1}`)],
        dialect: {delim: " ", quote: '"', escape: "\\"},
        spans: false,
        split(line) {
          if (line.trim() === "") return {skip: "blank line"};
          const match = pattern.exec(line);
          if (!match) return {reject: "not of this format"};
          const values = fields.map((_, i) => match[i + 1]);
          return fields
            .flatMap((field, i) => (field === "time" ? values[i].split(" ") : [unescapeField(values[i])]))
            .map((value) => (value === "" || value === "-" ? null : value))
            .concat(Array<null>(extra).fill(null));
        },
        events: clfEvents({vhost, agent}),
        notes: ["sizes are taken as the server's log has them: with %O in its format they count headers too"]
      } satisfies Reading;
    }
  };
}

function clfEvents({vhost, agent}: {vhost: boolean; agent: boolean}): Partial<Record<EventColumn, string>> {
  return {
    timestamp: "day || ' ' || zone",
    source_ip: "ip",
    bytes_received: "coalesce(size, '0')",
    status_code: "status",
    ...requestParts("request"),
    ...(vhost
      ? {host: "regexp_replace(vhost, ':[0-9]+$', '')", dest_port: "nullif(regexp_extract(vhost, ':([0-9]+)$', 1), '')"}
      : {}),
    ...(agent ? {user_agent: "agent"} : {})
  };
}

function extraFields(tail: string): number {
  return (tail.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? []).length;
}

function commonest(counts: readonly number[]): number {
  const times = new Map<number, number>();
  for (const count of counts) times.set(count, (times.get(count) ?? 0) + 1);
  return [...times].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0] ?? 0;
}

/** Undoes what DuckDB's reader undoes with `escape = '\'`: a backslash before a quote or another backslash. */
function unescapeField(text: string): string {
  return text.replace(/\\(["\\])/g, "$1");
}

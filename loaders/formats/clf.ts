import type {EventColumn} from "./event-columns.js";
import {requestEvents} from "./field-sql.js";
import type {LogFormat, Reading} from "./format.js";

export interface ClfOptions {
  readonly name: string;
  readonly about: string;
  readonly vhost: boolean; // a virtual host, perhaps with its port, stands before the address
  readonly agent: boolean; // referer and user agent stand behind the size
  readonly tail?: Tail; // what stands behind the user agent
  readonly ownLog?: RegExp; // lines of the server's own log, which containers mix into the same stream
}

export interface Tail {
  readonly pattern: RegExp; // of all that stands behind the user agent, from the space on
  readonly fields: readonly string[];
  readonly events: Partial<Record<EventColumn, string>>; // SQL over the fields
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
export function clf({name: formatName, about, vhost, agent, tail, ownLog}: ClfOptions): LogFormat {
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
    general: tail === undefined,
    score({lines}) {
      const data = lines.filter((line) => line.trim() !== "" && !ownLog?.test(line));
      const fits = data.flatMap((line) => {
        const match = pattern.exec(line);
        return match ? [match.at(-1) ?? ""] : [];
      });
      // A line that is cut off has no tail, but counts: else a log with one would score better as one without a tail.
      if (tail && fits.filter((text) => tail.pattern.test(text)).length * 2 < fits.length) return 0;
      return data.length === 0 ? 0 : fits.length / data.length;
    },
    read({lines}) {
      const data = lines.filter((line) => pattern.test(line));
      const named = tail?.fields ?? [];
      const extra = Math.max(
        commonest(data.map((line) => cutTail(pattern.exec(line)!.at(-1) ?? "").length)) - named.length,
        0
      );
      const forwarded =
        extra > 0
          ? findForwarded(
              data.map((line) => pattern.exec(line)!.at(-1) ?? ""),
              named.length
            )
          : -1;
      const columns = fields.flatMap((field) => (field === "time" ? ["day", "zone"] : [field]));
      const isUnread = (i: number) => i >= columns.length + named.length && i !== columns.length + forwarded;
      return {
        header: 0,
        columns: [...columns, ...named, ...Array.from({length: extra}, (_, i) => `extra${i + 1}`)],
        dialect: {delim: " ", quote: '"', escape: "\\"},
        spans: false,
        split(line) {
          if (line.trim() === "") return {skip: "blank line"};
          const match = pattern.exec(line);
          if (!match) return ownLog?.test(line) ? {skip: "the server's own log"} : {reject: "not of this format"};
          const values = fields.map((_, i) => match[i + 1]);
          return fields
            .flatMap((field, i) => {
              if (field === "time") return values[i].split(" ");
              return [isQuoted(field) ? unescapeField(values[i]) : values[i]];
            })
            .concat(tailFields(match.at(-1) ?? "", named.length + extra))
            .map((value, i) => (value === "" || value === "-" || isUnread(i) ? null : value));
        },
        ...(forwarded < 0 ? {} : {forwardedFor: `extra${forwarded - named.length + 1}`}),
        events: {...clfEvents({vhost, agent}), ...tail?.events},
        notes: ["sizes are taken as the server's log has them: with %O in its format they count headers too"]
      } satisfies Reading;
    }
  };
}

function clfEvents({vhost, agent}: {vhost: boolean; agent: boolean}): Partial<Record<EventColumn, string>> {
  return {
    // A field too many with a quote in it is passed over by DuckDB; then the fields behind the one that was torn are shifted.
    timestamp:
      "CASE WHEN status IS NULL OR length(status) = 3 AND status BETWEEN '0' AND '999' THEN day || ' ' || zone END",
    source_ip: "ip",
    ...requestEvents("request"),
    bytes_received: "coalesce(size, '0')",
    status_code: "status",
    ...(vhost
      ? {host: "regexp_replace(vhost, ':[0-9]+$', '')", dest_port: "nullif(regexp_extract(vhost, ':([0-9]+)$', 1), '')"}
      : {}),
    ...(agent ? {user_agent: "agent"} : {})
  };
}

const addressList = new RegExp(`^(?:${address})(?:, ?(?:${address}|unknown))*$`);

/** Which field of the tails behind the first few is X-Forwarded-For: lists of addresses and nothing else; -1 if none is. */
function findForwarded(tails: readonly string[], from: number): number {
  const rows = tails.map((tail) => cutTail(tail).map((field) => field.replace(/^"(.*)"$/, "$1")));
  const most = Math.max(0, ...rows.map((row) => row.length));
  for (let i = from; i < most; i++) {
    const values = rows.map((row) => row[i] ?? "-").filter((value) => value !== "-");
    if (values.length > 0 && values.every((value) => addressList.test(value))) return i;
  }
  return -1;
}

function cutTail(tail: string): string[] {
  return tail.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? [];
}

/** The fields of a tail, quotes removed; all empty if there are not as many as DuckDB cuts. */
function tailFields(tail: string, count: number): string[] {
  const fields = cutTail(tail);
  return Array.from({length: count}, (_, i) => {
    if (fields.length !== count) return "";
    return /^".*"$/.test(fields[i]) ? unescapeField(fields[i].slice(1, -1)) : fields[i];
  });
}

/** The count that occurs most often, of several the smallest. */
export function commonest(counts: readonly number[]): number {
  const times = new Map<number, number>();
  for (const count of counts) times.set(count, (times.get(count) ?? 0) + 1);
  return [...times].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0] ?? 0;
}

function isQuoted(field: string): boolean {
  return field === "request" || field === "referer" || field === "agent";
}

/** Undoes what a server does to a quote and to a backslash; other escapes, as `\x16` and `\n`, stay as it wrote them. */
function unescapeField(text: string): string {
  return text.replace(/\\(["\\])/g, "$1");
}

import {followDirective, listedFields, stemAndQuery} from "./elff.js";
import type {Dialect, LogFormat} from "./format.js";
import {headedFormat, unquoted} from "./headed.js";
import {milliseconds} from "./field-sql.js";
import type {Look} from "./headed.js";
import {timeText} from "./local-time.js";

const spaced: Dialect = {delim: " ", quote: '"', escape: '"'};

/**
 * The W3C extended log format, as IIS and others write it. Times are UTC, or of the configured zone where only local ones are
 * logged. IIS counts `time-taken` in milliseconds, others in seconds. Sizes are null unless they are among the fields: IIS
 * logs none by default. Sources: W3C working draft WD-logfile; Microsoft, W3C extended log file format.
 */
export const w3c: LogFormat = headedFormat({
  name: "w3c",
  about: "W3C extended (IIS and others): a #Fields: line names the columns, which are separated by spaces",
  columns: [
    ...["date", "time", "date-local", "time-local", "c-ip", "c-port", "s-ip", "s-port", "cs-version", "cs-bytes"],
    ...["sc-bytes", "sc-status", "cs-method", "cs-uri-stem", "cs-uri-query", "cs-host", "cs(host)", "cs(user-agent)"],
    ...["x-forwarded-for", "time-taken"]
  ],
  forwardedFor: "x-forwarded-for",
  start: () => ({lines: [], names: null, dialect: spaced}),
  follow: (line, header) =>
    followDirective(line, header, (names) => ({
      lines: [line],
      names: isWanted(names) ? names : null,
      dialect: /\S\t+\S/.test(line) ? unquoted("\t") : spaced,
      fast: /^(date|time)/.test(names[0]) // else a remark of as many words might pass for an event
    })),
  events: (look) => ({
    timestamp: `coalesce("date" || ' ' || "time", ${timeText(`"date-local" || ' ' || "time-local"`, look)})`,
    source_ip: `"c-ip"`,
    source_port: `"c-port"`,
    dest_ip: `"s-ip"`,
    dest_port: `"s-port"`,
    protocol: `"cs-version"`,
    bytes_sent: `"cs-bytes"`,
    bytes_received: `"sc-bytes"`,
    status_code: `"sc-status"`,
    method: `"cs-method"`,
    host: `coalesce("cs-host", "cs(host)")`,
    path: stemAndQuery,
    // Where spaces are logged as such, in quotes, a plus is a plus.
    user_agent: `CASE WHEN contains("cs(user-agent)", ' ') THEN "cs(user-agent)" ELSE replace("cs(user-agent)", '+', ' ') END`,
    duration_ms: milliseconds(`"time-taken"`, inMilliseconds(look) ? 1 : 1000)
  }),
  notes: (look) => {
    const names = look.head.flatMap((line) => listedFields(line) ?? []);
    const unit = inMilliseconds(look) ? "milliseconds, as IIS counts it" : "seconds: it does not look like that of IIS";
    return [
      ...(names.includes("time-taken") ? [`time-taken is taken as ${unit}`] : []),
      ...(names.includes("date") ? [] : [`times are taken as ${look.zone}`])
    ];
  }
});

/** There is a time among the fields, and they are not those of CloudFront, which has a format of its own. */
function isWanted(names: readonly string[]): boolean {
  const has = (...wanted: string[]) => wanted.every((name) => names.includes(name));
  return (has("date", "time") || has("date-local", "time-local")) && !has("x-edge-location");
}

/** IIS names itself, or has a field that only Windows has, and writes no decimals. */
function inMilliseconds({head, records}: Look): boolean {
  const isIis = head.some((line) => /^#Software:.*Microsoft|^#Fields:.*sc-win32-status/i.test(line));
  return isIis && !records.some((record) => record["time-taken"]?.includes("."));
}

import {headedFormat} from "./named-columns.js";
import {utcText} from "./local-time.js";
import {milliseconds} from "./texts.js";

const iis = /Internet Information Services|IIS/i;

/**
 * The W3C extended log file format, as IIS and others write it: `#Fields:` names the columns and may change. Times are UTC, but
 * for the fields `date-local` and `time-local`. Source: W3C WD-logfile-960323; Microsoft, IIS logging.
 */
export const w3c = headedFormat({
  name: "w3c",
  about: "the W3C extended format of IIS and others, with a #Fields: line",
  delim: " ",
  header(line) {
    if (!line.startsWith("#")) return null;
    return /^#Fields:/i.test(line) ? {names: line.slice(8).trim().split(/\s+/), skip: "header"} : {skip: "header"};
  },
  fits: ({head}) => head.slice(0, 100).some((line) => /^#Fields:/i.test(line) && !line.includes("x-edge-location")),
  fields: [
    ...[
      "date",
      "time",
      "date-local",
      "time-local",
      "c-ip",
      "c-port",
      "s-ip",
      "s-port",
      "cs-version",
      "cs-bytes",
      "sc-bytes"
    ],
    ...["sc-status", "cs-method", "cs-uri-stem", "cs-uri-query", "cs-host", "cs(Host)", "cs(User-Agent)", "time-taken"]
  ],
  events: (field, {head, zone}) => ({
    timestamp: `coalesce(${field("date")} || ' ' || ${field("time")}, ${utcText(
      `TRY_CAST(${field("date-local")} || ' ' || ${field("time-local")} AS TIMESTAMP)`,
      zone
    )})`,
    source_ip: field("c-ip"),
    source_port: field("c-port"),
    dest_ip: field("s-ip"),
    dest_port: field("s-port"),
    protocol: field("cs-version"),
    bytes_sent: field("cs-bytes"),
    bytes_received: field("sc-bytes"),
    status_code: field("sc-status"),
    method: field("cs-method"),
    host: `coalesce(${field("cs-host")}, ${field("cs(Host)")})`,
    path: `${field("cs-uri-stem")} || coalesce('?' || ${field("cs-uri-query")}, '')`,
    user_agent: `replace(${field("cs(User-Agent)")}, '+', ' ')`,
    duration_ms: milliseconds(field("time-taken"), isIis(head) ? 1 : 1000)
  }),
  cut(line, count) {
    const plain = line.trimEnd().split(" ");
    if (plain.length === count) return plain;
    return [...line.matchAll(/"((?:[^"]|"")*)"(?= |$)|[^ ]+/g)].map(([all, quoted]) => quoted ?? all);
  },
  notes: ({head}) =>
    head.some((line) => line.includes("time-taken"))
      ? [
          isIis(head)
            ? "time-taken is in milliseconds, as IIS writes it"
            : "time-taken is taken as seconds; IIS would write milliseconds"
        ]
      : []
});

function isIis(head: readonly string[]): boolean {
  return head.slice(0, 20).some((line) => line.startsWith("#Software:") && iis.test(line));
}

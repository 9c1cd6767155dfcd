import {followDirective, stemAndQuery} from "./elff.js";
import type {LogFormat} from "./format.js";
import {headedFormat, unquoted} from "./headed.js";
import {milliseconds} from "./field-sql.js";

/**
 * CloudFront's standard logs: the extended log file format with tabs between the values, though `#Fields:` has spaces. Times
 * are UTC and those of the end of a response; sizes count headers. `cs(Host)` is the distribution's own name, so `host`
 * is `x-host-header`. Status 000 (the viewer left first) is null. Source: Amazon CloudFront, standard log file format.
 */
export const cloudfront: LogFormat = headedFormat({
  name: "cloudfront",
  about: "CloudFront standard logs: a #Fields: line with x-edge-location, then values separated by tabs",
  columns: [
    ...["date", "time", "c-ip", "c-port", "cs-protocol-version", "cs-bytes", "sc-bytes", "sc-status", "cs-method"],
    ...["cs-uri-stem", "cs-uri-query", "x-host-header", "cs(user-agent)", "time-taken", "x-forwarded-for"]
  ],
  forwardedFor: "x-forwarded-for",
  start: () => ({lines: [], names: null, dialect: unquoted("\t")}),
  follow: (line, header) =>
    followDirective(line, header, (names) => ({
      lines: [line],
      names: ["date", "time", "x-edge-location"].every((name) => names.includes(name)) ? names : null,
      dialect: unquoted("\t")
    })),
  events: () => ({
    timestamp: `"date" || ' ' || "time"`,
    source_ip: `"c-ip"`,
    source_port: `"c-port"`,
    protocol: `"cs-protocol-version"`,
    bytes_sent: `"cs-bytes"`,
    bytes_received: `"sc-bytes"`,
    status_code: `"sc-status"`,
    method: `"cs-method"`,
    host: `"x-host-header"`,
    path: stemAndQuery,
    // Escaped twice in part of the logs; then what a client chose to write comes out, line ends as well.
    user_agent: `regexp_replace(${decoded(decoded(`"cs(user-agent)"`))}, '[\\x00-\\x1f]', ' ', 'g')`,
    duration_ms: milliseconds(`"time-taken"`, 1000)
  })
});

/** SQL: text without its percent escapes; as it was if they are no UTF-8. */
function decoded(text: string): string {
  return `coalesce(try(url_decode(${text})), ${text})`;
}

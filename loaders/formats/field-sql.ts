import {literal} from "../sql.js";
import type {EventColumn} from "./event-columns.js";

// What most requests begin and end with: told in a fifth of the time of a regular expression, and meant by it too.
const methods = ["GET", "POST"];
const targets = ["/", "h"]; // a path, or an absolute URL
const versions = ["HTTP/1.1", "HTTP/2.0", "HTTP/1.0", "HTTP/2", "HTTP/3.0"];

/**
 * The columns that a request line (`GET /a?b=1 HTTP/1.1`) fills; its SQL is `request`. One that is no HTTP (empty, `-`, TLS
 * bytes on a plain port) fills none.
 */
export function requestEvents(request: string): Pick<Record<EventColumn, string>, "protocol" | "method" | "path"> {
  const startsWith = (method: string) =>
    targets.map((target) => `starts_with(${request}, '${method} ${target}')`).join(" OR ");
  const endsWith = (version: string) => `ends_with(${request}, ' ${version}')`;
  const http = [...methods.map(startsWith), `regexp_matches(${request}, '^[A-Z][A-Z0-9_-]* [^ ]')`].join(" OR ");
  const version = `regexp_matches(${request}, ' HTTP/[0-9](\\.[0-9])?$')`;
  const begin = `strpos(${request}, ' ')`;
  const between = (tail: string) => `substr(${request}, ${begin} + 1, length(${request}) - ${begin} - ${tail})`;
  const tail = `strpos(reverse(${request}), ' ')`; // the version and the space before it
  return {
    protocol: `CASE WHEN ${http} THEN CASE ${versions.map((name) => `WHEN ${endsWith(name)} THEN '${name}'`).join(" ")}
      WHEN ${version} THEN substr(${request}, length(${request}) - ${tail} + 2) END END`,
    method: `CASE ${methods.map((name) => `WHEN ${startsWith(name)} THEN '${name}'`).join(" ")}
      WHEN ${http} THEN split_part(${request}, ' ', 1) END`,
    path: `CASE WHEN ${http} THEN CASE ${versions.map((name) => `WHEN ${endsWith(name)} THEN ${between(String(name.length + 1))}`).join(" ")}
      WHEN ${version} THEN ${between(tail)} ELSE substr(${request}, ${begin} + 1) END END`
  };
}

/** SQL: what stands before the last colon of an address that always has a port, without brackets. */
export function beforePort(text: string): string {
  return `nullif(${hostPart(text)}, '')`;
}

function hostPart(text: string): string {
  const before = `left(${text}, length(${text}) - strpos(reverse(${text}), ':'))`;
  const inBrackets = `contains(${text}, '[') OR contains(${text}, ']')`; // otherwise it takes half the time
  return `CASE WHEN ${inBrackets} THEN trim(${before}, '[]') ELSE ${before} END`;
}

/** SQL: the digits behind the last colon of an address that always has a port. */
export function portOf(text: string): string {
  return `nullif(${portPart(text)}, '')`;
}

function portPart(text: string): string {
  return `regexp_extract(${text}, ':([0-9]+)$', 1)`;
}

/** SQL: `value` where `text` is written like an address, else null; null too if it is empty. */
export function ifAddress(text: string, value = text): string {
  const isAddress = `regexp_full_match(${text}, '[0-9]{1,3}([.][0-9]{1,3}){3}|[0-9A-Fa-f]*:[0-9A-Fa-f:.]+')`;
  return `nullif(CASE WHEN ${isAddress} THEN ${value} END, '')`; // within, nullif would work its text out twice
}

/** SQL: `beforePort` and `portOf` where what stands there is written like an address, else null. */
export function endpoint(text: string): {readonly address: string; readonly port: string} {
  return {
    address: ifAddress(hostPart(text)),
    port: ifAddress(hostPart(text), portPart(text))
  };
}

/** SQL: milliseconds from the sum of seconds with decimals, null if one of them is negative: -1 is a time that was not taken. */
export function millisecondsOfAll(...seconds: readonly string[]): string {
  const values = seconds.map((text) => `TRY_CAST(${text} AS DECIMAL(15, 6))`);
  return `CASE WHEN ${values.map((value) => `${value} >= 0`).join(" AND ")} THEN round((${values.join(" + ")})::DOUBLE * 1000, 3) END`;
}

// Without what is rare in a URL, a name and brackets, there is one way only to read it, which takes a fifth of the time to find.
const isRareUrl = (url: string) => `contains(${url}, '@') OR contains(${url}, '[')`;
const scheme = "[A-Za-z][A-Za-z0-9+.-]*";
const [anyHost, plainHost] = ["(?:[^/?#@]*@)?(\\[[^\\]]*\\]|[^/:?#]*)", "([^/:?#]*)"];

/** SQL: relation `from` with the parts of a URL (`url_scheme`, `url_host`, `url_port`, `url_path` with the query), null where it has none. */
export function withUrlParts(from: string, url: string): string {
  const parts = (host: string) =>
    `regexp_extract(url_text, '^(${scheme})://${host}(?::([0-9]*))?([/?#].*)?$', ['scheme', 'host', 'port', 'path'], 's')`;
  return `(SELECT * EXCLUDE (url_text, parts), nullif(parts.scheme, '') AS url_scheme,
      nullif(CASE WHEN starts_with(parts.host, '[') THEN trim(parts.host, '[]') ELSE parts.host END, '') AS url_host,
      TRY_CAST(parts.port AS USMALLINT)::VARCHAR AS url_port, nullif(parts.path, '') AS url_path
    FROM (SELECT *, CASE WHEN ${isRareUrl("url_text")} THEN ${parts(anyHost)} ELSE ${parts(plainHost)} END AS parts
      FROM (SELECT *, ${url} AS url_text FROM ${from})))`;
}

/**
 * SQL: relation `from` with the texts at JSON pointers (RFC 6901) in its column `line`, as columns that `jsonField` names; null where
 * there is none, or an empty one, or a hyphen. They are columns, since an expression that is repeated takes long to plan. `is_json`
 * tells whether the line is a JSON object.
 */
export function withJsonFields(from: string, pointers: readonly string[]): string {
  const fields = pointers.map((_, i) => `${orNull(`texts[${i + 1}]`)} AS ${jsonField(i)}`);
  return `(SELECT * EXCLUDE (texts), ${fields.join(", ")} FROM (
    SELECT *, starts_with(ltrim(line), '{') AND json_valid(line) AS is_json, CASE WHEN is_json THEN json_extract_string(line, [${pointers.map(literal).join(", ")}]) END AS texts FROM ${from}))`;
}

/** SQL: a text, null if it is empty or a hyphen. */
export function orNull(text: string): string {
  return `nullif(nullif(${text}, ''), '-')`;
}

/** SQL: the column of the pointer with this number, from 0. */
export function jsonField(number: number): string {
  return `json_${number}`;
}

/** SQL: Milliseconds from a text of seconds, or of any unit that is so many milliseconds long; null if it is no such number. */
export function milliseconds(text: string, factor = 1000): string {
  const value = `TRY_CAST(${text} AS DOUBLE)`;
  return `CASE WHEN ${value} BETWEEN 0 AND 1e15 THEN round(${value} * ${factor}, 6) END`;
}

/** SQL: The milliseconds between two times in ISO 8601, or in seconds since 1970; 0 if the second ISO time is the earlier. */
export function millisecondsBetweenTimes(from: string, to: string): string {
  const [begin, end] = [from, to].map((text) => `epoch_us(TRY_CAST(${text} AS TIMESTAMPTZ))`);
  return `CASE WHEN contains(${from}, ':') THEN CASE WHEN ${end} < ${begin} THEN 0 ELSE (${end} - ${begin}) / 1000 END
    ELSE round(${millisecondsBetween(from, to, 1000)}, 3) END`;
}

/** SQL: the time between two counts of `unit` milliseconds; null if one is missing or none. */
export function millisecondsBetween(start: string, end: string, unit: number): string {
  const [first, last] = [start, end].map((text) => `TRY_CAST(${text} AS DOUBLE)`);
  return `CASE WHEN ${first} BETWEEN 0 AND 1e15 AND ${last} BETWEEN 0 AND 1e15 THEN (${last} - ${first}) * ${unit} END`;
}

/**
 * SQL: whether a text is nanoseconds since 1970 in 19 digits, as from 2001 to 2262. No pattern is needed, which takes longer: of what
 * the cast takes, nothing else of that length is so large, but for numbers with an exponent.
 */
export function isNanoseconds(text: string): string {
  return `(strlen(${text}) = 19 AND TRY_CAST(${text} AS BIGINT) >= 1000000000000000000
    AND NOT contains(${text}, 'e') AND NOT contains(${text}, 'E'))`;
}

/** SQL: text of the sum of two counters; of one, if the other is not logged; text that is no count if one is none. */
export function sumOf(a: string, b: string): string {
  return `CASE WHEN ${a} IS NULL THEN ${b} WHEN ${b} IS NULL THEN ${a}
    WHEN regexp_full_match(${a}, '[0-9]{1,18}') AND regexp_full_match(${b}, '[0-9]{1,18}')
    THEN (TRY_CAST(${a} AS BIGINT) + TRY_CAST(${b} AS BIGINT))::VARCHAR ELSE ${a} || '+' || ${b} END`;
}

/** SQL: a port, or null if the protocol has none: ICMP's type and code stand there. */
export function portUnlessIcmp(port: string, protocol: string): string {
  return `CASE WHEN ${isIcmp(protocol)} THEN NULL ELSE ${port} END`;
}

/** SQL: whether a protocol is ICMP, by its name or number; null where none was logged. */
export function isIcmp(protocol: string): string {
  return `lower(${protocol}) IN ('1', '58', 'icmp', 'icmp6', 'icmpv6', 'ipv6-icmp')`;
}

/** SQL: The host of an absolute URL. */
export function hostOfUrl(url: string): string {
  const host = (pattern: string) => `regexp_extract(${url}, '^${scheme}://${pattern}', 1)`;
  return `nullif(CASE WHEN ${isRareUrl(url)} THEN ${host(anyHost)} ELSE ${host(plainHost)} END, '')`;
}

/** SQL: The path of an absolute URL with its query; other text as it is. */
export function pathOfUrl(url: string): string {
  const path = `regexp_extract(${url}, '^${scheme}://[^/?#]*([/?#].*)?$', 1)`;
  return `CASE WHEN contains(${url}, '://') THEN coalesce(nullif(${path}, ''), '/') ELSE ${url} END`;
}

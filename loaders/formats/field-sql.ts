import {literal} from "../sql.js";
import type {EventColumn} from "./event-columns.js";

// What most requests begin and end with: told in a fifth of the time of a regular expression, and meant by it too.
const methods = ["GET", "POST"];
const versions = ["HTTP/1.1", "HTTP/2.0"];

/**
 * The columns that a request line (`GET /a?b=1 HTTP/1.1`) fills; its SQL is `request`. One that is no HTTP (empty, `-`, TLS
 * bytes on a plain port) fills none.
 */
export function requestEvents(request: string): Pick<Record<EventColumn, string>, "protocol" | "method" | "path"> {
  const startsWith = (method: string) => `starts_with(${request}, '${method} /')`;
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
  return `nullif(trim(left(${text}, length(${text}) - strpos(reverse(${text}), ':')), '[]'), '')`;
}

/** SQL: the digits behind the last colon of an address that always has a port. */
export function portOf(text: string): string {
  return `nullif(regexp_extract(${text}, ':([0-9]+)$', 1), '')`;
}

/** SQL: `value` where `text` is written like an address, else null. */
export function ifAddress(text: string, value = text): string {
  return `CASE WHEN regexp_full_match(${text}, '[0-9]{1,3}([.][0-9]{1,3}){3}|[0-9A-Fa-f]*:[0-9A-Fa-f:.]+') THEN ${value} END`;
}

/** SQL: milliseconds from the sum of seconds with decimals, null if one of them is negative: -1 is a time that was not taken. */
export function millisecondsOfAll(...seconds: readonly string[]): string {
  const values = seconds.map((text) => `TRY_CAST(${text} AS DECIMAL(15, 6))`);
  return `CASE WHEN ${values.map((value) => `${value} >= 0`).join(" AND ")} THEN round((${values.join(" + ")})::DOUBLE * 1000, 3)::VARCHAR END`;
}

/** SQL: relation `from` with the parts of a URL (`url_scheme`, `url_host`, `url_port`, `url_path` with the query), null where it has none. */
export function withUrlParts(from: string, url: string): string {
  const pattern = "^([A-Za-z][A-Za-z0-9+.-]*)://(?:[^/?#@]*@)?(\\[[^\\]]*\\]|[^/:?#]*)(?::([0-9]*))?([/?#].*)?$";
  return `(SELECT * EXCLUDE (parts), nullif(parts.scheme, '') AS url_scheme, nullif(trim(parts.host, '[]'), '') AS url_host,
      TRY_CAST(parts.port AS USMALLINT)::VARCHAR AS url_port, nullif(parts.path, '') AS url_path
    FROM (SELECT *, regexp_extract(${url}, '${pattern}', ['scheme', 'host', 'port', 'path'], 's') AS parts FROM ${from}))`;
}

/**
 * SQL: relation `from` with the texts at JSON pointers (RFC 6901) in its column `line`, as columns that `jsonField` names; null where
 * there is none, or an empty one, or a hyphen. They are columns, since an expression that is repeated takes long to plan. `is_json`
 * tells whether the line is JSON.
 */
export function withJsonFields(from: string, pointers: readonly string[]): string {
  const fields = pointers.map((_, i) => `${orNull(`texts[${i + 1}]`)} AS ${jsonField(i)}`);
  return `(SELECT * EXCLUDE (texts), ${fields.join(", ")} FROM (
    SELECT *, json_valid(line) AS is_json, CASE WHEN is_json THEN json_extract_string(line, [${pointers.map(literal).join(", ")}]) END AS texts FROM ${from}))`;
}

/** SQL: a text, null if it is empty or a hyphen. */
export function orNull(text: string): string {
  return `nullif(nullif(${text}, ''), '-')`;
}

/** SQL: the column of the pointer with this number, from 0. */
export function jsonField(number: number): string {
  return `json_${number}`;
}

/** SQL: Milliseconds from a text of seconds, or of any unit that is so many milliseconds long. JSON may write few as 1.2e-05. */
export function milliseconds(text: string, factor = 1000): string {
  return `CASE WHEN regexp_full_match(${text}, '[0-9]+([.][0-9]+)?(e[-+]?[0-9]{1,2})?') THEN round(${text}::DOUBLE * ${factor}, 6)::VARCHAR END`;
}

/** SQL: The milliseconds between two times in seconds since 1970, or in ISO 8601. */
export function millisecondsBetweenTimes(from: string, to: string): string {
  return `CASE WHEN regexp_full_match(${from}, '[0-9]+([.][0-9]+)?') AND regexp_full_match(${to}, '[0-9]+([.][0-9]+)?')
    THEN round((${to}::DOUBLE - ${from}::DOUBLE) * 1000, 3)::VARCHAR
    ELSE greatest(0, (epoch_us(TRY_CAST(${to} AS TIMESTAMPTZ)) - epoch_us(TRY_CAST(${from} AS TIMESTAMPTZ))) / 1000)::VARCHAR END`;
}

/** SQL: text of the time between two counts of `unit` milliseconds; null if one is missing or none. */
export function millisecondsBetween(start: string, end: string, unit: number): string {
  return `CASE WHEN regexp_full_match(${start}, '[0-9]{1,14}') AND regexp_full_match(${end}, '[0-9]{1,14}')
    THEN ((TRY_CAST(${end} AS BIGINT) - TRY_CAST(${start} AS BIGINT)) * ${unit})::VARCHAR END`;
}

/** SQL: text of the sum of two counters; of one, if the other is not logged; text that is no count if one is none. */
export function sumOf(a: string, b: string): string {
  return `CASE WHEN ${a} IS NULL THEN ${b} WHEN ${b} IS NULL THEN ${a}
    WHEN regexp_full_match(${a}, '[0-9]{1,18}') AND regexp_full_match(${b}, '[0-9]{1,18}')
    THEN (TRY_CAST(${a} AS BIGINT) + TRY_CAST(${b} AS BIGINT))::VARCHAR ELSE ${a} || '+' || ${b} END`;
}

/** SQL: a port, or null if the protocol has none: ICMP's type and code stand there. */
export function portUnlessIcmp(port: string, protocol: string): string {
  return `CASE WHEN lower(${protocol}) IN ('1', '58', 'icmp', 'icmp6', 'icmpv6', 'ipv6-icmp') THEN NULL ELSE ${port} END`;
}

/** SQL: The host of an absolute URL. */
export function hostOfUrl(url: string): string {
  return `nullif(regexp_extract(${url}, '^[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#@]*@)?(\\[[^\\]]*\\]|[^/:?#]*)', 1), '')`;
}

/** SQL: The path of an absolute URL with its query; other text as it is. */
export function pathOfUrl(url: string): string {
  return `CASE WHEN contains(${url}, '://') THEN coalesce(nullif(regexp_extract(${url}, '^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*(.*)$', 1), ''), '/') ELSE ${url} END`;
}

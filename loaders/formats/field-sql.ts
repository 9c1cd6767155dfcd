import type {EventColumn} from "./event-columns.js";

const isHttp = (request: string) => `regexp_matches(${request}, '^[A-Z][A-Z0-9_-]* [^ ]')`;
const hasVersion = (request: string) => `regexp_matches(${request}, ' HTTP/[0-9](\\.[0-9])?$')`;

/**
 * The columns that a request line (`GET /a?b=1 HTTP/1.1`) fills; its SQL is `request`. One that is no HTTP (empty, `-`, TLS
 * bytes on a plain port) fills none.
 */
export function requestEvents(request: string): Pick<Record<EventColumn, string>, "protocol" | "method" | "path"> {
  const [http, version] = [isHttp(request), hasVersion(request)];
  return {
    protocol: `CASE WHEN ${http} AND ${version} THEN substr(${request}, length(${request}) - strpos(reverse(${request}), ' ') + 2) END`,
    method: `CASE WHEN ${http} THEN split_part(${request}, ' ', 1) END`,
    path: `CASE WHEN ${http} THEN CASE WHEN ${version}
      THEN substr(${request}, strpos(${request}, ' ') + 1, length(${request}) - strpos(${request}, ' ') - strpos(reverse(${request}), ' '))
      ELSE substr(${request}, strpos(${request}, ' ') + 1) END END`
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
export function milliseconds(...seconds: readonly string[]): string {
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

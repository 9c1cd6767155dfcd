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

/**
 * SQL: milliseconds from the sum of seconds with decimals, null if one of them is not plain (-1); exact, as 1.021 * 1000 is
 * not in floating point.
 */
export function milliseconds(...seconds: readonly string[]): string {
  const plain = seconds.map((text) => `regexp_full_match(${text}, '[0-9]{1,9}([.][0-9]+)?')`).join(" AND ");
  const sum = seconds.map((text) => `${text}::DECIMAL(18, 6)`).join(" + ");
  return `CASE WHEN ${plain} THEN ((${sum}) * 1000)::VARCHAR END`;
}

/** SQL: a part of a URL with a scheme, null where it has none. The path has the query with it; a port is a number up to 65535. */
export function urlPart(url: string, part: "scheme" | "host" | "port" | "path"): string {
  const pattern = "^([A-Za-z][A-Za-z0-9+.-]*)://(?:[^/?#@]*@)?(\\[[^\\]]*\\]|[^/:?#]*)(?::([0-9]*))?([/?#].*)?$";
  const text = `regexp_extract(${url}, '${pattern}', ${["scheme", "host", "port", "path"].indexOf(part) + 1}, 's')`;
  if (part === "port") return `TRY_CAST(${text} AS USMALLINT)::VARCHAR`;
  return part === "host" ? `nullif(trim(${text}, '[]'), '')` : `nullif(${text}, '')`;
}

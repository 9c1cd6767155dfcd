// Pieces of SQL from texts to texts, null for what is none of the kind.

const digits = "'[0-9]+'";

/** Milliseconds from a text of seconds, or of any unit that is so many milliseconds long. */
export function milliseconds(text: string, factor = 1000): string {
  return `CASE WHEN regexp_full_match(${text}, '[0-9]+([.][0-9]+)?') THEN round(${text}::DOUBLE * ${factor}, 6)::VARCHAR END`;
}

/** The milliseconds between two times in seconds since 1970, or in ISO 8601. */
export function millisecondsBetween(from: string, to: string): string {
  return `CASE WHEN regexp_full_match(${from}, '[0-9]+([.][0-9]+)?') AND regexp_full_match(${to}, '[0-9]+([.][0-9]+)?')
    THEN round((${to}::DOUBLE - ${from}::DOUBLE) * 1000, 3)::VARCHAR
    ELSE greatest(0, date_diff('microsecond', TRY_CAST(${from} AS TIMESTAMPTZ), TRY_CAST(${to} AS TIMESTAMPTZ)) / 1000)::VARCHAR END`;
}

/** The sum of two counters; one that is not logged counts as nothing beside one that is. */
export function sumOf(a: string, b: string): string {
  return `CASE WHEN regexp_full_match(${a}, ${digits}) OR regexp_full_match(${b}, ${digits})
    THEN (coalesce(TRY_CAST(${a} AS UBIGINT), 0) + coalesce(TRY_CAST(${b} AS UBIGINT), 0))::VARCHAR END`;
}

/** A port, but none for ICMP, whose type and code some writers print in its place. */
export function portOf(port: string, protocol: string): string {
  return `CASE WHEN ${protocol} IS NULL OR lower(${protocol}) NOT IN ('icmp', '1', 'icmp6', 'icmpv6', 'ipv6-icmp', '58') THEN ${port} END`;
}

/** The address of `address:port`, which may stand in brackets. The format must be one that always writes a port. */
export function addressBeforePort(text: string): string {
  return `nullif(regexp_extract(${text}, '^\\[?(.*?)\\]?:[0-9]+$', 1), '')`;
}

/** The port of `address:port`. */
export function portBehindAddress(text: string): string {
  return `nullif(regexp_extract(${text}, ':([0-9]+)$', 1), '')`;
}

/** `value` if a text is an address by its looks, and no name. */
export function ifAddress(text: string, value = text): string {
  return `CASE WHEN regexp_full_match(${text}, '[0-9]{1,3}([.][0-9]{1,3}){3}|[0-9A-Fa-f]*:[0-9A-Fa-f:.]+') THEN ${value} END`;
}

/** The host of an absolute URL. */
export function hostOfUrl(url: string): string {
  return `nullif(regexp_extract(${url}, '^[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#@]*@)?(\\[[^\\]]*\\]|[^/:?#]*)', 1), '')`;
}

/** The path of an absolute URL with its query; other text as it is. */
export function pathOfUrl(url: string): string {
  return `CASE WHEN contains(${url}, '://') THEN coalesce(nullif(regexp_extract(${url}, '^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*(.*)$', 1), ''), '/') ELSE ${url} END`;
}

/**
 * The columns that a request line (`GET /a?b=1 HTTP/1.1`) fills. One that is no HTTP (empty, `-`, TLS bytes on a plain port) fills
 * none.
 */
export function requestEvents(request: string): {protocol: string; method: string; path: string} {
  const http = `regexp_matches(${request}, '^[A-Z][A-Z0-9_-]* [^ ]')`;
  const version = `regexp_matches(${request}, ' HTTP/[0-9](\\.[0-9])?$')`;
  const lastWord = `strpos(reverse(${request}), ' ')`;
  return {
    protocol: `CASE WHEN ${http} AND ${version} THEN substr(${request}, length(${request}) - ${lastWord} + 2) END`,
    method: `CASE WHEN ${http} THEN split_part(${request}, ' ', 1) END`,
    path: `CASE WHEN ${http} THEN CASE WHEN ${version}
      THEN substr(${request}, strpos(${request}, ' ') + 1, length(${request}) - strpos(${request}, ' ') - ${lastWord})
      ELSE substr(${request}, strpos(${request}, ' ') + 1) END END`
  };
}

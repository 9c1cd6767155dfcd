import {beforePort, ifAddress, portOf, withUrlParts} from "./field-sql.js";
import {patternFormat} from "./pattern.js";

const connect = "method = 'CONNECT'";
// A peer of another kind is the next proxy and not the site.
const site = "regexp_matches(hierarchy, '(DIRECT|ORIGINAL_DST|PINNED)$')";

/**
 * Squid's native access log: `time elapsed client code/status bytes method URL user hierarchy/peer type`. It is written when
 * a request ends, so the start is its time less the elapsed milliseconds. Queries of other caches (`UDP_...`) are skipped.
 * Source: Squid, logformat.
 */
export const squid = patternFormat({
  name: "squid",
  about: "a Unix time with milliseconds, the time taken, an address, then a code and a status as in TCP_MISS/200",
  pattern: String.raw`^(\d{9,10}\.\d{3}) +(-?\d{1,15}) ([^ ]+) ([A-TV-Z][A-Z_]*)/(\d{3}) (\d+) ([^ ]+) ([^ ]+) [^ ]+ ([A-Z_]+)/([^ ]+) [^ ]`,
  fields: ["ended", "elapsed", "client", "code", "status", "size", "method", "url", "hierarchy", "peer"],
  relation: (from) => withUrlParts(from, "url"),
  events: () => ({
    timestamp:
      "make_timestamp((replace(ended, '.', '')::BIGINT - greatest(elapsed::BIGINT, 0)) * 1000)::VARCHAR || 'Z'",
    source_ip: "client",
    dest_ip: `CASE WHEN ${site} THEN ${ifAddress("peer")} END`,
    dest_port: `CASE WHEN ${connect} THEN TRY_CAST(${portOf("url")} AS USMALLINT)::VARCHAR ELSE url_port END`,
    protocol: `CASE WHEN ${connect} THEN 'TCP' ELSE upper(url_scheme) END`,
    bytes_received: "size",
    status_code: "status",
    action: "CASE WHEN starts_with(code, 'TCP_DENIED') THEN 'deny' END",
    method: "nullif(method, 'NONE')",
    host: `CASE WHEN ${connect} THEN ${beforePort("url")} ELSE url_host END`,
    path: `CASE WHEN NOT ${connect} THEN url_path END`,
    duration_ms: "CASE WHEN NOT starts_with(elapsed, '-') THEN elapsed END"
  }),
  skip: (line) => (/^\d{9,10}\.\d{3} +-?\d+ [^ ]+ UDP_/.test(line) ? "a query of another cache" : null)
});

import {patternFormat} from "./pattern.js";
import {addressBeforePort, hostOfUrl, ifAddress, milliseconds, pathOfUrl, portBehindAddress} from "./texts.js";

const tunnel = "method = 'CONNECT'";

/**
 * Squid's native access log. Its time is that of the end, from which the elapsed milliseconds are taken. A peer that is a parent
 * proxy is not the destination.
 */
export const squid = patternFormat({
  name: "squid",
  about: "Squid's native access log",
  pattern: String.raw`^(\d{9,10}\.\d{3}) +(-?\d+) (\S+) ([A-TV-Z][A-Z_]*)/(\d{3}) (\d+) (\S+) (\S+) \S+ ([A-Z_]+)/(\S+) \S+.*$`,
  fields: ["ended", "elapsed", "ip", "result", "status", "size", "method", "url", "hierarchy", "peer"],
  events: () => ({
    timestamp: "(TRY_CAST(replace(ended, '.', '') AS BIGINT) - greatest(0, TRY_CAST(elapsed AS BIGINT)))::VARCHAR",
    source_ip: "ip",
    dest_ip: `CASE WHEN NOT contains(hierarchy, 'PARENT') THEN ${ifAddress("peer")} END`,
    dest_port: `CASE WHEN ${tunnel} THEN ${portBehindAddress("url")}
      ELSE nullif(regexp_extract(url, '^[a-z]+://[^/?#]*:([0-9]+)([/?#]|$)', 1), '') END`,
    protocol: `CASE WHEN ${tunnel} THEN 'TCP' ELSE nullif(regexp_extract(url, '^([A-Za-z][A-Za-z0-9+.-]*)://', 1), '') END`,
    bytes_received: "size",
    status_code: "status",
    action: "CASE WHEN starts_with(result, 'TCP_DENIED') THEN 'deny' END",
    method: "method",
    host: `CASE WHEN ${tunnel} THEN ${addressBeforePort("url")} ELSE ${hostOfUrl("url")} END`,
    path: `CASE WHEN NOT ${tunnel} THEN ${pathOfUrl("url")} END`,
    duration_ms: milliseconds("elapsed", 1)
  }),
  skip: (line) => (/^\d+\.\d+ +-?\d+ \S+ UDP_/.test(line) ? "query of another cache" : null),
  skips: "regexp_matches(line, '^[0-9]+[.][0-9]+ +-?[0-9]+ [^ ]+ UDP_')"
});

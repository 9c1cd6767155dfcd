import {patternFormat} from "./pattern.js";
import {hostOfUrl, ifAddress, milliseconds, requestParts} from "./texts.js";

const quoted = String.raw`"((?:[^"\\]|\\.)*)"`;
const server = ifAddress(`trim(${hostOfUrl("server")}, '[]')`);
const {method, path, protocol} = requestParts("request");

/** Traefik's access log in its common log format: combined, then the number of the request, router, server and duration. */
export const traefikClf = patternFormat({
  name: "traefik-clf",
  about: "Traefik's access log: combined, then a count, two quoted names and milliseconds",
  pattern:
    String.raw`^(\S+) - .*? \[([^\]]+)\] ${quoted} (\d{3}|-) (\d+|-) "(?:[^"\\]|\\.)*" ${quoted} ` +
    String.raw`\d+ "[^"]*" "([^"]*)" (\d+)ms$`,
  fields: ["ip", "time", "request", "status", "size", "agent", "server", "duration"],
  events: () => ({
    timestamp: "time",
    source_ip: "ip",
    dest_ip: server,
    dest_port: `CASE WHEN ${server} IS NOT NULL THEN nullif(regexp_extract(server, '^[a-z]+://[^/]*:([0-9]+)(/|$)', 1), '') END`,
    protocol,
    bytes_received: "coalesce(size, '0')",
    status_code: "status",
    method,
    path,
    user_agent: "agent",
    duration_ms: milliseconds("duration", 1)
  })
});

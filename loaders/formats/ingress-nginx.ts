import {patternFormat} from "./pattern.js";
import {addressBeforePort, hostOfUrl, milliseconds, portBehindAddress, requestParts} from "./texts.js";

const quoted = String.raw`"((?:[^"\\]|\\.)*)"`;
const upstream = "regexp_extract(upstreams, '([^ ,]+)$', 1)";
const {method, path, protocol} = requestParts("request");

/** The log of Kubernetes' ingress-nginx: combined, then request length and time, the upstreams that were tried, and an id. */
export const ingressNginx = patternFormat({
  name: "ingress-nginx",
  about: "the log of ingress-nginx: combined, then [upstream] names in brackets",
  pattern:
    String.raw`^(\S+) \S+ .*? \[([^\]]+)\] ${quoted} (\d{3}|-) (\d+|-) "(?:[^"\\]|\\.)*" ${quoted} ` +
    String.raw`(\d+) ([\d.]+) \[[^\]]*\] \[[^\]]*\] ([^ ,]+(?:, [^ ,]+)*) .*$`,
  fields: ["ip", "time", "request", "status", "size", "agent", "length", "seconds", "upstreams"],
  events: () => ({
    timestamp: "time",
    source_ip: "ip",
    dest_ip: addressBeforePort(upstream),
    dest_port: portBehindAddress(upstream),
    protocol,
    bytes_sent: "length",
    bytes_received: "coalesce(size, '0')",
    status_code: "status",
    method,
    host: hostOfUrl(path),
    path,
    user_agent: "agent",
    duration_ms: milliseconds("seconds")
  })
});

import type {LogFormat, Sample} from "./format.js";
import {utcText} from "./local-time.js";
import {patternFormat} from "./pattern.js";
import {requestEvents} from "./texts.js";

const start = String.raw`^(?:.*? )?(\S+):(\d+) \[(\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d\.\d{3})\] \S+ [^/ ]+/\S+ `;
const notices =
  "Connect from | is (UP|DOWN)|Proxy .* (started|stopped)|Connection error during SSL handshake|SSL handshake failure";

const shared = ({zone}: Sample) => ({
  timestamp: utcText("TRY_STRPTIME(time, '%d/%b/%Y:%H:%M:%S.%g')", zone),
  source_ip: "ip",
  source_port: "port",
  bytes_received: "ltrim(size, '+')",
  duration_ms: "CASE WHEN NOT starts_with(ltrim(total, '+'), '-') THEN ltrim(total, '+') END"
});

const common = {
  skip: (line: string) => (new RegExp(notices).test(line) && !line.includes(" [") ? "message of the proxy" : null),
  notes: ({zone}: Sample) => [
    `times name no zone: they are taken as ${zone}`,
    "a + before a size or a time means at least so much: it is taken as it stands"
  ]
};

const {method, path, protocol} = requestEvents("request");

/** HAProxy's HTTP log (option httplog), with or without a syslog header and captured headers. */
export const haproxyHttp: LogFormat = patternFormat({
  name: "haproxy-http",
  about: "HAProxy's HTTP log",
  pattern:
    start +
    String.raw`-?\d+/-?\d+/-?\d+/-?\d+/(\+?-?\d+) (-?\d+) (\+?\d+) \S+ \S+ \S{4} [\d/+]+ \d+/\d+ (?:\{.*?\} )?(?:\{.*?\} )?"(.*?)"?$`,
  fields: ["ip", "port", "time", "total", "status", "size", "request"],
  events: (sample) => ({...shared(sample), protocol, status_code: "status", method, path}),
  ...common
});

/** HAProxy's TCP log (option tcplog). */
export const haproxyTcp: LogFormat = patternFormat({
  name: "haproxy-tcp",
  about: "HAProxy's TCP log",
  pattern: start + String.raw`-?\d+/-?\d+/(\+?-?\d+) (\+?\d+) \S{2} [\d/+]+ \d+/\d+$`,
  fields: ["ip", "port", "time", "total", "size"],
  events: (sample) => ({...shared(sample), protocol: "CASE WHEN ip IS NOT NULL THEN 'TCP' END"}),
  ...common
});

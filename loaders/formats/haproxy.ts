import {requestEvents} from "./field-sql.js";
import type {LogFormat, Sample} from "./format.js";
import {utcText, zoneNote} from "./local-time.js";
import {patternFormat} from "./pattern.js";
import {isOtherLogger} from "./syslog.js";

const client = String.raw`(?:^| )([^ ]+):(\d+) \[(\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d\.\d{3})\] [^ ]+ [^ /]+/[^ ]+ `;
// From the word before the first bracket behind a space: mostly the client, with its time in the bracket.
const head = "left(line, strpos(line, ' [') - 1)";
const start = `substr(line, length(${head}) - strpos(reverse(${head}), ' ') + 2)`;
const connections = String.raw`\d+/\d+/\d+/\d+/\+?\d+ \d+/\d+`;
const tcp = String.raw`-?\d+/-?\d+/(\+?-?\d+) (\+?\d+) [^ ]{2} ${connections}$`;
const http =
  String.raw`-?\d+/-?\d+/-?\d+/-?\d+/(\+?-?\d+) (-?\d+) (\+?\d+) [^ ]+ [^ ]+ [^ ]{4} ${connections} ` +
  String.raw`(?:\{[^}]*\} )?(?:\{[^}]*\} )?"([^"]*)`;

const clientFields = ["client", "port", "time"];
const tcpFields = ["tcp_total", "tcp_bytes"];
const request = requestEvents("request");

const both = patternFormat({
  name: "haproxy-http",
  about: "a client with its port, a time in brackets, a frontend, a backend with its server, five timers and a status",
  pattern: `${client}(?:${http}|${tcp})`,
  fields: [...clientFields, "total", "status", "bytes", "request", ...tcpFields],
  start,
  events: (sample) => ({
    ...clientEvents(sample),
    ...request,
    protocol: `CASE WHEN tcp_total IS NOT NULL THEN 'TCP' ELSE ${request.protocol} END`,
    bytes_received: "ltrim(coalesce(bytes, tcp_bytes), '+')",
    status_code: "status",
    duration_ms: duration("coalesce(total, tcp_total)")
  }),
  skip,
  notes
});

/**
 * HAProxy's HTTP log, behind any start of a line of syslog; the lines of TCP frontends in the same log are read as well. Times
 * have no zone. A request that the line's limit cut off is an event. Source: HAProxy, configuration manual, log formats.
 */
export const haproxyHttp: LogFormat = {
  ...both,
  score: (sample) => (sample.lines.some((line) => httpLine.test(line)) ? both.score(sample) : 0)
};
const httpLine = new RegExp(client + http, "s");

/** HAProxy's TCP log, behind any start of a line of syslog. Source: HAProxy, configuration manual, log formats. */
export const haproxyTcp = patternFormat({
  name: "haproxy-tcp",
  about: "a client with its port, a time in brackets, a frontend, a backend with its server, three timers and a size",
  pattern: client + tcp,
  fields: [...clientFields, ...tcpFields],
  start,
  events: (sample) => ({
    ...clientEvents(sample),
    protocol: "CASE WHEN tcp_total IS NOT NULL THEN 'TCP' END",
    bytes_received: "ltrim(tcp_bytes, '+')",
    duration_ms: duration("tcp_total")
  }),
  skip,
  notes
});

function clientEvents(sample: Sample) {
  return {
    timestamp: `coalesce(${utcText("TRY_STRPTIME(time, '%d/%b/%Y:%H:%M:%S.%g')", sample.zone)}, time)`,
    source_ip: "client",
    source_port: "port"
  };
}

function duration(text: string): string {
  return `CASE WHEN NOT contains(${text}, '-') THEN ltrim(${text}, '+') END`;
}

/** HAProxy's own messages: of its servers and proxies, of a connection that failed before it was one, of its start. */
function skip(line: string): string | null {
  const own = /\] [^ ]+\/[^ ]+: |^\[(?:ALERT|WARNING|NOTICE)\]/;
  return isOtherLogger(line) || own.test(line) ? "a message of HAProxy's or of another logger" : null;
}

function notes({lines, zone}: Sample): string[] {
  const logAsap = lines.some((line) => / (?:-?\d+\/){2,4}\+\d+ /.test(line));
  return [
    zoneNote(zone),
    ...(logAsap
      ? ["some lines were written before their connection ended: their sizes and times are lower bounds"]
      : [])
  ];
}

import {beforePort, millisecondsOfAll, portOf, requestEvents, withUrlParts} from "./field-sql.js";
import {spaceSeparated} from "./space-separated.js";

const {path: url, protocol, method} = requestEvents("request");

/**
 * Access log of a Classic Load Balancer. A connection of a TCP listener is a line with an empty request (`- - - `) and no
 * status. Sizes are those of bodies only. Source: AWS, access logs for your Classic Load Balancer.
 */
export const awsElb = spaceSeparated({
  name: "aws-elb",
  about: "an ISO time with Z, the name of a balancer, a client with its port, a backend, three times in seconds",
  pattern:
    /^\d{4}-\d\d-\d\dT[^ ]+Z [^/ ]+ [^ ]+:\d+ [^ ]+ -?[\d.]+ -?[\d.]+ -?[\d.]+ (?:\d{1,3}|-) (?:\d{1,3}|-) \d+ \d+ "/,
  fields: [
    ...["time", "balancer", "client", "backend", "request_time", "backend_time", "response_time", "status"],
    ...["backend_status", "received", "sent", "request", "agent", "cipher", "tls"]
  ],
  least: 12,
  texts: ["request", "agent"],
  relation: (from) => withUrlParts(from, url),
  events: {
    timestamp: "CASE WHEN ends_with(time, 'Z') AND NOT contains(balancer, '/') THEN time END",
    source_ip: beforePort("client"),
    source_port: portOf("client"),
    dest_ip: beforePort("backend"),
    dest_port: portOf("backend"),
    protocol: `CASE WHEN starts_with(request, '- - -') AND trim(request) = '- - -' THEN 'TCP' ELSE ${protocol} END`,
    bytes_sent: "received",
    bytes_received: "sent",
    status_code: "status",
    method,
    host: "url_host",
    path: "url_path",
    user_agent: "agent",
    duration_ms: millisecondsOfAll("request_time", "backend_time", "response_time")
  },
  notes: ["sizes of HTTP requests are those of their bodies, without headers"]
});

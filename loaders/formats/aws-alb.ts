import {beforePort, millisecondsOfAll, portOf, requestEvents, withUrlParts} from "./field-sql.js";
import {spaceSeparated} from "./space-separated.js";

const {path: url, ...request} = requestEvents("request");

/**
 * Access log of an Application Load Balancer. A request starts at `request_creation_time`, which older logs lack: they have
 * only the time of the answer. The status is the balancer's, since it answers some requests itself. What the balancer
 * received is what the client sent. Source: AWS, access logs for your Application Load Balancer.
 */
export const awsAlb = spaceSeparated({
  name: "aws-alb",
  about: "a type as in https, an ISO time with Z, a balancer as in app/name/id, a client with its port",
  pattern: /^(?:https?|h2|grpcs|wss?) \d{4}-\d\d-\d\dT[^ ]+Z [^ /]+\/[^ ]+ [^ ]+:\d+ [^ ]+ -?[\d.]+ -?[\d.]+ -?[\d.]+ /,
  fields: [
    ...["type", "time", "balancer", "client", "target", "request_time", "target_time", "response_time", "status"],
    ...["target_status", "received", "sent", "request", "agent", "cipher", "tls", "group", "trace", "domain"],
    ...["certificate", "priority", "created"]
  ],
  least: 14,
  texts: ["request", "agent"],
  relation: (from) => withUrlParts(from, url),
  events: {
    timestamp: `CASE WHEN type IN ('http', 'https', 'h2', 'grpcs', 'ws', 'wss') AND contains(balancer, '/') AND ends_with(time, 'Z')
      THEN coalesce(created, time) END`,
    source_ip: beforePort("client"),
    source_port: portOf("client"),
    dest_ip: beforePort("target"),
    dest_port: portOf("target"),
    ...request,
    bytes_sent: "received",
    bytes_received: "sent",
    status_code: "status",
    host: "url_host",
    path: "url_path",
    user_agent: "agent",
    duration_ms: millisecondsOfAll("request_time", "target_time", "response_time")
  }
});

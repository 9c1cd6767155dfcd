import {quotedFieldsFormat} from "./quoted-fields.js";
import {addressBeforePort, hostOfUrl, pathOfUrl, portBehindAddress, requestEvents} from "./texts.js";

const timers = ["request_processing_time", "target_processing_time", "response_processing_time"];
const sizes = ["elb_status_code", "target_status_code", "received_bytes", "sent_bytes", "request", "user_agent"];
const isTime = (text: string) => /^\d{4}-\d\d-\d\dT\S+Z$/.test(text);

type Field = (name: string) => string;

/** What both kinds of balancers log alike. A timer of -1 means that there was no such phase: then there is no duration. */
function balancerEvents(field: Field) {
  const request = requestEvents(field("request"));
  const known = timers.map((name) => `regexp_full_match(${field(name)}, '[0-9.]+')`).join(" AND ");
  const total = timers.map((name) => `${field(name)}::DOUBLE`).join(" + ");
  return {
    source_ip: addressBeforePort(field("client")),
    source_port: portBehindAddress(field("client")),
    dest_ip: addressBeforePort(field("target")),
    dest_port: portBehindAddress(field("target")),
    bytes_sent: field("received_bytes"),
    bytes_received: field("sent_bytes"),
    status_code: field("elb_status_code"),
    method: request.method,
    host: hostOfUrl(request.path),
    path: pathOfUrl(request.path),
    user_agent: field("user_agent"),
    duration_ms: `CASE WHEN ${known} THEN round((${total}) * 1000, 6)::VARCHAR END`,
    protocol: request.protocol
  };
}

/** Access logs of Amazon's application load balancers. Newer ones have more fields, at the end. */
export const awsAlb = quotedFieldsFormat({
  name: "aws-alb",
  about: "access log of an application load balancer of AWS",
  fields: [
    ...[
      "type",
      "time",
      "elb",
      "client",
      "target",
      ...timers,
      ...sizes,
      "ssl_cipher",
      "ssl_protocol",
      "target_group_arn"
    ],
    ...["trace_id", "domain_name", "chosen_cert_arn", "matched_rule_priority", "request_creation_time"]
  ],
  least: 14,
  fits: ([type, time, elb, client]) =>
    /^(https?|h2|grpcs|wss?)$/.test(type) && isTime(time) && elb.includes("/") && /:\d+$/.test(client),
  events: (field) => ({
    timestamp: `coalesce(${field("request_creation_time")}, ${field("time")})`,
    ...balancerEvents(field)
  })
});

/** Access logs of Amazon's classic load balancers; those of TCP listeners have no request. */
export const awsElb = quotedFieldsFormat({
  name: "aws-elb",
  about: "access log of a classic load balancer of AWS",
  fields: ["time", "elb", "client", "target", ...timers, ...sizes, "ssl_cipher", "ssl_protocol"],
  least: 12,
  fits: ([time, elb, client]) => isTime(time) && !elb.includes("/") && /:\d+$/.test(client),
  events(field) {
    const events = balancerEvents(field);
    return {
      timestamp: field("time"),
      ...events,
      protocol: `CASE WHEN trim(${field("request")}) = '- - -' THEN 'TCP' ELSE ${events.protocol} END`
    };
  }
});

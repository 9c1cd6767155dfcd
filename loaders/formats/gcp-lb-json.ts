import type {JsonObject} from "./json.js";
import {jsonFormat} from "./json.js";
import {hostOfUrl, milliseconds, pathOfUrl} from "./field-sql.js";

/** An address that may carry a port: after a colon for IPv4, in brackets for IPv6. A bare IPv6 address has none. */
const bracketed = "^\\[(.*)\\](?::([0-9]+))?$";
const dotted = "[0-9.]+:[0-9]+";
const address = (text: string) => `CASE WHEN regexp_full_match(${text}, '${dotted}') THEN split_part(${text}, ':', 1)
  WHEN starts_with(${text}, '[') THEN coalesce(nullif(regexp_extract(${text}, '${bracketed}', 1), ''), ${text}) ELSE ${text} END`;
const port = (text: string) => `CASE WHEN regexp_full_match(${text}, '${dotted}') THEN split_part(${text}, ':', 2)
  WHEN starts_with(${text}, '[') THEN nullif(regexp_extract(${text}, '${bracketed}', 2), '') END`;
const seconds = (text: string) =>
  `CASE WHEN ends_with(${text}, 's') THEN left(${text}, length(${text}) - 1) ELSE ${text} END`;

const isRequest = ({httpRequest, resource}: JsonObject) => {
  const {remoteIp, requestMethod} = (httpRequest ?? {}) as JsonObject;
  return Boolean(remoteIp || requestMethod) && (resource as JsonObject | undefined)?.type === "http_load_balancer";
};

/** Log entries of Google Cloud's HTTP load balancers. Sizes include headers, and are text. */
export const gcpLbJson = jsonFormat({
  name: "gcp-lb-json",
  about: "log entries of a Google Cloud load balancer as JSON",
  fits: isRequest,
  skip: (value) => (isRequest(value) ? null : "entry of another resource"),
  skips: (text) =>
    `is_json AND (coalesce(${text("/httpRequest/remoteIp")}, ${text("/httpRequest/requestMethod")}) IS NULL OR ${text("/resource/type")} IS DISTINCT FROM 'http_load_balancer')`,
  events: (text) => ({
    timestamp: text("/timestamp"),
    source_ip: address(text("/httpRequest/remoteIp")),
    source_port: port(text("/httpRequest/remoteIp")),
    dest_ip: address(text("/httpRequest/serverIp")),
    dest_port: port(text("/httpRequest/serverIp")),
    protocol: text("/httpRequest/protocol"),
    bytes_sent: text("/httpRequest/requestSize"),
    bytes_received: text("/httpRequest/responseSize"),
    status_code: text("/httpRequest/status"),
    method: text("/httpRequest/requestMethod"),
    host: hostOfUrl(text("/httpRequest/requestUrl")),
    path: pathOfUrl(text("/httpRequest/requestUrl")),
    user_agent: text("/httpRequest/userAgent"),
    duration_ms: milliseconds(seconds(text("/httpRequest/latency")))
  })
});

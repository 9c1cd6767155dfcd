import {jsonFormat} from "./json.js";
import {milliseconds, requestEvents} from "./field-sql.js";

/**
 * An access log that nginx writes as JSON, with the names that are usual for it. Its `bytes_sent` is what the server sent, and
 * its request times are seconds whatever they are called.
 */
export const nginxJson = jsonFormat({
  name: "nginx-json",
  about: "nginx's access log as JSON, with status, an address and a request",
  fits: (value) =>
    "status" in value &&
    ("remote_addr" in value || "ip" in value) &&
    ["path", "request", "request_uri"].some((key) => key in value),
  skip: (value) => ("status" in value ? null : "no access record"),
  skips: (text) => `${text("/status")} IS NULL AND is_json`,
  forwardedFor: ["/http_x_forwarded_for", "/x_forwarded_for", "/proxy_add_x_forwarded_for"],
  events(text) {
    const request = requestEvents(text("/request"));
    return {
      timestamp: text("/time_iso8601", "/date", "/msec", "/time_local", "/@timestamp", "/timestamp", "/time"),
      source_ip: text("/remote_addr", "/ip"),
      source_port: text("/remote_port"),
      protocol: `coalesce(${text("/server_protocol")}, ${request.protocol})`,
      bytes_sent: text("/request_length"),
      bytes_received: text("/bytes_sent", "/length", "/body_bytes_sent"),
      status_code: text("/status"),
      method: `coalesce(${text("/request_method", "/method")}, ${request.method})`,
      host: text("/host", "/http_host", "/server_name"),
      path: `coalesce(${text("/request_uri", "/path", "/uri")}, ${request.path})`,
      user_agent: text("/http_user_agent", "/user_agent"),
      duration_ms: milliseconds(text("/request_time", "/generation_time_milli"))
    };
  }
});

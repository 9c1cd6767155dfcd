import {jsonFormat} from "./json.js";
import {endpoint, milliseconds} from "./field-sql.js";

/** Traefik's access log as JSON. What the client got is `Downstream…`, what the backend said `Origin…`; durations are nanoseconds. */
export const traefikJson = jsonFormat({
  name: "traefik-json",
  about: "Traefik's access log as JSON",
  fits: (value) => "ClientHost" in value && Object.keys(value).some((key) => key.startsWith("Downstream")),
  skip: (value) => ("RequestMethod" in value ? null : "record of Traefik's own log"),
  skips: (text) => `${text("/RequestMethod")} IS NULL AND is_json`,
  forwardedFor: ["/request_X-Forwarded-For"],
  events(text) {
    const service = endpoint(text("/ServiceAddr"));
    return {
      timestamp: text("/StartUTC", "/time"),
      source_ip: text("/ClientHost"),
      source_port: text("/ClientPort"),
      dest_ip: service.address,
      dest_port: service.port,
      protocol: text("/RequestProtocol"),
      bytes_sent: text("/RequestContentSize"),
      bytes_received: text("/DownstreamContentSize"),
      status_code: text("/DownstreamStatus"),
      method: text("/RequestMethod"),
      host: text("/RequestHost"),
      path: text("/RequestPath"),
      user_agent: text("/request_User-Agent"),
      duration_ms: milliseconds(text("/Duration"), 1e-6)
    };
  }
});

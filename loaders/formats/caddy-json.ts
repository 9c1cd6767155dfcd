import {jsonFormat} from "./json.js";
import {milliseconds} from "./field-sql.js";

const isAccess = (logger: unknown) => typeof logger === "string" && logger.startsWith("http.log.access");

/** Caddy's access log. Sizes are those of bodies; the client behind a proxy that Caddy trusts is `client_ip`. */
export const caddyJson = jsonFormat({
  name: "caddy-json",
  about: "Caddy's access log as JSON",
  fits: (value) => isAccess(value.logger) && "request" in value,
  skip: (value) => (isAccess(value.logger) ? null : "record of another logger"),
  skips: (text) => `is_json AND NOT coalesce(starts_with(${text("/logger")}, 'http.log.access'), false)`,
  forwardedFor: ["/request/headers/X-Forwarded-For/0"],
  events(text) {
    const client = text("/request/client_ip", "/request/remote_ip");
    return {
      timestamp: text("/ts"),
      source_ip: client,
      source_port: `CASE WHEN ${client} = ${text("/request/remote_ip")} THEN ${text("/request/remote_port")} END`,
      protocol: text("/request/proto"),
      bytes_sent: text("/bytes_read"),
      bytes_received: text("/size"),
      status_code: text("/status"),
      method: text("/request/method"),
      host: text("/request/host"),
      path: text("/request/uri"),
      user_agent: text("/request/headers/User-Agent/0"),
      duration_ms: milliseconds(text("/duration"))
    };
  },
  notes: () => ["times are those at which requests ended; sizes are those of bodies"]
});

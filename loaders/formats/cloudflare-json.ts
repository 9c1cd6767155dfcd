import {isNanoseconds} from "./field-sql.js";
import {jsonFormat} from "./json.js";

/** Text of a time in nanoseconds, seconds or ISO 8601, to whole microseconds since 1970. */
const microseconds = (text: string) => `CASE
  WHEN ${isNanoseconds(text)} OR regexp_full_match(${text}, '[0-9]{18,19}') THEN ${text}::BIGINT // 1000
  WHEN regexp_full_match(${text}, '[0-9]{9,11}') THEN ${text}::BIGINT * 1000000
  ELSE epoch_us(TRY_CAST(${text} AS TIMESTAMPTZ)) END`;

/** HTTP requests that Cloudflare's Logpush delivers, with times in any of its three encodings. */
export const cloudflareJson = jsonFormat({
  name: "cloudflare-json",
  about: "HTTP requests from Cloudflare's Logpush as JSON",
  fits: (value) => ("EdgeStartTimestamp" in value || "RayID" in value) && "ClientRequestHost" in value,
  skip: (value) => ("ClientRequestHost" in value ? null : "record of another dataset"),
  skips: (text) => `${text("/ClientRequestHost")} IS NULL AND is_json`,
  events(text) {
    const start = text("/EdgeStartTimestamp");
    const end = text("/EdgeEndTimestamp");
    const action = text("/WAFAction");
    return {
      timestamp: start,
      source_ip: text("/ClientIP"),
      source_port: `nullif(${text("/ClientSrcPort")}, '0')`,
      dest_ip: text("/OriginIP"),
      protocol: text("/ClientRequestProtocol"),
      bytes_sent: text("/ClientRequestBytes"),
      bytes_received: text("/EdgeResponseBytes"),
      status_code: text("/EdgeResponseStatus"),
      action,
      method: text("/ClientRequestMethod"),
      host: text("/ClientRequestHost"),
      path: text("/ClientRequestURI"),
      user_agent: text("/ClientRequestUserAgent"),
      duration_ms: `CASE WHEN ${end} IS NOT NULL THEN greatest(0, ((${microseconds(end)}) - (${microseconds(start)})) / 1000) END`
    };
  }
});

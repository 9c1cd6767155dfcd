import {headedFormat} from "./named-columns.js";
import {milliseconds} from "./texts.js";

const decoded = (text: string) =>
  `CASE WHEN contains(url_decode(${text}), '%') THEN url_decode(url_decode(${text})) ELSE url_decode(${text}) END`;

/** Amazon CloudFront's standard logs: the header is separated by spaces, the data by tabs. Records are in no order of time. */
export const cloudfront = headedFormat({
  name: "cloudfront",
  about: "Amazon CloudFront's standard log, with x-edge-location among its fields",
  delim: "\t",
  header(line) {
    if (!line.startsWith("#")) return null;
    return line.startsWith("#Fields:") ? {names: line.slice(8).trim().split(/\s+/), skip: "header"} : {skip: "header"};
  },
  fits: ({head}) => head.slice(0, 20).some((line) => line.startsWith("#Fields:") && line.includes("x-edge-location")),
  fields: [
    ...["date", "time", "c-ip", "c-port", "cs-protocol-version", "cs-bytes", "sc-bytes", "sc-status", "cs-method"],
    ...["cs-uri-stem", "cs-uri-query", "x-host-header", "cs(User-Agent)", "time-taken"]
  ],
  events: (field) => ({
    timestamp: `${field("date")} || ' ' || ${field("time")}`,
    source_ip: field("c-ip"),
    source_port: field("c-port"),
    protocol: field("cs-protocol-version"),
    bytes_sent: field("cs-bytes"),
    bytes_received: field("sc-bytes"),
    status_code: field("sc-status"),
    method: field("cs-method"),
    host: field("x-host-header"),
    path: `${field("cs-uri-stem")} || coalesce('?' || ${field("cs-uri-query")}, '')`,
    user_agent: decoded(field("cs(User-Agent)")),
    duration_ms: milliseconds(field("time-taken"))
  }),
  notes: () => ["times are those at which responses ended"]
});

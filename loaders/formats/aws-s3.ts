import {patternFormat} from "./pattern.js";
import {milliseconds, requestEvents} from "./texts.js";

const {method, path, protocol} = requestEvents("request");
const internal = /^\S+ \S+ \[[^\]]+\] - /;

/** Server access logs of Amazon S3. What was sent is `Bytes_Sent`; the size of the object is another matter. */
export const awsS3 = patternFormat({
  name: "aws-s3",
  about: "server access log of Amazon S3",
  pattern:
    String.raw`^\S+ \S+ \[([^\]]+)\] ([0-9A-Fa-f.:]+) \S+ \S+ [A-Z0-9_.]+ \S+ (?:"(.*?)"|-) (\d{3}|-) \S+ (\d+|-) (?:\d+|-) (\d+|-) (?:\d+|-) ` +
    String.raw`(?:".*?"|-) (?:"(.*?)"|-)(?: \S+ \S+ \S+ \S+ \S+ (\S+).*)?(?: \S+)?$`,
  fields: ["time", "ip", "request", "status", "sent", "total", "agent", "host"],
  events: () => ({
    timestamp: "time",
    source_ip: "ip",
    protocol,
    bytes_received: "coalesce(sent, CASE WHEN ip IS NOT NULL THEN '0' END)",
    status_code: "status",
    method,
    host: "host",
    path,
    user_agent: "agent",
    duration_ms: milliseconds("total", 1)
  }),
  skip: (line) => (internal.test(line) ? "operation of S3 itself" : null)
});

import {requestEvents} from "./field-sql.js";
import {spaceSeparated} from "./space-separated.js";

const longest = 20_000; // characters of a line that is worth the search for its quotes

// Quotes within a user agent are not escaped for certain.
const loose =
  /^((?:[^ ]+ ){9})(?:"(.*?)"|-) (\d{3}|-) ([^ ]+) (\d+|-) (\d+|-) (\d+|-) (\d+|-) "(.*?)" "(.*?)"((?: [^ "]+)*)$/s;

/**
 * Server access log of S3. `Bytes_Sent` is the traffic, its `-` means 0; the size of an object that was put is not that of
 * the request, which is not logged. S3's own operations, which have no address, are skipped. Source: AWS, Amazon S3 server
 * access log format.
 */
export const awsS3 = spaceSeparated({
  name: "aws-s3",
  about: "an owner, a bucket, a time in brackets, an address, then an operation as in REST.GET.OBJECT",
  pattern:
    /^[^ ]+ [^ ]+ \[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] [^ ]+ [^ ]+ [^ ]+ [A-Z0-9]+\.[A-Z0-9_.]+ /,
  fields: [
    ...["owner", "bucket", "day", "zone", "ip", "requester", "request_id", "operation", "key", "request", "status"],
    ...["error", "sent", "size", "total", "turn_around", "referer", "agent", "version", "host_id", "signature"],
    ...["cipher", "authentication", "host"]
  ],
  least: 18,
  texts: ["request", "referer", "agent"],
  repair(line) {
    const match = line.length <= longest ? loose.exec(line) : null;
    return match && [...match[1].trimEnd().split(" "), ...match.slice(2, 11), ...match[11].split(" ").slice(1)];
  },
  skip: (fields) => (fields[4] === "-" && fields[2].startsWith("[") ? "an operation of S3's own" : null),
  events: {
    timestamp: "CASE WHEN ip IS NOT NULL AND starts_with(day, '[') THEN day || ' ' || zone END",
    source_ip: "ip",
    ...requestEvents("request"),
    bytes_received: "coalesce(sent, '0')",
    status_code: "status",
    host: "host",
    user_agent: "agent",
    duration_ms: "total"
  }
});

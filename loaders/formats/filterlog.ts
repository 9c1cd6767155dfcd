import {patternFormat} from "./pattern.js";
import {syslogNotes, syslogStart, syslogTime} from "./syslog-time.js";

const part = (n: number) => `string_split(csv, ',')[${n + 1}]`;

/** A field by its number from 0 in records of IPv4 and of IPv6. */
const either = (v4: number, v6: number) => `CASE ${part(8)} WHEN '4' THEN ${part(v4)} WHEN '6' THEN ${part(v6)} END`;
const port = (v4: number, v6: number) =>
  `CASE WHEN ${either(15, 13)} IN ('6', '17') THEN nullif(${either(v4, v6)}, '') END`;

/** Packets that pfSense and OPNsense log. Source: Netgate, raw filter log format. */
export const filterlog = patternFormat({
  name: "filterlog",
  about: "packets that pfSense or OPNsense log by syslog, with the tag filterlog",
  pattern: String.raw`${syslogStart}.*?filterlog(?:\[\d+\])?:?(?: \d+ \S+ \S+)? (\d*,[^ ]*,[46],[^ ]*)$`,
  fields: ["short", "iso", "csv"],
  events: (sample) => ({
    timestamp: syslogTime("short", "iso", sample),
    source_ip: either(18, 15),
    source_port: port(20, 17),
    dest_ip: either(19, 16),
    dest_port: port(21, 18),
    protocol: either(16, 12),
    bytes_sent: either(17, 14),
    packets: "CASE WHEN csv IS NOT NULL THEN '1' END",
    action: part(6)
  }),
  skip(line) {
    if (!line.includes("filterlog")) return "another message";
    return /,(?:carp|pfsync),/i.test(line) ? "record of the firewall's own protocol" : null;
  },
  skips: "NOT contains(line, 'filterlog') OR regexp_matches(line, '(?i),(carp|pfsync),')",
  notes: (sample) => [...syslogNotes(sample), "only packets that rules log are here"]
});

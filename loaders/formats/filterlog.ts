import {patternFormat} from "./pattern.js";
import {isOtherLogger, syslogNotes, syslogStart, syslogTime} from "./syslog.js";

const tag = String.raw`(?:[^ ]+ )?filterlog(?:(?:\[\d+\])?: | [^ ]+ [^ ]+ (?:-|\[[^\]]*\]) )`;
const rule = "[^,]*,[^,]*,[^,]*,[^,]*,[^,]*,[^,]*,([^,]*),[^,]*,"; // to the direction; the group is the action
const version4 = String.raw`4,[^,]*,[^,]*,[^,]*,[^,]*,[^,]*,[^,]*,(\d*),([^,]*),`;
const version6 = String.raw`6,[^,]*,[^,]*,[^,]*,([^,]*),(\d*),`;
const packet = String.raw`(\d+),([^,]+),([^,]+)(?:,(\d+),(\d+),.*|,.*|)$`;
const hasPorts = "lower(coalesce(name4, name6)) IN ('tcp', 'udp')";

/**
 * Packets that the packet filter of pfSense and OPNsense logs: comma separated values behind the tag `filterlog` in a line of
 * syslog, in other places for IPv6 than for IPv4. Lines of CARP and pfsync, which keep firewalls in step, are skipped.
 * Source: pfSense, raw filter log format.
 */
export const filterlog = patternFormat({
  name: "filterlog",
  about: "lines of syslog with the tag filterlog, then comma separated values",
  pattern: `${syslogStart}${tag}${rule}(?:${version4}|${version6})${packet}`,
  fields: [
    ...["time", "action", "number4", "name4", "name6", "number6", "length"],
    ...["source", "destination", "source_port", "destination_port"]
  ],
  unless: {pattern: ",(?:carp|CARP|pfsync|PFSYNC),", why: "CARP or pfsync"},
  events: (sample) => ({
    timestamp: syslogTime("time", sample),
    source_ip: "source",
    source_port: `CASE WHEN ${hasPorts} THEN source_port END`,
    dest_ip: "destination",
    dest_port: `CASE WHEN ${hasPorts} THEN destination_port END`,
    protocol: "coalesce(name4, name6, number4, number6)",
    bytes_sent: "length",
    packets: "'1'",
    action: "action"
  }),
  skip: (line) => (isOtherLogger(line) ? "another logger" : null),
  notes: (sample) => [...syslogNotes(sample), "only packets that a rule logs are here"]
});

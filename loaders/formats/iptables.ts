import {patternFormat} from "./pattern.js";
import {isOtherLogger, syslogNotes, syslogStart, syslogTime} from "./syslog.js";

const deny = "regexp_matches(prefix, '(?i)block|drop|deny|denied|reject|-D\\] *$')";
const allow = "regexp_matches(prefix, '(?i)allow|accept|-A\\] *$')";

/**
 * Packets that Linux' packet filter logs (iptables, nftables, ufw, UniFi): `IN=` to `PROTO=` in a line of syslog. The first of
 * each name counts: a packet quoted by an ICMP error stands behind, as does the length of a UDP datagram. What was done with
 * the packet is only in the rule's prefix. Source: Linux, nf_log_syslog.
 */
export const iptables = patternFormat({
  name: "iptables",
  about: "lines of syslog with IN=, OUT=, SRC=, DST=, LEN= and PROTO=",
  pattern:
    syslogStart +
    String.raw`[^ =]+ ([^=]*)(?:DESCR="[^"]*" )?IN=[^ ]* OUT=[^ ]* (?:[A-RT-Z][A-Z0-9]*=[^ ]* )*` +
    String.raw`SRC=([^ ]+) DST=([^ ]+) LEN=(\d+) .*?PROTO=([^ ]+)(?: SPT=(\d+) DPT=(\d+))?`,
  fields: ["time", "prefix", "source", "destination", "length", "protocol", "source_port", "destination_port"],
  unless: {pattern: String.raw`\[UFW AUDIT`, why: "an audit line, whose packet may be logged again"},
  events: (sample) => ({
    timestamp: syslogTime("time", sample),
    source_ip: "source",
    source_port: "source_port",
    dest_ip: "destination",
    dest_port: "destination_port",
    protocol: "protocol",
    bytes_sent: "length",
    packets: "'1'",
    action: `CASE WHEN ${deny} AND NOT ${allow} THEN 'deny' WHEN ${allow} AND NOT ${deny} THEN 'allow' END`
  }),
  skip: (line) => (isOtherLogger(line) ? "no packet" : null),
  notes: (sample) => [
    ...syslogNotes(sample),
    "only packets that a rule logs are here, and a rule with a limit logs a part of them"
  ]
});

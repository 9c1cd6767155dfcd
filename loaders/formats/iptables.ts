import {patternFormat} from "./pattern.js";
import {syslogNotes, syslogStart, syslogTime} from "./syslog-time.js";
import {portOf} from "./texts.js";

const rule = "upper(regexp_replace(prefix, '^.*kernel:', ''))";
const denies = `regexp_matches(${rule}, 'BLOCK|DROP|DENY|REJECT|-D\\]')`;
const allows = `regexp_matches(${rule}, 'ALLOW|ACCEPT|-A\\]')`;

/**
 * Packets that iptables, nftables, ufw and their like log to the kernel's log. The packet that an ICMP error quotes stands in
 * brackets at the end and does not count.
 */
export const iptables = patternFormat({
  name: "iptables",
  about: "packets that the Linux firewall logs by syslog: IN= OUT= SRC= DST= PROTO=",
  pattern:
    syslogStart +
    String.raw`(.*?)IN=\S* OUT=\S* (?:[^ ]+ )*?SRC=(\S+) DST=(\S+) LEN=(\d+) (?:[^ \[]+ )*?PROTO=(\S+)(?: SPT=(\d+) DPT=(\d+))?.*$`,
  fields: ["short", "iso", "prefix", "src", "dst", "len", "proto", "spt", "dpt"],
  events: (sample) => ({
    timestamp: syslogTime("short", "iso", sample),
    source_ip: "src",
    source_port: portOf("spt", "proto"),
    dest_ip: "dst",
    dest_port: portOf("dpt", "proto"),
    protocol: "proto",
    bytes_sent: "len",
    packets: "CASE WHEN src IS NOT NULL THEN '1' END",
    action: `CASE WHEN ${denies} AND NOT ${allows} THEN 'deny' WHEN ${allows} AND NOT ${denies} THEN 'allow' END`
  }),
  skip(line) {
    if (!line.includes("SRC=") || !line.includes("PROTO=")) return "another message";
    return line.includes("AUDIT") ? "audit of a packet that is logged apart" : null;
  },
  skips: "NOT contains(line, 'SRC=') OR NOT contains(line, 'PROTO=') OR contains(line, 'AUDIT')",
  notes: (sample) => [...syslogNotes(sample), "only packets that rules log are here, often a sample of them"]
});

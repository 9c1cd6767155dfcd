import {headedFormat} from "./named-columns.js";
import {millisecondsBetween, portOf} from "./texts.js";

const version2 =
  "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status".split(
    " "
  );

const known = new Set([
  ...version2,
  ...["vpc-id", "subnet-id", "instance-id", "tcp-flags", "type", "pkt-srcaddr", "pkt-dstaddr", "region", "az-id"],
  ...["sublocation-type", "sublocation-id", "pkt-src-aws-service", "pkt-dst-aws-service", "flow-direction"],
  ...["traffic-path", "reject-reason"]
]);

const noFlow: Readonly<Record<string, string>> = {
  NODATA: "no traffic in the interval",
  SKIPDATA: "records were skipped by the source"
};

/**
 * Flow logs of Amazon VPC, versions 2 to 5, in the order that the header names. Without a header only version 2 can be told. The
 * addresses of the packets count where they are logged: those of the interface may be a gateway's.
 */
export const awsVpc = headedFormat({
  name: "aws-vpc",
  about: "flow logs of Amazon VPC: a header of field names, or the 14 fields of version 2",
  delim: " ",
  header: (line) => (isHeader(line) ? {names: line.trim().split(" "), skip: "header"} : null),
  fits: ({head}) => head.slice(0, 20).some(isHeader) || head.slice(0, 20).some(isVersion2),
  names: version2,
  fields: [
    ...["srcaddr", "dstaddr", "pkt-srcaddr", "pkt-dstaddr", "srcport", "dstport", "protocol", "packets", "bytes"],
    ...["start", "end", "action", "log-status"]
  ],
  events: (field) => ({
    timestamp: field("start"),
    source_ip: `coalesce(${field("pkt-srcaddr")}, ${field("srcaddr")})`,
    source_port: portOf(field("srcport"), field("protocol")),
    dest_ip: `coalesce(${field("pkt-dstaddr")}, ${field("dstaddr")})`,
    dest_port: portOf(field("dstport"), field("protocol")),
    protocol: field("protocol"),
    bytes_sent: field("bytes"),
    packets: field("packets"),
    action: field("action"),
    duration_ms: millisecondsBetween(field("start"), field("end"))
  }),
  skips: (field) => `coalesce(${field("log-status")} IN ('NODATA', 'SKIPDATA'), false)`,
  skip: (values) => noFlow[values.get("log-status") ?? ""] ?? null,
  notes: () => ["traffic between two of one's own interfaces is logged at both, and counted twice"]
});

function isHeader(line: string): boolean {
  const words = line.trim().split(" ");
  return words.length > 3 && words.includes("start") && words.every((word) => known.has(word) || /^ecs-/.test(word));
}

function isVersion2(line: string): boolean {
  const words = line.trim().split(" ");
  return words.length === 14 && words[0] === "2" && /^(OK|NODATA|SKIPDATA)$/.test(words[13]);
}

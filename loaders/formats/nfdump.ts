import type {Sample} from "./format.js";
import {headedFormat} from "./named-columns.js";
import {utcText} from "./local-time.js";
import {milliseconds, portOf, sumOf} from "./texts.js";

const headers = [
  /^firstSeen,duration,proto,srcAddr,/,
  /^cnt,af,firstSeen,lastSeen,proto,srcAddr,/,
  /^ts,te,td,sa,da,sp,dp,pr,/
];

/**
 * What nfdump writes with `-o csv`, in the layouts of its versions 1.6 and 1.7, and with `-o csv-fast`. Its times are those of the
 * exporter's clocks, unless they are milliseconds since 1970. A summary may stand at the end.
 */
export const nfdump = headedFormat({
  name: "nfdump-csv",
  about: "flows as nfdump writes them with -o csv",
  delim: ",",
  header(line) {
    if (headers.some((header) => header.test(line))) return {names: line.trim().split(","), skip: "header"};
    if (/^(Summary|flows,bytes,packets,)/.test(line) || /^\d+,\d+,\d+,\d+,\d+,\d+$/.test(line))
      return {skip: "summary"};
    return null;
  },
  fits: ({head}) => head.slice(0, 20).some((line) => headers.some((header) => header.test(line))),
  fields: [
    ...["firstSeen", "lastSeen", "duration", "proto", "srcAddr", "srcPort", "dstAddr", "dstPort", "packets", "bytes"],
    ...["ts", "td", "sa", "da", "sp", "dp", "pr", "ipkt", "ibyt", "opkt", "obyt"]
  ],
  events(field, {zone}) {
    const either = (a: string, b: string) => `coalesce(${field(a)}, ${field(b)})`;
    const time = either("firstSeen", "ts");
    const protocol = either("proto", "pr");
    const local = utcText(`TRY_CAST(CASE WHEN NOT starts_with(${time}, '0000') THEN ${time} END AS TIMESTAMP)`, zone);
    return {
      timestamp: `CASE WHEN regexp_full_match(${time}, '[0-9.]+') THEN ${time} ELSE ${local} END`,
      source_ip: either("srcAddr", "sa"),
      source_port: portOf(either("srcPort", "sp"), protocol),
      dest_ip: either("dstAddr", "da"),
      dest_port: portOf(either("dstPort", "dp"), protocol),
      protocol,
      bytes_sent: either("bytes", "ibyt"),
      bytes_received: `CASE WHEN ${field("opkt")} <> '0' THEN ${field("obyt")} END`,
      packets: `coalesce(${field("packets")}, ${sumOf(field("ipkt"), field("opkt"))})`,
      duration_ms: `coalesce(${milliseconds(either("duration", "td"))},
        (TRY_CAST(${field("lastSeen")} AS BIGINT) - TRY_CAST(${field("firstSeen")} AS BIGINT))::VARCHAR)`
    };
  },
  cut: (line) => line.split(",").map((value) => value.trim()),
  notes: ({head, zone}: Sample) => [
    ...(head.some((line) => line.startsWith("cnt,af,")) ? [] : [`times name no zone: they are taken as ${zone}`]),
    "a sampling rate is not in the lines: sampled flows count as they are"
  ]
});

import type {LogFormat} from "./format.js";
import type {Header, Look} from "./headed.js";
import {headedFormat, unquoted} from "./headed.js";
import {isIcmp, millisecondsBetween, sumOf} from "./field-sql.js";
import {timeText} from "./local-time.js";

const columns = [
  ...["firstseen", "lastseen", "duration", "proto", "srcaddr", "srcport", "dstaddr", "dstport", "packets", "bytes"],
  ...["opkt", "obyt"]
];
// Told once for both ports; most protocols are one of the first two.
const hasPorts = `CASE WHEN proto = '6' THEN true WHEN proto = '17' THEN true ELSE NOT coalesce(${isIcmp("proto")}, false) END`;
// What 1.6 calls them. One name for both spares each record the choice.
const olderNames = new Map([
  ["ts", "firstseen"],
  ["td", "duration"],
  ["pr", "proto"],
  ["sa", "srcaddr"],
  ["sp", "srcport"],
  ["da", "dstaddr"],
  ["dp", "dstport"],
  ["ipkt", "packets"],
  ["ibyt", "bytes"]
]);

/**
 * NetFlow records as nfdump writes them: `-o csv` and `-o csv-fast` of 1.7, `-o csv` of 1.6. Times are Unix milliseconds, or
 * text in the zone of the host that wrote them. A record is one direction, but in 1.6 it may count the way back too. What
 * follows `Summary` is no record. Source: nfdump(1), output formats.
 */
export const nfdumpCsv: LogFormat = headedFormat({
  name: "nfdump-csv",
  about: "nfdump -o csv or csv-fast: a header line with firstSeen and srcAddr, or with ts and sa",
  columns,
  start: () => ({lines: [], names: null, dialect: unquoted(",")}),
  follow(line, header) {
    if (line.trim() === "Summary" && header.names)
      return {...header, lines: [...header.lines, line], names: null, skip: "summary"};
    return headerOf(line);
  },
  aligned: ["firstseen", "lastseen", "proto", "srcaddr", "dstaddr"],
  relation: (from) => `(SELECT *, TRY_CAST(duration AS DOUBLE) AS seconds, ${hasPorts} AS has_ports FROM ${from})`,
  events: ({zone}) => ({
    timestamp: timeText("firstseen", {zone}),
    source_ip: "srcaddr",
    source_port: "CASE WHEN has_ports THEN srcport END",
    dest_ip: "dstaddr",
    dest_port: "CASE WHEN has_ports THEN dstport END",
    protocol: "proto",
    bytes_sent: "bytes",
    bytes_received: "CASE WHEN TRY_CAST(opkt AS BIGINT) > 0 THEN obyt END",
    packets: sumOf("packets", "opkt"),
    duration_ms: `coalesce(CASE WHEN seconds BETWEEN 0 AND 1e15 THEN round(seconds * 1e9) / 1e6 END, ${millisecondsBetween("firstseen", "lastseen", 1)})`
  }),
  notes(look) {
    const tunnels = printedTwice(look);
    return [
      "volumes are taken as exported: if the exporter samples packets, they are lower by its rate",
      ...(look.records.some(({firstseen}) => /-/.test(firstseen ?? "")) ? [`times are taken as ${look.zone}`] : []),
      ...(tunnels > 0
        ? [`${tunnels} of the first records repeat the one before with other addresses: tunnelled bytes count twice`]
        : [])
    ];
  }
});

function headerOf(line: string): Header | null {
  if (!/(?:^|,) *(?:dstaddr|da) *(?:,|$)/i.test(line)) return null; // asked of each line of any log
  const names = line
    .toLowerCase()
    .split(",")
    .map((name) => name.trim());
  const has = (...wanted: string[]) => wanted.every((name) => names.includes(name));
  if (!has("firstseen", "srcaddr", "dstaddr") && !has("ts", "sa", "da")) return null;
  const renamed = names.map((name) => (names.includes("ts") ? olderNames.get(name) : null) ?? name);
  return {lines: [line], names: renamed, dialect: unquoted(",")};
}

/** Records of one packet are too much alike to say so of them. */
function printedTwice({records}: Look): number {
  const same = ["firstseen", "duration", "packets", "bytes", "opkt", "obyt"];
  return records.filter((record, i) => {
    const before = records[i - 1];
    if (!before || record.opkt === null || !(Number(record.packets) > 1)) return false; // only 1.6 prints them so
    const isOther = record.srcaddr !== before.srcaddr && record.dstaddr !== before.dstaddr;
    return isOther && same.every((name) => record[name] === before[name]);
  }).length;
}

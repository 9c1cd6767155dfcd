import type {LogFormat} from "./format.js";
import type {Header, Look} from "./headed.js";
import {headedFormat, unquoted} from "./headed.js";
import {milliseconds, millisecondsBetween, orNull, portUnlessIcmp, sumOf} from "./field-sql.js";
import {timeText} from "./local-time.js";

const columns = [
  ...["firstseen", "lastseen", "duration", "proto", "srcaddr", "srcport", "dstaddr", "dstport", "packets", "bytes"],
  ...["ts", "td", "pr", "sa", "sp", "da", "dp", "ipkt", "ibyt", "opkt", "obyt"]
];
const start = "coalesce(firstseen, ts)";
const protocol = "coalesce(proto, pr)";

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
  relation: (from) =>
    `(SELECT * REPLACE (${columns.map((name) => `${unpadded(name)} AS ${name}`).join(", ")}) FROM ${from})`,
  events: ({zone}) => ({
    timestamp: timeText(start, {zone}),
    source_ip: "coalesce(srcaddr, sa)",
    source_port: portUnlessIcmp("coalesce(srcport, sp)", protocol),
    dest_ip: "coalesce(dstaddr, da)",
    dest_port: portUnlessIcmp("coalesce(dstport, dp)", protocol),
    protocol,
    bytes_sent: "coalesce(bytes, ibyt)",
    bytes_received: "CASE WHEN TRY_CAST(opkt AS BIGINT) > 0 THEN obyt END",
    packets: `coalesce(packets, ${sumOf("ipkt", "opkt")}, ipkt)`,
    duration_ms: `coalesce(${milliseconds("coalesce(duration, td)", 1000)}, ${millisecondsBetween("firstseen", "lastseen", 1)})`
  }),
  notes(look) {
    const tunnels = printedTwice(look);
    return [
      "volumes are taken as exported: if the exporter samples packets, they are lower by its rate",
      ...(look.records.some(({firstseen, ts}) => /-/.test(firstseen ?? ts ?? ""))
        ? [`times are taken as ${look.zone}`]
        : []),
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
  const isHeader = has("firstseen", "srcaddr", "dstaddr") || has("ts", "sa", "da");
  return isHeader ? {lines: [line], names, dialect: unquoted(",")} : null;
}

/** SQL: a field without the spaces that align it. To see that there are none takes a fifth of the time of taking them away. */
function unpadded(name: string): string {
  return `CASE WHEN starts_with(${name}, ' ') OR ends_with(${name}, ' ') THEN ${orNull(`trim(${name})`)} ELSE ${orNull(name)} END`;
}

/** Records of one packet are too much alike to say so of them. */
function printedTwice({records}: Look): number {
  const same = ["ts", "td", "ipkt", "ibyt", "opkt", "obyt"];
  return records.filter((record, i) => {
    const before = records[i - 1];
    if (!before || !(Number(record.ipkt) > 1)) return false;
    return same.every((name) => record[name] === before[name]) && record.sa !== before.sa && record.da !== before.da;
  }).length;
}

import type {LogFormat, Sample} from "./format.js";
import type {Header, Look} from "./headed.js";
import {headedFormat, unquoted} from "./headed.js";
import {millisecondsBetween, portUnlessIcmp} from "./field-sql.js";

const version2 =
  "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status";
const record2 =
  /^2 \S+ \S+ (?:[0-9a-f.:]+ [0-9a-f.:]+ \d+ \d+ \d+ (\d+) (\d+) (\d{10}) (\d{10}) (?:ACCEPT|REJECT) OK|(?:- ){7}\d+ \d+ - (?:NODATA|SKIPDATA))$/;
const addresses = ["srcaddr", "dstaddr", "pkt-srcaddr", "pkt-dstaddr"];
const flow = [...addresses, "srcport", "dstport", "protocol", "packets", "bytes"];

/**
 * AWS VPC flow logs, versions 2 to 5 or any fields of them in the order of the header line; without one, version 2's. A record
 * is one direction within a capture window, and its addresses are the packet's own (`pkt-`) where they are logged. NODATA and
 * SKIPDATA are no flows. Source: Amazon VPC, flow log records.
 */
export const awsVpc: LogFormat = headedFormat({
  name: "aws-vpc",
  about: "AWS VPC flow logs: a header line with srcaddr, dstaddr and start, or the 14 fields of version 2",
  columns: [...flow, "interface-id", "start", "end", "action", "log-status"],
  start: (sample) => (isVersion2(sample) ? headerOf(version2, []) : {lines: [], names: null, dialect: unquoted(" ")}),
  follow: (line) => (isHeader(line) ? headerOf(line, [line]) : null),
  skip(field) {
    const status = field("log-status");
    if (status === "NODATA" || status === "SKIPDATA") return status;
    return status === null && !field("srcaddr") && !field("pkt-srcaddr") ? "NODATA or SKIPDATA" : null;
  },
  events: () => ({
    timestamp: `CASE WHEN coalesce("log-status", 'OK') = 'OK' AND coalesce("pkt-srcaddr", srcaddr) IS NOT NULL THEN "start" END`,
    source_ip: `coalesce("pkt-srcaddr", srcaddr)`,
    source_port: portUnlessIcmp("srcport", "protocol"),
    dest_ip: `coalesce("pkt-dstaddr", dstaddr)`,
    dest_port: portUnlessIcmp("dstport", "protocol"),
    protocol: "protocol",
    bytes_sent: `"bytes"`,
    packets: "packets",
    action: `"action"`,
    duration_ms: millisecondsBetween(`"start"`, `"end"`, 1000)
  }),
  notes(look) {
    const lost = look.lines.filter((line) => /\bSKIPDATA\b/.test(line)).length;
    const twice = loggedTwice(look);
    return [
      ...(lost > 0 ? [`${lost} of ${look.lines.length} sampled records are SKIPDATA: flows are missing there`] : []),
      ...(twice > 0 ? [`${twice} of the first flows are logged at two interfaces: their bytes count twice`] : [])
    ];
  }
});

function headerOf(names: string, lines: readonly string[]): Header {
  return {lines, names: names.trim().split(" "), dialect: unquoted(" ")};
}

function isHeader(line: string): boolean {
  if (!line.includes("srcaddr")) return false; // asked of each line of any log
  const names = line.trim().split(" ");
  const has = (...wanted: string[]) => wanted.some((name) => names.includes(name));
  return has("start") && has("srcaddr", "pkt-srcaddr") && names.every((name) => /^[a-z][a-z0-9-]*$/.test(name));
}

/** Other orders of 14 fields are not to be told apart by their number, but hardly look like this one throughout. */
function isVersion2({head}: Sample): boolean {
  const data = head.filter((line) => line.trim() !== "");
  const good = data.filter((line) => {
    const match = record2.exec(line);
    const [packets, bytes, start, end] = (match ?? []).slice(1).map(Number);
    return match && (match[1] === undefined || (packets * 20 <= bytes && start <= end)); // 20 octets: an IPv4 header
  });
  return good.length > data.length / 2;
}

/** How many flows stand in the log as two interfaces saw them. */
function loggedTwice({records}: Look): number {
  const seen = new Map<string, string | null>();
  return records.filter((record) => {
    const key = JSON.stringify(flow.map((name) => record[name]));
    const at = record["interface-id"];
    if (!seen.has(key)) return void seen.set(key, at);
    return seen.get(key) !== at;
  }).length;
}

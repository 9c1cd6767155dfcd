import {el} from "./dom.js";
import {formatBytes, formatCount, formatNoun, formatShare} from "./format.js";
import {formatDate} from "./format-time.js";
import type {SummaryRow} from "./tables.js";
import {bytesOf} from "./tables.js";

type Fact = readonly [label: string, value: string];

/** Which source placed how much, how often the two differ, and what was asked of ip-api; nothing where it is off. */
export function ipApiFacts(summary: SummaryRow): Fact[] {
  if (summary.ip_api === null) return [];
  const {placed_addresses, placed_events, placed_bytes, location_name, ip_api_stopped} = summary;
  const {ip_api_addresses, ip_api_events, ip_api_bytes, ip_api_compared, ip_api_differing} = summary;
  const {ip_api_asked, ip_api_answered, ip_api_unknown, ip_api_failed, ip_api_unasked} = summary;
  const bytes = bytesOf(summary);
  const placed = (addresses: number, events: number, size: number) =>
    [
      `${formatShare(addresses, summary.public_addresses)} of the addresses (${formatCount(addresses)})`,
      `${formatShare(events, summary.events)} of the events (${formatCount(events)})`,
      bytes === null
        ? "bytes not logged"
        : `${formatShare(size, bytes)} of the bytes (${formatBytes(size, summary.units)})`
    ].join(", ");
  const by = [ip_api_addresses!, ip_api_events!, ip_api_bytes!] as const;
  return [
    ["Placed by ip-api", placed(...by)],
    [
      `Placed by ${location_name ?? "a local database"}`,
      placed(placed_addresses - by[0], placed_events - by[1], (placed_bytes ?? 0) - by[2])
    ],
    [
      "The two name different countries",
      ip_api_compared === 0
        ? "no address that both know"
        : `${formatShare(ip_api_differing, ip_api_compared)}: ${formatCount(ip_api_differing)} of ${formatNoun(ip_api_compared!, "address", "addresses")} that both know`
    ],
    [
      "Asked of ip-api at this build",
      [
        ip_api_asked === 0
          ? "none"
          : `${formatNoun(ip_api_asked!, "address", "addresses")}: ${formatCount(ip_api_answered)} answered, ${formatCount(ip_api_unknown)} not known to it, ${formatCount(ip_api_failed)} failed`,
        ...(ip_api_unasked === 0 ? [] : [`${formatCount(ip_api_unasked)} left for later builds`]),
        ...(ip_api_stopped === null ? [] : [`stopped: ${ip_api_stopped}`])
      ].join("; ")
    ]
  ];
}

/** Names ip-api, when it was asked, and its terms; nothing where it placed nothing. */
export function ipApiCredit({ip_api, ip_api_first, ip_api_last}: SummaryRow): (string | HTMLElement)[] {
  if (ip_api == null || ip_api_first === null || ip_api_last === null) return [];
  const [first, last] = [formatDate(ip_api_first), formatDate(ip_api_last)];
  const terms = ip_api === "free" ? ", free for non-commercial use only" : "";
  return [
    "Places of busy addresses: ",
    el("a", {href: "https://ip-api.com", rel: "noreferrer"}, "ip-api.com"),
    `, asked ${first === last ? `on ${first}` : `from ${first} to ${last}`}${terms}. `
  ];
}

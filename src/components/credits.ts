import {el} from "./dom.js";
import {formatShare} from "./format.js";
import {formatDate, formatDuration} from "./format-time.js";
import type {SummaryRow} from "./tables.js";
import {bytesOf} from "./tables.js";

const day = 86_400_000;
const old = 90; // days after which places have moved enough to be said

const reasons = {
  private: "private addresses",
  reserved: "reserved addresses",
  invalid: "text that is no address",
  unlogged: "no address logged",
  unknown: "not in the database"
} as const;

/**
 * Says how much was placed and why the rest was not, and which databases placed the traffic and how old they were when the report was made. The credits for the data that is
 * shipped stand in the footer of every page; a database of the user's own is credited here.
 */
export function Credits(summary: SummaryRow): HTMLElement {
  const {location_name, location_date, location_attribution, location_url, asn_name, asn_date, built_at} = summary;
  const own = location_url === null || !/\/\/(www\.)?db-ip\.com/.test(location_url);
  const placed = location_name !== null;
  return el(
    "p",
    {class: "fine credits"},
    ...(mostlyCdn(summary) ? [el("strong", {class: "aged"}, cdnWarning(summary)), " "] : []),
    ...(placed ? [coverage(summary), " "] : []),
    ...(placed
      ? ["Places: ", ...database(location_name, location_date, built_at), ". "]
      : ["No location database was used, so nothing is placed. "]),
    ...(placed && own && location_attribution ? [credit(location_attribution, location_url), ". "] : []),
    ...(asn_name === null ? [] : ["Networks: ", ...database(asn_name, asn_date, built_at), ". "]),
    placed ? "About 4 % of countries are disputable, and cities are indicative only." : null
  );
}

/** How much was placed, by events and by bytes, and why the rest was not, the largest part first. */
function coverage(summary: SummaryRow): string {
  const bytes = bytesOf(summary);
  const shares = (events: number, size: number | null) =>
    `${formatShare(events, summary.events)} of events` + (bytes ? ` and ${formatShare(size, bytes)} of bytes` : "");
  const parts = (Object.keys(reasons) as (keyof typeof reasons)[])
    .map((name) => ({name, events: summary[`${name}_events`], bytes: summary[`${name}_bytes`]}))
    .filter(({events}) => events > 0)
    .sort((a, b) => b.events - a.events)
    .map(({name, events, bytes: size}) => `${reasons[name]} ${shares(events, size)}`);
  const rest = parts.length > 0 ? ` Not placed: ${parts.join("; ")}.` : "";
  return `Placed: ${shares(summary.placed_events, summary.placed_bytes)}.${rest}`;
}

function mostlyCdn({cdn_events, events}: SummaryRow): boolean {
  return cdn_events > events / 2;
}

function cdnWarning({cdn_events, cdn_name, events}: SummaryRow): string {
  return (
    `${formatShare(cdn_events, events)} of events come from a content delivery network (${cdn_name}): the places are those of its machines, not of the people behind. ` +
    "If the log has X-Forwarded-For, name the network in trustedProxies and build again."
  );
}

function database(name: string, date: number | null, builtAt: number): (string | HTMLElement)[] {
  if (date === null) return [`${name} of unknown date`];
  const age = `${formatDuration(Math.floor((builtAt - date) / day) * day)} old when this was made`;
  return [`${name} of ${formatDate(date)}, `, builtAt - date > old * day ? el("span", {class: "aged"}, age) : age];
}

function credit(text: string, address: string | null): string | HTMLElement {
  return address !== null && /^https?:\/\//.test(address) ? el("a", {href: address, rel: "noreferrer"}, text) : text;
}

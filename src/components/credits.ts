import {el} from "./dom.js";
import {formatDate, formatDuration} from "./format-time.js";
import type {SummaryRow} from "./tables.js";

const day = 86_400_000;
const old = 90; // days after which places have moved enough to be said

/**
 * Says which databases placed the traffic and how old they were when the report was made. The credits for the data that is
 * shipped stand in the footer of every page; a database of the user's own is credited here.
 */
export function Credits({
  location_name,
  location_date,
  location_attribution,
  location_url,
  asn_name,
  asn_date,
  built_at
}: SummaryRow): HTMLElement {
  const own = location_url === null || !/\/\/(www\.)?db-ip\.com/.test(location_url);
  const placed = location_name !== null;
  return el(
    "p",
    {class: "fine credits"},
    ...(placed
      ? ["Places: ", ...database(location_name, location_date, built_at), ". "]
      : ["No location database was used, so nothing is placed. "]),
    ...(placed && own && location_attribution ? [credit(location_attribution, location_url), ". "] : []),
    ...(asn_name === null ? [] : ["Networks: ", ...database(asn_name, asn_date, built_at), ". "]),
    placed ? "About 4 % of countries are disputable, and cities are indicative only." : null
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

import {el} from "./dom.js";
import {formatDate, formatDuration} from "./format-time.js";
import {ipApiCredit} from "./ip-api.js";
import type {SummaryRow} from "./tables.js";

const day = 86_400_000;
const old = 90; // days after which places have moved enough to be said

/**
 * Says which databases placed the traffic and how old they were when the report was made. The credits for the data that is
 * shipped stand in the footer of every page; a database of the user's own is credited here.
 */
export function Credits(summary: SummaryRow): HTMLElement {
  const {location_name, location_date, location_attribution, location_url, asn_name, asn_date, built_at} = summary;
  const own = location_url === null || !/\/\/(www\.)?db-ip\.com/.test(location_url);
  const placed = location_name !== null || (summary.ip_api_addresses ?? 0) > 0;
  return el(
    "p",
    {class: "fine credits"},
    ...(location_name !== null
      ? ["Places: ", ...database(location_name, location_date, built_at), ". "]
      : [`No location database was used${placed ? "" : ", so nothing is placed"}. `]),
    ...(placed && own && location_attribution ? [credit(location_attribution, location_url), ". "] : []),
    ...ipApiCredit(summary),
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

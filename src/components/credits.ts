import {el} from "./dom.js";
import type {SummaryRow} from "./tables.js";

/** The credits that the licences of the data ask for, and what the borders mean. */
export function Credits({location_name, location_attribution, location_url, asn_name}: SummaryRow): HTMLElement {
  const link = (address: string, text: string) => el("a", {href: address, rel: "noreferrer"}, text);
  return el(
    "p",
    {class: "fine credits"},
    location_name === null ? "No location database was used. " : "",
    location_url !== null && /^https?:/.test(location_url)
      ? link(location_url, location_attribution ?? location_name ?? location_url)
      : location_attribution,
    location_url !== null && /db-ip/.test(location_url) ? ", CC BY 4.0, modified (flattened and rounded). " : " ",
    ...(asn_name === null
      ? []
      : [
          `Networks: ${asn_name}, with data of `,
          link("https://www.routeviews.org", "RouteViews"),
          " and ",
          link("https://www.nro.net", "NRO"),
          ", each CC BY 4.0. "
        ]),
    "Borders are Natural Earth data (public domain) as changed by Visionscarto; they take no position on the status of any territory."
  );
}

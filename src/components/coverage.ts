import {el} from "./dom.js";
import {formatBytes, formatCount, formatNoun, formatShare} from "./format.js";
import {formatBucket, formatDate, formatDuration, formatMoment} from "./format-time.js";
import {ipApiFacts} from "./ip-api.js";
import {total} from "./sums.js";
import type {SummaryRow, TileRow} from "./tables.js";
import {bytesOf} from "./tables.js";

const day = 86_400_000;
const oldAfter = 90; // days

type Fact = readonly [label: string, value: string | HTMLElement];

/** How much of the traffic could be placed, by which databases, and how old they were when this was built. */
export function coverageFacts(summary: SummaryRow): Fact[] {
  const {location_name, location_date, asn_name, asn_date, built_at} = summary;
  const bytes = bytesOf(summary);
  const share = (part: number, whole: number, noun: string) =>
    `${formatShare(part, whole)}: ${formatCount(part)} of ${formatCount(whole)} ${noun}`;
  return [
    ["Public addresses placed", share(summary.placed_addresses, summary.public_addresses, "addresses")],
    ["Events placed", share(summary.placed_events, summary.events, "events")],
    [
      "Bytes placed",
      bytes === null
        ? "not logged"
        : `${formatShare(summary.placed_bytes, bytes)}: ${formatBytes(summary.placed_bytes, summary.units)} of ${formatBytes(bytes, summary.units)}`
    ],
    ["Events with a point", share(summary.located_events, summary.events, "events")],
    [
      "Location database",
      location_name === null
        ? `none${summary.ip_api_addresses ? "" : ": nothing could be placed"}`
        : database(location_name, location_date, built_at)
    ],
    ...ipApiFacts(summary),
    ["Networks", asn_name === null ? "none" : database(asn_name, asn_date, built_at)]
  ];
}

/** How the tables were made: what the budget kept, how long it took, with which versions. */
export function buildFacts(summary: SummaryRow, tiles: readonly TileRow[] = []): Fact[] {
  return [
    ["Built", `${formatDate(summary.built_at)}, ${formatMoment(summary.built_at).split(", ")[1]}`],
    ["Reading took", formatDuration(summary.seconds_read * 1000)],
    ["Tables took", formatDuration(summary.seconds_tables * 1000)],
    ["Peak memory", summary.peak_memory === null ? "not measured" : formatBytes(summary.peak_memory, summary.units)],
    ["Event store", summary.store_bytes === null ? "not measured" : formatBytes(summary.store_bytes, summary.units)],
    ["Time is counted by", formatBucket(summary.bucket_seconds)],
    ["Zoomed in, by", detailOf(tiles, summary)],
    ["Rows of traffic", `${formatCount(summary.traffic_rows)} of at most ${formatCount(summary.budget_rows)}`],
    [
      "Kept one by one",
      `${formatNoun(summary.kept_addresses, "address", "addresses")}, ${formatNoun(summary.kept_places, "place")}; all others are summed`
    ],
    ["Traffic Atlas", summary.atlas_version],
    ["DuckDB", summary.duckdb_version.replace(/^v/, "")],
    ["Node", summary.node_version.replace(/^v/, "")]
  ];
}

/** What pages fetch when the time is narrowed. */
function detailOf(tiles: readonly TileRow[], {units}: SummaryRow): string {
  if (tiles.length === 0) return "nothing finer";
  const size = formatBytes(total(tiles, ({bytes}) => bytes) ?? 0, units);
  return `${formatBucket(tiles[0].seconds)}, with the busiest addresses of that time; ${formatNoun(tiles.length, "file")} of ${size}, fetched as they are needed`;
}

/** Facts as a list of terms. */
export function FactList(facts: readonly Fact[]): HTMLElement {
  return el(
    "dl",
    {class: "facts wide"},
    ...facts.flatMap(([label, value]) => [el("dt", {}, label), el("dd", {}, value)])
  );
}

/** How old a database was at the time of the build, in days; null if its date is not known. */
export function ageInDays(date: number | null, built: number): number | null {
  return date === null ? null : Math.max(0, Math.floor((built - date) / day));
}

function database(name: string, date: number | null, built: number): HTMLElement {
  const age = ageInDays(date, built);
  if (age === null) return el("span", {}, `${name}, of unknown date`);
  const text = `${name} of ${formatDate(date)}, ${formatNoun(age, "day")} old at the build`;
  if (age <= oldAfter) return el("span", {}, text);
  return el(
    "span",
    {},
    text,
    el(
      "strong",
      {class: "aged"},
      ` Older than ${oldAfter} days: some addresses have moved since. Update the package and build again.`
    )
  );
}

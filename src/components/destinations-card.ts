import type {Atlas} from "./atlas.js";
import type {Bar} from "./bar-chart.js";
import {BarChart} from "./bar-chart.js";
import {Behind} from "./behind.js";
import type {PlainColumn} from "./behind.js";
import {mark, markInWords} from "./bound.js";
import type {Destinations} from "./destinations.js";
import {together} from "./destinations.js";
import {el} from "./dom.js";
import {formatNoun, formatShare} from "./format.js";
import {formatStamp} from "./format-time.js";
import {addressHref} from "./mentions.js";
import {SaveChart} from "./save-chart.js";
import {topBy, total} from "./sums.js";
import type {View} from "./view.js";

type Row = Destinations["rows"][number];

export interface DestinationsCardOptions {
  readonly page?: (ip: string) => boolean; // whether an address has a page here
}

/** The card of some destinations: the busiest as bars, all that are kept in a table behind. It tells of the whole period. */
export function DestinationsCard<T>(
  {measure, measures}: Pick<Atlas, "measure" | "measures">,
  live: View<T>,
  destinations: Destinations | null,
  {page = () => false}: DestinationsCardOptions = {}
): HTMLElement {
  const title = el("h2", {}, destinations ? titleOf(destinations) : "To which destinations");
  if (destinations === null)
    return card(title, "None are kept: only those of the busiest addresses and of those on lists.");
  const {rows, about} = destinations;
  const bars = barsOf(destinations, measure.of, page);
  const partial = rows.some(({bound = "exact"}) => bound !== "exact");
  const whole = partial ? null : total(rows, measure.of); // a share of a part tells nothing of the whole
  const {format, exact} = measure;
  const options = {title: "The busiest destinations", mono: true, total: whole, format, exact};
  const columns: PlainColumn<Row>[] = [
    {label: "Destination", value: nameOf, href: ({dest_ip}) => pageOf(dest_ip, page)},
    ...(measure.name === "bytes"
      ? [
          {
            label: "Bytes",
            value: measures.bytes.of,
            format: (row: Row) => markInWords(measures.bytes.exact(measures.bytes.of(row)), row.bound ?? "exact"),
            number: true
          }
        ]
      : []),
    ...(whole === null
      ? []
      : [{label: "Share", value: measure.of, format: (row: Row) => formatShare(measure.of(row), whole), number: true}]),
    {
      label: "Events",
      value: ({events}) => events,
      format: ({events, bound = "exact"}) => mark(measures.events.format(events), bound),
      number: true
    },
    {label: "First seen", value: ({first_seen}) => formatStamp(first_seen)},
    {label: "Last seen", value: ({last_seen}) => formatStamp(last_seen)}
  ];
  return card(
    title,
    `${about} Over the whole period: a selection does not narrow it.`,
    live((_, width) => BarChart(bars, {...options, width})),
    el("div", {class: "behind-line"}, Behind(topBy(rows, measure.of), columns), SaveChart())
  );
}

function card(title: HTMLElement, about: string, ...parts: HTMLElement[]): HTMLElement {
  return el("div", {class: "card"}, title, el("p", {class: "sub"}, about), ...parts);
}

function titleOf({rows, many}: Destinations): string {
  const count = total(rows, ({destinations}) => destinations) ?? 0;
  if (count === 0) return "No destination was logged";
  return `It went to ${markInWords(formatNoun(count, "destination"), many)}`;
}

/** The ten busiest, then all others together, then what has no destination. */
function barsOf({rows}: Destinations, of: (row: Row) => number | null, page: (ip: string) => boolean): Bar[] {
  const bar = (row: Row): Bar => {
    const href = pageOf(row.dest_ip, page);
    return {label: nameOf(row), value: of(row), bound: row.bound, ...(href === null ? {} : {href})};
  };
  const busiest = topBy(
    rows.filter(({dest_ip}) => dest_ip !== null),
    of
  );
  const rest = [...busiest.slice(10), ...rows.filter((row) => row.dest_ip === null && row.destinations > 0)];
  const others = rest.length === 0 ? [] : [rest.reduce((sum, row) => ({...sum, ...together(sum, row), dest_ip: null}))];
  return [
    ...busiest.slice(0, 10).map(bar),
    ...others.map((row) => ({...bar(row), color: "var(--atlas-other)"})),
    ...rows.filter(({destinations}) => destinations === 0).map((row) => ({...bar(row), color: "var(--atlas-other)"}))
  ];
}

function nameOf({dest_ip, destinations}: Pick<Row, "dest_ip" | "destinations">): string {
  return dest_ip ?? (destinations === 0 ? "not logged" : `${formatNoun(destinations, "other")} together`);
}

function pageOf(ip: string | null, page: (ip: string) => boolean): string | null {
  return ip !== null && page(ip) ? addressHref(ip) : null;
}

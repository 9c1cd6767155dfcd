import type {Atlas} from "./atlas.js";
import type {Bar} from "./bar-chart.js";
import {BarChart} from "./bar-chart.js";
import {Behind} from "./behind.js";
import type {PlainColumn} from "./behind.js";
import {mark, markInWords} from "./bound.js";
import {compareBar} from "./compare.js";
import type {Destination, Destinations, DestinationsModel} from "./destinations.js";
import {together} from "./destinations.js";
import {el, empty} from "./dom.js";
import {formatNoun, formatShare} from "./format.js";
import {formatStamp} from "./format-time.js";
import {addressHref} from "./mentions.js";
import {SaveChart} from "./save-chart.js";
import {topBy, total} from "./sums.js";
import type {View} from "./view.js";

export interface DestinationsCardOptions {
  readonly page?: (ip: string) => boolean; // whether an address has a page here
}

/** The card of the destinations in the selection: the busiest as bars, all that are kept in a table behind. */
export function DestinationsCard(
  live: View<DestinationsModel>,
  {page = () => false}: DestinationsCardOptions = {}
): HTMLElement {
  return el(
    "div",
    {class: "card destinations"},
    el(
      "h2",
      {},
      live(({destinations}) => titleOf(destinations))
    ),
    el(
      "p",
      {class: "sub"},
      live(({destinations}) => destinations.about)
    ),
    live(({atlas, destinations}, width) =>
      destinations.rows.length === 0
        ? empty(destinations.waits ? "Loading …" : "No destinations to show here.")
        : BarChart(barsOf(atlas, destinations, page), {...optionsOf(atlas, destinations), width})
    ),
    live(({atlas, destinations}) =>
      destinations.rows.length === 0
        ? ""
        : el(
            "div",
            {class: "behind-line"},
            Behind(topBy(destinations.rows, ownMeasure(atlas).of), columnsOf(atlas, destinations, page)),
            SaveChart()
          )
    )
  );
}

/** Rows say themselves where they are bounds. */
function ownMeasure({whole}: Atlas): Atlas["measure"] {
  return whole.measure;
}

function optionsOf(atlas: Atlas, destinations: Destinations) {
  const {format, exact} = ownMeasure(atlas);
  return {title: "The busiest destinations", mono: true, total: wholeOf(atlas, destinations), format, exact};
}

/** What shares are of: a share of what is only a bound tells nothing. */
function wholeOf(atlas: Atlas, {rows}: Destinations): number | null {
  return rows.some(({bound = "exact"}) => bound !== "exact") ? null : total(rows, ownMeasure(atlas).of);
}

function columnsOf(
  atlas: Atlas,
  destinations: Destinations,
  page: (ip: string) => boolean
): PlainColumn<Destination>[] {
  const {measures} = atlas.whole;
  const measure = ownMeasure(atlas);
  const whole = wholeOf(atlas, destinations);
  const figure = ({of, exact}: typeof measure): PlainColumn<Destination>["format"] => {
    return (row) => markInWords(exact(of(row)), row.bound ?? "exact");
  };
  const isSpanned = destinations.rows.some(({first_seen}) => first_seen != null);
  return [
    {label: "Destination", value: nameOf, href: ({dest_ip}) => pageOf(dest_ip, page)},
    ...(measure.name === "bytes"
      ? [{label: "Bytes", value: measures.bytes.of, format: figure(measures.bytes), number: true}]
      : []),
    ...(whole === null
      ? []
      : [
          {
            label: "Share",
            value: measure.of,
            format: (row: Destination) => formatShare(measure.of(row), whole),
            number: true
          }
        ]),
    {
      label: "Events",
      value: ({events}) => events,
      format: ({events, bound = "exact"}) => mark(measures.events.format(events), bound),
      number: true
    },
    ...(isSpanned
      ? [
          {label: "First seen", value: ({first_seen}: Destination) => formatStamp(first_seen ?? null)},
          {label: "Last seen", value: ({last_seen}: Destination) => formatStamp(last_seen ?? null)}
        ]
      : [])
  ];
}

function titleOf({rows, waits}: Destinations): string {
  if (rows.length === 0) return "To which destinations";
  const counts = rows.map(({destinations}) => destinations ?? 1); // of the others, who are at least one
  const count = counts.reduce((sum, one) => sum + one, 0);
  if (count === 0) return "No destination was logged";
  const least = rows.some(({destinations}) => destinations === null);
  const most = rows.some(({bound = "exact"}) => bound === "most" || bound === "about");
  if (waits || (most && !least)) return `It went to ${markInWords(formatNoun(count, "destination"), "most")}`;
  return `It went to ${markInWords(formatNoun(count, "destination"), least ? (most ? "about" : "least") : "exact")}`;
}

/** The ten busiest, then all others together, then what has no destination. */
function barsOf(atlas: Atlas, {rows}: Destinations, page: (ip: string) => boolean): Bar[] {
  const measure = ownMeasure(atlas);
  const {of} = measure;
  const bar = (row: Destination): Bar => {
    const href = pageOf(row.dest_ip, page);
    const plain: Bar = {label: nameOf(row), value: of(row), bound: row.bound, ...(href === null ? {} : {href})};
    return row.than && atlas.compared ? compareBar(atlas.compared, plain, of(row.than), measure) : plain;
  };
  const busiest = topBy(
    rows.filter(({dest_ip}) => dest_ip !== null),
    of
  );
  const rest = [...busiest.slice(10), ...rows.filter(isOthers)];
  const others = rest.length === 0 ? [] : [rest.reduce((sum, row) => ({...sum, ...together(sum, row), dest_ip: null}))];
  return [
    ...busiest.slice(0, 10).map(bar),
    ...others.map((row) => ({...bar(row), color: "var(--atlas-other)"})),
    ...rows.filter(({destinations}) => destinations === 0).map((row) => ({...bar(row), color: "var(--atlas-other)"}))
  ];
}

function isOthers({dest_ip, destinations}: Destination): boolean {
  return dest_ip === null && destinations !== 0;
}

function nameOf({dest_ip, destinations}: Pick<Destination, "dest_ip" | "destinations">): string {
  if (dest_ip !== null) return dest_ip;
  if (destinations === 0) return "not logged";
  return destinations === null ? "all others" : formatNoun(destinations, "other");
}

function pageOf(ip: string | null, page: (ip: string) => boolean): string | null {
  return ip !== null && page(ip) ? addressHref(ip) : null;
}

import type {Atlas} from "./atlas.js";
import {both, Figured, mark, markInWords} from "./bound.js";
import type {Bound} from "./bound.js";
import {el} from "./dom.js";
import {formatBytes, formatChangeBriefly, formatCount, formatNoun, formatShare} from "./format.js";
import type {Doubt} from "./filter-atlas.js";
import {noDoubt} from "./filter-atlas.js";
import {isEverything} from "./selection.js";
import type {SummaryRow} from "./tables.js";
import {bytesOf} from "./tables.js";

export interface Figure {
  readonly label: string;
  readonly value: string;
  readonly note?: string; // what it is out of, or what is missing
  readonly exact?: string; // shown on hover
  readonly href?: string;
}

/** The line of numbers that opens the report. */
export function Headline(figures: readonly Figure[]): HTMLElement {
  return el(
    "dl",
    {class: "headline"},
    ...figures.map(({label, value, note, exact, href}) =>
      el(
        "div",
        {},
        el("dt", {}, label),
        el("dd", {title: exact}, href ? el("a", {href}, Figured(value)) : Figured(value)),
        note ? el("dd", {class: "muted"}, Figured(note)) : null
      )
    )
  );
}

/** The figures of the overview, from the summary alone; of a selection, if one is told. */
export function overviewFigures(summary: SummaryRow, of?: Pick<Atlas, "selection" | "doubt" | "compared">): Figure[] {
  const bytes = bytesOf(summary);
  const selected = of !== undefined && !isEverything(of.selection);
  const {sums, addresses} = selected ? of.doubt : noDoubt;
  const compared = (label: "Bytes" | "Events" | "Addresses" | "Countries") =>
    selected ? against(of, summary, label) : "";
  const share = formatShare(summary.placed_addresses, summary.public_addresses);
  return [
    {
      label: "Bytes",
      value: mark(formatBytes(bytes, summary.units), sums),
      exact: bytes === null ? undefined : markInWords(`${formatCount(bytes)} bytes`, sums),
      note: compared("Bytes") || bytesNote(summary, bytes)
    },
    {label: "Events", value: mark(formatCount(summary.events), sums), note: compared("Events") || "requests or flows"},
    {
      label: "Addresses",
      value: mark(formatCount(summary.sources), addresses),
      note: compared("Addresses")
        ? compared("Addresses")
        : addresses !== "exact"
          ? "some are summed"
          : selected
            ? "in the selection"
            : summary.destinations > 0
              ? `to ${formatNoun(summary.destinations, "destination")}`
              : "destinations not logged",
      href: "./sources"
    },
    {
      label: "Countries",
      value: mark(formatCount(summary.countries), sums),
      note: compared("Countries") || "of public addresses",
      href: "./countries"
    },
    {
      label: "Rejected lines",
      value: formatCount(summary.rejected),
      note: selected
        ? "of the whole report"
        : `${formatShare(summary.rejected, summary.lines)} of ${formatCount(summary.lines)}`,
      href: "./made#rejected-lines"
    },
    {
      label: "Placed",
      value:
        summary.location_name === null
          ? "no database"
          : selected
            ? mark(formatShare(summary.placed_events, summary.events), sums === "exact" ? "exact" : "about")
            : share,
      note: summary.location_name === null ? "no map without one" : selected ? "of events" : "of public addresses",
      exact: selected
        ? `${markInWords(formatCount(summary.placed_events), sums)} of ${markInWords(formatCount(summary.events), sums)} events`
        : `${formatCount(summary.placed_addresses)} of ${formatCount(summary.public_addresses)} public addresses`,
      href: "./made#places"
    }
  ];
}

/** What a figure is compared with: that of the time before with the change since, or that of all else. */
function against(
  {compared, doubt: own}: Pick<Atlas, "compared" | "doubt">,
  summary: SummaryRow,
  label: "Bytes" | "Events" | "Addresses" | "Countries"
): string {
  if (compared === null) return "";
  const {summary: other, doubt} = compared.atlas;
  const figures: Record<typeof label, (row: SummaryRow) => number | null> = {
    Bytes: bytesOf,
    Events: ({events}) => events,
    Addresses: ({sources}) => sources,
    Countries: ({countries}) => countries
  };
  const value = figures[label](other);
  const boundIn = (one: Doubt): Bound => (label === "Addresses" ? one.addresses : one.sums);
  const text = markInWords(label === "Bytes" ? formatBytes(value, summary.units) : formatCount(value), boundIn(doubt));
  if (compared.kind === "rest") return `all else: ${text}`;
  const bounded = both(boundIn(own), boundIn(doubt)) !== "exact"; // two bounds make no change
  return `${bounded ? "" : `${formatChangeBriefly(value, figures[label](summary))}, `}before ${text}`;
}

function bytesNote({unsized, events}: SummaryRow, bytes: number | null): string {
  if (bytes === null) return "no log has byte counts";
  return unsized > 0 ? `not logged in ${formatShare(unsized, events)} of events` : "sent and received";
}

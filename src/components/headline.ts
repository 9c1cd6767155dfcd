import type {Atlas} from "./atlas.js";
import {el} from "./dom.js";
import {formatBytes, formatChangeBriefly, formatCount, formatNoun, formatShare} from "./format.js";
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
        el("dd", {title: exact}, href ? el("a", {href}, value) : value),
        note ? el("dd", {class: "muted"}, note) : null
      )
    )
  );
}

/** The figures of the overview, from the summary alone; of a selection, if one is told. */
export function overviewFigures(summary: SummaryRow, of?: Pick<Atlas, "selection" | "doubt" | "compared">): Figure[] {
  const bytes = bytesOf(summary);
  const selected = of !== undefined && !isEverything(of.selection);
  const least = selected && of.doubt.addresses ? "≥\u00a0" : "";
  const compared = (label: "Bytes" | "Events" | "Addresses" | "Countries") =>
    selected ? against(of, summary, label) : "";
  const share = formatShare(summary.placed_addresses, summary.public_addresses);
  return [
    {
      label: "Bytes",
      value: formatBytes(bytes, summary.units),
      exact: bytes === null ? undefined : `${formatCount(bytes)} bytes`,
      note: compared("Bytes") || bytesNote(summary, bytes)
    },
    {label: "Events", value: formatCount(summary.events), note: compared("Events") || "requests or flows"},
    {
      label: "Addresses",
      value: least + formatCount(summary.sources),
      note: compared("Addresses")
        ? compared("Addresses")
        : least
          ? "at least: some are summed"
          : selected
            ? "in the selection"
            : summary.destinations > 0
              ? `to ${formatNoun(summary.destinations, "destination")}`
              : "destinations not logged",
      href: "./sources"
    },
    {
      label: "Countries",
      value: formatCount(summary.countries),
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
            ? formatShare(summary.placed_events, summary.events)
            : share,
      note: summary.location_name === null ? "no map without one" : selected ? "of events" : "of public addresses",
      exact: selected
        ? `${formatCount(summary.placed_events)} of ${formatCount(summary.events)} events`
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
  const text = label === "Bytes" ? formatBytes(value, summary.units) : formatCount(value);
  const least = label === "Addresses" && doubt.addresses ? "≥\u00a0" : "";
  if (compared.kind === "rest") return `all else: ${least}${text}`;
  const bounded = label === "Addresses" && (own.addresses || doubt.addresses); // two bounds make no change
  return `${bounded ? "" : `${formatChangeBriefly(value, figures[label](summary))}, `}before ${least}${text}`;
}

function bytesNote({unsized, events}: SummaryRow, bytes: number | null): string {
  if (bytes === null) return "no log has byte counts";
  return unsized > 0 ? `not logged in ${formatShare(unsized, events)} of events` : "sent and received";
}

import type {Atlas} from "./atlas.js";
import {el} from "./dom.js";
import {formatBytes, formatCount, formatNoun, formatShare} from "./format.js";
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
export function overviewFigures(summary: SummaryRow, of?: Pick<Atlas, "selection" | "doubt">): Figure[] {
  const bytes = bytesOf(summary);
  const selected = of !== undefined && !isEverything(of.selection);
  const least = selected && of.doubt.addresses ? "≥\u00a0" : "";
  const share = formatShare(summary.placed_addresses, summary.public_addresses);
  return [
    {
      label: "Bytes",
      value: formatBytes(bytes, summary.units),
      exact: bytes === null ? undefined : `${formatCount(bytes)} bytes`,
      note: bytesNote(summary, bytes)
    },
    {label: "Events", value: formatCount(summary.events), note: "requests or flows"},
    {
      label: "Addresses",
      value: least + formatCount(summary.sources),
      note: least
        ? "at least: some are summed"
        : selected
          ? "in the selection"
          : summary.destinations > 0
            ? `to ${formatNoun(summary.destinations, "destination")}`
            : "destinations not logged",
      href: "./sources"
    },
    {label: "Countries", value: formatCount(summary.countries), note: "of public addresses", href: "./countries"},
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

function bytesNote({unsized, events}: SummaryRow, bytes: number | null): string {
  if (bytes === null) return "no log has byte counts";
  return unsized > 0 ? `not logged in ${formatShare(unsized, events)} of events` : "sent and received";
}

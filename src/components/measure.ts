import type {Bound} from "./bound.js";
import {both, mark, markInWords} from "./bound.js";
import {formatBytes, formatBytesExactly, formatCount, formatNoun, formatShare} from "./format.js";
import type {Units} from "./format.js";
import {bytesOf} from "./tables.js";
import type {Sums} from "./tables.js";
import type {Traffic} from "./traffic.js";

export type MeasureName = "bytes" | "events" | "addresses";

/** What a chart or a table counts, and how it says so. */
export interface Measure {
  readonly name: MeasureName;
  readonly label: string; // heads a column or an axis
  readonly noun: string; // reads inside a sentence
  readonly bound: Bound; // how its figures stand to the true ones; all texts of them say so
  readonly of: (row: Sums & {addresses?: number}) => number | null; // null means not logged
  readonly format: (value: number | null) => string;
  readonly exact: (value: number | null) => string;
  readonly words: (value: number | null) => string; // short, and with its noun: reads inside a sentence
}

/** Bytes, events and addresses, with bytes in the units that the settings name. */
export function measures(units: Units = "si"): Record<MeasureName, Measure> {
  return {
    bytes: {
      name: "bytes",
      label: "Bytes",
      noun: "bytes",
      bound: "exact",
      of: bytesOf,
      format: (value) => formatBytes(value, units),
      exact: formatBytesExactly,
      words: (value) => formatBytes(value, units)
    },
    events: {
      name: "events",
      label: "Events",
      noun: "events",
      bound: "exact",
      of: (row) => row.events,
      format: formatCount,
      exact: (value) => (value === null ? "not logged" : formatNoun(value, "event")),
      words: (value) => (value === null ? "not logged" : formatNoun(value, "event"))
    },
    addresses: {
      name: "addresses",
      label: "Addresses",
      noun: "addresses",
      bound: "exact",
      of: (row) => row.addresses ?? 1,
      format: formatCount,
      exact: (value) => (value === null ? "not logged" : formatNoun(value, "address", "addresses")),
      words: (value) => (value === null ? "not logged" : formatNoun(value, "address", "addresses"))
    }
  };
}

/** The measures that a reader can choose from, the page's own first: bytes, or events where no log has byte counts. */
export function offeredMeasures(summary: Sums & {units: Units}): Measure[] {
  const {bytes, events, addresses} = measures(summary.units);
  return bytesOf(summary) === null ? [events, addresses] : [bytes, events, addresses];
}

/** A measure whose figures are only a bound: every text of them says so, and its label too. */
export function bounded(measure: Measure, bound: Bound): Measure {
  if (bound === "exact") return measure;
  const {label, format, exact, words} = measure;
  const names = {least: "at least", most: "at most", about: "about"};
  return {
    ...measure,
    bound: both(measure.bound, bound),
    label: `${label} (${names[bound]})`,
    format: (value) => mark(format(value), bound),
    exact: (value) => markInWords(exact(value), bound),
    words: (value) => markInWords(words(value), bound)
  };
}

/** The share of a part in the selection; of what is only a bound itself, or a part of such, it says so. */
export function shareOf(
  {bound}: Pick<Measure, "bound">,
  part: number | null,
  whole: number | null,
  own: Bound = "exact"
): string {
  return mark(formatShare(part, whole), bound === "exact" ? own : "about");
}

/** The column of `traffic` that a measure sums. Addresses have none: they cannot be added up over time. */
export function trafficValues(traffic: Traffic, {name}: Measure): Float64Array {
  return name === "bytes" ? traffic.bytes : traffic.events;
}

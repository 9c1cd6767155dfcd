import {formatBytes, formatBytesExactly, formatCount, formatNoun} from "./format.js";
import type {Units} from "./format.js";
import {bytesOf} from "./tables.js";
import type {Sums, Traffic} from "./tables.js";

export type MeasureName = "bytes" | "events" | "addresses";

/** What a chart or a table counts, and how it says so. */
export interface Measure {
  readonly name: MeasureName;
  readonly label: string; // heads a column or an axis
  readonly noun: string; // reads inside a sentence
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
      of: bytesOf,
      format: (value) => formatBytes(value, units),
      exact: formatBytesExactly,
      words: (value) => formatBytes(value, units)
    },
    events: {
      name: "events",
      label: "Events",
      noun: "events",
      of: (row) => row.events,
      format: formatCount,
      exact: (value) => (value === null ? "not logged" : formatNoun(value, "event")),
      words: (value) => (value === null ? "not logged" : formatNoun(value, "event"))
    },
    addresses: {
      name: "addresses",
      label: "Addresses",
      noun: "addresses",
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

/** The addresses as a lower bound: what a remainder holds under a filter is not known one by one. */
export function atLeast(measure: Measure): Measure {
  if (measure.name !== "addresses") return measure;
  const say = (text: (value: number | null) => string) => (value: number | null) => `≥\u00a0${text(value)}`;
  const {format, exact, words} = measure;
  return {...measure, label: "Addresses, at least", format: say(format), exact: say(exact), words: say(words)};
}

/** The column of `traffic` that a measure sums. Addresses have none: they cannot be added up over time. */
export function trafficValues(traffic: Traffic, {name}: Measure): Float64Array {
  return name === "bytes" ? traffic.bytes : traffic.events;
}

import type {Atlas} from "./atlas.js";
import {trafficValues} from "./measure.js";
import type {Measure} from "./measure.js";
import {sumBy} from "./sums.js";

/** A country's traffic in the first and in the second half of the period. */
export interface Halves {
  readonly code: string;
  readonly before: number;
  readonly after: number;
}

/**
 * Splits the period in two equal halves, at the bucket whose start is nearest to its middle, and sums each country's
 * traffic in both. Countries without traffic are left out, and so are events without a time.
 */
export function halves({traffic, sources, summary}: Atlas, measure: Measure): Halves[] {
  const middle = middleOf(summary.first_seen, summary.last_seen, summary.bucket_seconds);
  const codes = [...new Set(sources.map(({country}) => country))].filter((code) => code !== null);
  const index = new Map(codes.map((code, i) => [code, i]));
  const ofSource = sources.map(({country}) => (country === null ? -1 : (index.get(country) ?? -1)));
  const cells = Float64Array.from(traffic.source, (source) => ofSource[source] ?? -1);
  const values = trafficValues(traffic, measure);
  const before = sumBy(cells, codes.length, values, (i) => traffic.bucket[i] < middle);
  const after = sumBy(cells, codes.length, values, (i) => traffic.bucket[i] >= middle);
  return codes.map((code, i) => ({code, before: before[i] || 0, after: after[i] || 0}));
}

/** The start of the bucket where the second half begins, milliseconds UTC; NaN if the logs have no times. */
export function middleOf(first: number | null, last: number | null, seconds: number): number {
  if (first === null || last === null) return NaN;
  const step = seconds * 1000;
  return Math.round((first + last) / 2 / step) * step;
}

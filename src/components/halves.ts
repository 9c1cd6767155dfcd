import type {Atlas} from "./atlas.js";
import type {Measure} from "./measure.js";

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
export function halves({bySource, sources, summary}: Atlas, measure: Measure): Halves[] {
  const middle = middleOf(summary.first_seen, summary.last_seen, summary.bucket_seconds);
  if (Number.isNaN(middle)) return [];
  const [before, after] = [bySource(measure, -Infinity, middle), bySource(measure, middle)];
  const sums = new Map<string, {code: string; before: number; after: number}>();
  for (const {source, country} of sources) {
    if (country === null) continue;
    const sum = sums.get(country) ?? {code: country, before: 0, after: 0};
    sum.before += before[source] || 0;
    sum.after += after[source] || 0;
    sums.set(country, sum);
  }
  return [...sums.values()];
}

/** The start of the bucket where the second half begins, milliseconds UTC; NaN if the logs have no times. */
export function middleOf(first: number | null, last: number | null, seconds: number): number {
  if (first === null || last === null) return NaN;
  const step = seconds * 1000;
  return Math.round((first + last) / 2 / step) * step;
}

import type {Words} from "./columns.js";
import {isKnown} from "./format.js";

export interface Group {
  readonly name: string | null; // null where the log has none
  readonly value: number | null; // null where no row had one
}

/** Sums `values` by `codes` into `size` cells. NaN adds nothing; a cell that got only NaN, or no row at all, is NaN. */
export function sumBy(
  codes: ArrayLike<number>,
  size: number,
  values: Float64Array,
  keep?: (row: number) => boolean
): Float64Array {
  const sums = new Float64Array(size).fill(NaN);
  for (let i = 0; i < values.length; i++) {
    const code = codes[i];
    const value = values[i];
    if (!(code >= 0 && code < size) || Number.isNaN(value) || (keep && !keep(i))) continue;
    sums[code] = Number.isNaN(sums[code]) ? value : sums[code] + value;
  }
  return sums;
}

/** Sums `values` by word, largest first; rows without a word come as the name null, at their place by size. */
export function groupBy({codes, words}: Words, values: Float64Array, keep?: (row: number) => boolean): Group[] {
  const shifted = codes.map((code) => code + 1);
  const present = new Set(shifted);
  const sums = sumBy(shifted, words.length + 1, values, keep);
  return Array.from(sums, (value, i) => ({name: i === 0 ? null : words[i - 1], value: isKnown(value) ? value : null}))
    .filter((_, i) => present.has(i))
    .sort((a, b) => (b.value ?? -1) - (a.value ?? -1));
}

/** Sums the known values of rows; null if there is none. */
export function total<T>(rows: Iterable<T>, of: (row: T) => number | null): number | null {
  let sum: number | null = null;
  for (const row of rows) {
    const value = of(row);
    if (isKnown(value)) sum = (sum ?? 0) + value;
  }
  return sum;
}

/** The rows with the largest values, largest first; rows without a value come last. */
export function topBy<T>(rows: readonly T[], of: (row: T) => number | null, count = Infinity): T[] {
  return [...rows].sort((a, b) => (of(b) ?? -1) - (of(a) ?? -1)).slice(0, count);
}

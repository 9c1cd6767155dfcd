import type {Atlas} from "./atlas.js";
import {bucketTotals} from "./timeline.js";

const few = 1 / 1000; // of all events
const short = 1 / 4; // of the report

/** The part of the time that nearly all events lie in, in whole buckets; milliseconds since 1970. */
export interface MainTime {
  readonly from: number;
  readonly to: number;
  readonly others: number; // events outside
}

/**
 * The shortest time with all but one in a thousand events, where it is a quarter of the report or less: a single clock that is wrong
 * makes a report of decades, in which the others cannot be told apart. Null if there is no such time.
 */
export function mainTime(whole: Atlas): MainTime | null {
  const line = whole.through({measure: whole.measures.events});
  const totals = bucketTotals(line).map((value) => value || 0);
  const all = totals.reduce((sum, value) => sum + value, 0);
  let best = {first: 0, end: totals.length, held: all};
  for (let first = 0, end = 0, held = 0; first < totals.length; held -= totals[first++]) {
    while (end < totals.length && held < all * (1 - few)) held += totals[end++];
    if (held < all * (1 - few)) break;
    const longer = end - first - (best.end - best.first);
    if (longer < 0 || (longer === 0 && held > best.held)) best = {first, end, held};
  }
  if (best.held === all || best.end - best.first > totals.length * short) return null;
  const at = (bucket: number) => line.start + bucket * line.step;
  return {from: at(best.first), to: at(best.end), others: all - best.held};
}

import type {Segments} from "../classify.js";
import {segments4, segments6} from "../classify.js";
import type {Range} from "./range.js";

/**
 * The parts of a range that are public, in order: the range itself for nearly all. A list that names private or reserved blocks
 * (bogons) would else hold every host of one's own.
 */
export function publicParts(range: Range): readonly Range[] {
  if (range.family === 4) {
    const parts = partsIn(segments4, range.first, range.last, (value) => value - 1);
    return parts === null ? [range] : parts.map(([first, last]) => ({family: 4, first, last}));
  }
  const parts = partsIn(segments6, range.first, range.last, (value) => value - 1n);
  return parts === null ? [range] : parts.map(([first, last]) => ({family: 6, first, last}));
}

/** Null if the whole range is public. */
function partsIn<Value extends number | bigint>(
  {starts, classes}: Segments<Value>,
  first: Value,
  last: Value,
  before: (value: Value) => Value
): [Value, Value][] | null {
  let at = 0;
  for (let high = starts.length; high - at > 1;) {
    const middle = (at + high) >> 1;
    if (starts[middle] <= first) at = middle;
    else high = middle;
  }
  const endsHere = at + 1 === starts.length || last < starts[at + 1];
  if (classes[at] === "public" && endsHere) return null;
  const parts: [Value, Value][] = [];
  for (; at < starts.length && starts[at] <= last; at++) {
    if (classes[at] !== "public") continue;
    const end = at + 1 < starts.length ? before(starts[at + 1]) : last;
    parts.push([starts[at] > first ? starts[at] : first, end < last ? end : last]);
  }
  return parts;
}

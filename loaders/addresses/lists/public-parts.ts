import {cutSegments, parsePrefix} from "../prefix.js";
import type {AddressClass} from "../special-ranges.js";
import {specialRanges} from "../special-ranges.js";
import type {Range} from "./range.js";

interface Segments<Value> {
  readonly starts: readonly Value[]; // each reaches to the next
  readonly classes: readonly (AddressClass | null)[];
}

const segments6: Segments<bigint> = classSegments(6);
const four = classSegments(4);
const segments4: Segments<number> = {starts: four.starts.map(Number), classes: four.classes};

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

function classSegments(family: 4 | 6) {
  const entries = Object.entries(specialRanges).flatMap(([name, ranges]) =>
    ranges.map((range) => ({prefix: parsePrefix(range)!, value: name as AddressClass}))
  );
  const {starts, values} = cutSegments(entries.filter(({prefix}) => prefix.family === family));
  return {starts, classes: values};
}

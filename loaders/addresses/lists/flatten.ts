import type {Range} from "./range.js";

/** The address space cut where any range begins or ends: each segment reaches to the next, and has one set of labels. */
export interface Flat<Value> {
  readonly starts: ArrayLike<Value>; // ascending
  readonly sets: Int32Array; // of each segment; 0 is the empty set
}

/** Sets of labels, each once, by number. */
export interface LabelSets {
  readonly members: readonly (readonly number[])[]; // ascending
  /** The set that another becomes when a label is added or taken away. */
  toggle(set: number, label: number): number;
}

const labelBits = 19;
export const mostLabels = 2 ** labelBits;
const step4 = 2 ** (labelBits + 1);
const step6 = BigInt(step4);

export function createSets(): LabelSets {
  const members: number[][] = [[]];
  const numbers = new Map([["", 0]]);
  const known = new Map<number, number>();
  return {
    members,
    toggle(set, label) {
      const step = set * mostLabels + label;
      let next = known.get(step);
      if (next === undefined) {
        const before = members[set];
        const after = before.includes(label)
          ? before.filter((other) => other !== label)
          : [...before, label].sort((a, b) => a - b);
        const key = after.join();
        next = numbers.get(key);
        if (next === undefined) {
          numbers.set(key, (next = members.length));
          members.push(after);
        }
        known.set(step, next);
      }
      return next;
    }
  };
}

/**
 * Sweeps over the edges of ranges that may overlap and nest. The nearest start alone does not tell what holds an address: it may
 * belong to a nested block that has ended while the outer one still holds.
 */
export function flatten4(ranges: readonly Range[], labels: ArrayLike<number>, sets: LabelSets): Flat<number> {
  const edges = new Float64Array(ranges.length * 2); // 32 bits of address, 19 of label, 1 for the end: 52 of the 53
  for (let i = 0; i < ranges.length; i++) {
    edges[2 * i] = Number(ranges[i].first) * step4 + labels[i] * 2;
    edges[2 * i + 1] = (Number(ranges[i].last) + 1) * step4 + labels[i] * 2 + 1;
  }
  edges.sort();
  return sweep(edges, sets, (edge) => {
    const rest = edge % step4;
    return [(edge - rest) / step4, rest];
  });
}

/** The same for IPv6. */
export function flatten6(ranges: readonly Range[], labels: ArrayLike<number>, sets: LabelSets): Flat<bigint> {
  const edges = ranges.flatMap(({first, last}, i) => [
    BigInt(first) * step6 + BigInt(labels[i] * 2),
    (BigInt(last) + 1n) * step6 + BigInt(labels[i] * 2 + 1)
  ]);
  edges.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return sweep(edges, sets, (edge) => [edge / step6, Number(edge % step6)]);
}

function sweep<Value extends number | bigint>(
  edges: ArrayLike<Value>,
  sets: LabelSets,
  split: (edge: Value) => readonly [at: Value, rest: number]
): Flat<Value> {
  const starts: Value[] = [];
  const setAt: number[] = [];
  const depth = new Map<number, number>(); // how many ranges of a label hold here
  let set = 0;
  for (let i = 0; i < edges.length; i++) {
    const [at, rest] = split(edges[i]);
    const label = rest >> 1;
    const before = depth.get(label) ?? 0;
    const after = before + (rest % 2 === 0 ? 1 : -1);
    depth.set(label, after);
    if (before === 0 || after === 0) set = sets.toggle(set, label);
    const last = starts.length - 1;
    if (starts[last] === at) setAt[last] = set;
    else if ((setAt[last] ?? 0) !== set) {
      starts.push(at);
      setAt.push(set);
    }
  }
  return {starts, sets: Int32Array.from(setAt)};
}

/** The set of the segment that holds a value. */
export function setAt<Value extends number | bigint>({starts, sets}: Flat<Value>, value: Value): number {
  let low = -1;
  for (let high = starts.length; high - low > 1;) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= value) low = middle;
    else high = middle;
  }
  return low === -1 ? 0 : sets[low];
}

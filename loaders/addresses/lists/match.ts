import type {IpNumber} from "../parse-address.js";
import type {Window} from "./draft.js";
import type {Flat} from "./flatten.js";
import {createSets, flatten4, flatten6, mostLabels, setAt} from "./flatten.js";
import type {Range} from "./range.js";

/** The lists that hold an address. The same lists are the same object. */
export interface Labels {
  readonly lists: readonly number[]; // ascending
}

/** First and last event of an address, milliseconds since 1970. */
export interface Seen {
  readonly first: number;
  readonly last: number;
}

/** What a list holds. */
export interface Holdings {
  readonly ranges: readonly Range[];
  readonly windows: readonly (Window | null | undefined)[]; // of each range, where it has one
  readonly asns: readonly number[];
}

export interface Matcher {
  readonly timed: boolean; // true if any entry holds for a time only, so that it matters when an address was seen
  find(address: IpNumber, asn: number | null, seen: Seen | null): Labels | null;
}

interface Label {
  readonly list: number;
  readonly window: Window | null;
}

/**
 * Finds the lists that hold an address. All ranges are flattened into disjoint segments first, each with its set of lists, so that
 * one binary search tells all. An entry that holds for a time matches an address that was seen within it.
 */
export function createMatcher(lists: readonly Holdings[]): Matcher {
  const {labels, four, six, systems} = labelAll(lists);
  const sets = createSets();
  const flat4: Flat<number> = flatten4(four.ranges, four.labels, sets);
  const flat6: Flat<bigint> = flatten6(six.ranges, six.labels, sets);
  const setOf = new Map<number, number>(); // of each system
  for (const [asn, label] of systems) {
    const set = setOf.get(asn) ?? 0;
    if (!sets.members[set].includes(label)) setOf.set(asn, sets.toggle(set, label));
  }
  const timed = labels.some(({window}) => window !== null);
  const known = new Map<string, Labels>();
  const untimed = new Map<number, Labels | null>();

  function labelsOf(numbers: readonly number[], seen: Seen | null): Labels | null {
    const held = numbers
      .filter((number) => holdsWithin(labels[number].window, seen))
      .map((number) => labels[number].list);
    if (held.length === 0) return null;
    const list = [...new Set(held)].sort((a, b) => a - b);
    const key = list.join();
    const same = known.get(key) ?? {lists: list};
    known.set(key, same);
    return same;
  }

  return {
    timed,
    find(address, asn, seen) {
      const set = address.family === 4 ? setAt(flat4, address.value) : setAt(flat6, address.value);
      const more = asn === null ? 0 : (setOf.get(asn) ?? 0);
      if (set === 0 && more === 0) return null;
      const numbers = more === 0 ? sets.members[set] : [...sets.members[set], ...sets.members[more]];
      if (timed) return labelsOf(numbers, seen);
      const key = set * 2 ** 26 + more;
      let found = untimed.get(key);
      if (found === undefined) untimed.set(key, (found = labelsOf(numbers, seen)));
      return found;
    }
  };
}

/** Gives each list a label, and one more for each time that some of its entries hold for. */
function labelAll(lists: readonly Holdings[]) {
  const labels: Label[] = [];
  const numbers = new Map<string, number>();
  const four = {ranges: [] as Range[], labels: [] as number[]};
  const six = {ranges: [] as Range[], labels: [] as number[]};
  const systems: [asn: number, label: number][] = [];

  function labelFor(list: number, window: Window | null): number {
    const key = window === null ? String(list) : `${list} ${window.from} ${window.until}`;
    let number = numbers.get(key);
    if (number === undefined) {
      numbers.set(key, (number = labels.length));
      labels.push({list, window});
      if (number >= mostLabels) throw new Error(`too many periods in lists: more than ${mostLabels}`);
    }
    return number;
  }

  lists.forEach(({ranges, windows, asns}, list) => {
    const always = labelFor(list, null);
    ranges.forEach((range, i) => {
      const {ranges, labels} = range.family === 4 ? four : six;
      ranges.push(range);
      labels.push(windows[i] ? labelFor(list, windows[i]) : always);
    });
    for (const asn of asns) systems.push([asn, always]);
  });
  return {labels, four, six, systems};
}

/** Without times there is no telling, so that only entries that always hold match. */
function holdsWithin(window: Window | null, seen: Seen | null): boolean {
  return window === null || (seen !== null && seen.last >= window.from && seen.first < window.until);
}

import {headsAgree} from "./content.js";

/**
 * Finds, of many things with a beginning each, those whose beginning agrees with another: one of the two is the beginning of the
 * other. Looks at few of them, whereas comparing each file of a folder with each that was read takes the square of their number.
 */
export function indexHeads<T>(items: readonly T[], headOf: (item: T) => Buffer): (head: Buffer) => T[] {
  const sorted = items.map((item, order) => ({item, order, head: headOf(item)}));
  sorted.sort((a, b) => Buffer.compare(a.head, b.head));
  const lengths = [...new Set(sorted.map(({head}) => head.length))];
  /** The first place whose head is not before another. */
  const placeOf = (head: Buffer) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (Buffer.compare(sorted[middle].head, head) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return (head) => {
    const found: typeof sorted = [];
    for (const length of lengths) {
      if (length >= head.length) continue;
      const start = head.subarray(0, length);
      for (let i = placeOf(start); i < sorted.length && sorted[i].head.equals(start); i++) found.push(sorted[i]);
    }
    for (let i = placeOf(head); i < sorted.length && headsAgree(sorted[i].head, head); i++) found.push(sorted[i]);
    return found.sort((a, b) => a.order - b.order).map(({item}) => item);
  };
}

/** Lengths of a bucket that a reader knows from clocks and calendars, in seconds. */
export const bucketLengths: readonly number[] = [1, 10, 60, 300, 900, 3600, 10_800, 21_600, 86_400, 604_800];

const mostBuckets = 4000; // more are finer than any chart can show

export interface ChooseBucketOptions {
  span: number; // seconds from the first to the last event
  fits: (seconds: number) => boolean; // whether the rows at a length of bucket stay within the budget
}

/** The finest bucket that fits, with at most 4,000 buckets; if none does, a week: filters stay exact, the budget gives way. */
export function chooseBucket({span, fits}: ChooseBucketOptions): number {
  return bucketLengths.find((seconds) => span / seconds <= mostBuckets && fits(seconds)) ?? bucketLengths.at(-1)!;
}

export interface Group {
  readonly events: number;
  readonly span: number; // seconds from its first to its last event
}

/**
 * Estimates the rows that groups of events take when they are summed by bucket and kind: of `n` events spread evenly over `b`
 * cells, `b (1 - exp(-n / b))` cells are hit. Real events come in bursts and keep to few kinds, so they take fewer.
 */
export function estimateRows(groups: readonly Group[], shares: readonly number[], seconds: number): number {
  let rows = 0;
  for (const {events, span} of groups) {
    const buckets = Math.floor(span / seconds) + 1;
    for (const share of shares) rows += -buckets * Math.expm1((-events * share) / buckets);
  }
  return rows;
}

/** Lengths of a bucket that a reader knows from clocks and calendars, in seconds. */
export const bucketLengths = [1, 10, 60, 300, 900, 3600, 10_800, 21_600, 86_400, 604_800] as const;

const mostBuckets = 4000; // more are finer than any chart can show
const generous = 16; // times the budget: rows that a rollup may have before it is cut down

export interface ChooseBucketOptions {
  span: number; // seconds from the first to the last event
  budget: number; // rows
  bound: (seconds: number) => number; // the most rows that there can be at a length of bucket
  rollUp: (seconds: number) => Promise<number>; // reads the events at a length, and tells the rows
  coarsen: (seconds: number) => Promise<number>; // sums the last rollup to a greater length, and tells the rows
}

/**
 * Finds the finest bucket whose rows stay within the budget, with at most 4,000 buckets; if none does, weeks: filters stay
 * exact, and the budget gives way. The events are read at the finest length that cannot grow out of hand, and again at a
 * finer one only if there turned out to be far fewer rows than possible, so mostly once.
 */
export async function chooseBucket({span, budget, bound, rollUp, coarsen}: ChooseBucketOptions): Promise<number> {
  const lengths: readonly number[] = bucketLengths.filter((seconds) => span / seconds <= mostBuckets);
  const coarsest = bucketLengths[bucketLengths.length - 1];
  let at = lengths.find((seconds) => bound(seconds) <= generous * budget) ?? coarsest;
  let rows = await rollUp(at);
  while (rows <= budget) {
    const finer = lengths.find(
      (seconds) => seconds < at && Math.min(bound(seconds), (rows * at) / seconds) <= generous * budget
    );
    if (finer === undefined) return at;
    at = finer;
    rows = await rollUp(at);
  }
  for (const seconds of lengths) if (seconds > at && (await coarsen(seconds)) <= budget) return seconds;
  return coarsest;
}

/**
 * Measures several things in turn, three times, and gives the median of each in seconds: the pace of a machine changes, and what is
 * compared has to be measured at the same pace.
 */
export async function inTurn(...measures: readonly (() => Promise<number>)[]): Promise<number[]> {
  const seconds: number[][] = measures.map(() => []);
  for (let turn = 0; turn < 3; turn++) for (const [i, measure] of measures.entries()) seconds[i].push(await measure());
  return seconds.map((some) => some.sort((a, b) => a - b)[1]);
}

/** Measures something that takes long between two measures of what it is compared with: its seconds, and the mean of the two. */
export async function between<Result>(
  theirs: () => Promise<Result>,
  ours: () => Promise<number>
): Promise<{theirs: Result; ours: number}> {
  const before = await ours();
  const result = await theirs();
  return {theirs: result, ours: (before + (await ours())) / 2};
}

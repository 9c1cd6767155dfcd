/**
 * Measures several things in turn, three times, and gives the median of each in seconds: the pace of a machine changes, and what is
 * compared has to be measured at the same pace.
 */
export async function inTurn(...measures: readonly (() => Promise<number>)[]): Promise<number[]> {
  const seconds: number[][] = measures.map(() => []);
  for (let turn = 0; turn < 3; turn++) for (const [i, measure] of measures.entries()) seconds[i].push(await measure());
  return seconds.map((some) => some.sort((a, b) => a - b)[1]);
}

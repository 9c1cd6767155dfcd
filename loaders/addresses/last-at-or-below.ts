/** The place of the last of some ascending numbers that is not above a value; -1 if all are. */
export function lastAtOrBelow<Value extends number | bigint>(numbers: ArrayLike<Value>, value: Value): number {
  let low = -1;
  let high = numbers.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (numbers[middle] <= value) low = middle;
    else high = middle;
  }
  return low;
}

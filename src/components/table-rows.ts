type Value = string | number | null | undefined;

/** Compares rows by a value; numbers as numbers, text by the reader's alphabet, and what is missing always last. */
export function compareBy<T>(value: (row: T) => Value, descending = false): (a: T, b: T) => number {
  const sign = descending ? -1 : 1;
  const collator = new Intl.Collator("en", {numeric: true});
  return (a, b) => {
    const [x, y] = [value(a), value(b)];
    const [noX, noY] = [isMissing(x), isMissing(y)];
    if (noX || noY) return Number(noX) - Number(noY);
    if (typeof x === "number" && typeof y === "number") return sign * (x - y);
    return sign * collator.compare(String(x), String(y));
  };
}

/** Which rows to draw: those in sight and some more on both sides, so that a quick scroll shows no holes. */
export function windowOf({
  top,
  height,
  rowHeight,
  rows,
  overscan = 8
}: {
  top: number; // CSS pixels scrolled
  height: number;
  rowHeight: number;
  rows: number;
  overscan?: number;
}): {first: number; last: number} {
  const first = Math.max(0, Math.min(rows, Math.floor(top / rowHeight)) - overscan);
  return {first, last: Math.min(rows, Math.ceil((top + height) / rowHeight) + overscan)};
}

function isMissing(value: Value): boolean {
  return value == null || Number.isNaN(value);
}

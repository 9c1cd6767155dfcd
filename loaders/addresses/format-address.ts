/** `3221225985` is `192.0.2.1`. */
export function formatDotted(value: number): string {
  return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
}

/** RFC 5952 text of eight 16-bit groups: lower case, and `::` for the first of the longest runs of two or more zeros. */
export function formatGroups(groups: readonly number[]): string {
  let start = -1;
  let length = 1;
  for (let at = 0; at < 8; at++) {
    let run = 0;
    while (at + run < 8 && groups[at + run] === 0) run++;
    if (run > length) {
      start = at;
      length = run;
    }
    at += run;
  }
  if (start === -1) return spell(groups, 0, 8);
  return `${spell(groups, 0, start)}::${spell(groups, start + length, 8)}`;
}

function spell(groups: readonly number[], from: number, to: number): string {
  let text = "";
  for (let at = from; at < to; at++) text += at === from ? groups[at].toString(16) : `:${groups[at].toString(16)}`;
  return text;
}

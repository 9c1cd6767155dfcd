/** A network that is run by one hand and known to all others by one number. */
export interface AutonomousSystem {
  readonly asn: number;
  readonly organization: string | null;
}

export interface AsnTable<Value> {
  readonly size: number; // rows
  /** The system whose range holds an address; of nested ranges the one that starts last. */
  find(value: Value): AutonomousSystem | null;
}

interface Rows<Value> {
  readonly starts: ArrayLike<Value>;
  readonly ends: ArrayLike<Value>;
  readonly reach: ArrayLike<Value>; // the greatest end up to and including a row
  readonly asns: Uint32Array;
  readonly names: Uint32Array; // where in the file the organisation begins
}

const comma = 0x2c;
const newline = 0x0a;
const quote = 0x22;

/** Reads the CSV of IPv4 ranges: start and end (inclusive) as numbers, system, organisation; ordered by start. */
export function readAsnTable4(csv: Buffer): AsnTable<number> {
  const rows = countLines(csv);
  const starts = new Uint32Array(rows);
  const ends = new Uint32Array(rows);
  const reach = new Uint32Array(rows);
  const {asns, names} = readRows(csv, rows, (row, from, middle, to) => {
    starts[row] = integer(csv, from, middle);
    ends[row] = integer(csv, middle + 1, to);
    reach[row] = row === 0 ? ends[row] : Math.max(reach[row - 1], ends[row]);
    return row === 0 || starts[row] >= starts[row - 1];
  });
  return tableOf(csv, {starts, ends, reach, asns, names});
}

/** Reads the CSV of IPv6 ranges, in the same form with numbers of 128 bits. */
export function readAsnTable6(csv: Buffer): AsnTable<bigint> {
  const starts: bigint[] = [];
  const ends: bigint[] = [];
  const reach: bigint[] = [];
  const {asns, names} = readRows(csv, countLines(csv), (row, from, middle, to) => {
    starts.push(BigInt(csv.toString("latin1", from, middle)));
    ends.push(BigInt(csv.toString("latin1", middle + 1, to)));
    reach.push(row > 0 && reach[row - 1] > ends[row] ? reach[row - 1] : ends[row]);
    return row === 0 || starts[row] >= starts[row - 1];
  });
  return tableOf(csv, {starts, ends, reach, asns, names});
}

/** Cuts each line into start, end, system and organisation. `take` keeps the first two and tells if the order holds. */
function readRows(
  csv: Buffer,
  rows: number,
  take: (row: number, from: number, middle: number, to: number) => boolean
): Pick<Rows<never>, "asns" | "names"> {
  const asns = new Uint32Array(rows);
  const names = new Uint32Array(rows);
  let at = 0;
  for (let row = 0; row < rows; row++) {
    const middle = csv.indexOf(comma, at);
    const to = csv.indexOf(comma, middle + 1);
    const name = csv.indexOf(comma, to + 1) + 1;
    if (middle < 0 || to < 0 || name === 0 || !take(row, at, middle, to))
      throw new Error(`invalid row of the table of autonomous systems: ${row + 1}`);
    asns[row] = integer(csv, to + 1, name - 1);
    names[row] = name;
    at = csv.indexOf(newline, name) + 1 || csv.length;
  }
  return {asns, names};
}

/** Ranges may overlap, so the nearest start decides only if its range has not ended; else a range before it may still hold. */
function tableOf<Value extends number | bigint>(csv: Buffer, rows: Rows<Value>): AsnTable<Value> {
  const {starts, ends, reach, asns, names} = rows;
  const systems = new Map<number, AutonomousSystem>();
  return {
    size: starts.length,
    find(value) {
      for (let row = lastAtOrBelow(starts, value); row >= 0 && reach[row] >= value; row--) {
        if (ends[row] < value) continue;
        const asn = asns[row];
        if (asn === 0) return null;
        let system = systems.get(asn);
        if (system === undefined) systems.set(asn, (system = {asn, organization: textAt(csv, names[row])}));
        return system;
      }
      return null;
    }
  };
}

function lastAtOrBelow<Value extends number | bigint>(starts: ArrayLike<Value>, value: Value): number {
  let low = -1;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= value) low = middle;
    else high = middle;
  }
  return low;
}

function countLines(csv: Buffer): number {
  let lines = csv.length > 0 && csv[csv.length - 1] !== newline ? 1 : 0;
  for (let at = csv.indexOf(newline); at !== -1; at = csv.indexOf(newline, at + 1)) lines++;
  return lines;
}

function integer(csv: Buffer, from: number, to: number): number {
  let value = 0;
  for (let at = from; at < to; at++) value = value * 10 + csv[at] - 0x30;
  return value;
}

function textAt(csv: Buffer, from: number): string | null {
  const end = csv.indexOf(newline, from);
  const text = csv.toString("utf8", from, end === -1 ? csv.length : end).trimEnd();
  if (csv[from] !== quote) return text || null;
  return text.slice(1, -1).replaceAll('""', '"') || null;
}

import {lastAtOrBelow} from "./last-at-or-below.js";

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
  const [starts, ends, reach, asns, names] = Array.from({length: 5}, () => new Uint32Array(rows));
  const {integer, line} = createCursor(csv);
  for (let row = 0; row < rows; row++) {
    const start = (starts[row] = integer());
    const end = (ends[row] = integer());
    const before = row === 0 ? 0 : reach[row - 1];
    reach[row] = end > before ? end : before;
    asns[row] = integer();
    names[row] = line();
    if (row > 0 && start < starts[row - 1]) throw unordered(row);
  }
  return tableOf(csv, {starts, ends, reach, asns, names});
}

/** Reads the CSV of IPv6 ranges, in the same form with numbers of 128 bits. */
export function readAsnTable6(csv: Buffer): AsnTable<bigint> {
  const rows = countLines(csv);
  const [asns, names] = Array.from({length: 2}, () => new Uint32Array(rows));
  const starts: bigint[] = [];
  const ends: bigint[] = [];
  const reach: bigint[] = [];
  const {text, integer, line} = createCursor(csv);
  for (let row = 0; row < rows; row++) {
    const start = BigInt(text());
    const end = BigInt(text());
    const before = row === 0 ? 0n : reach[row - 1];
    starts.push(start);
    ends.push(end);
    reach.push(end > before ? end : before);
    asns[row] = integer();
    names[row] = line();
    if (row > 0 && start < starts[row - 1]) throw unordered(row);
  }
  return tableOf(csv, {starts, ends, reach, asns, names});
}

function unordered(row: number): Error {
  return new Error(`invalid table of autonomous systems: row ${row + 1} starts before the row above`);
}

/** Reads a CSV from left to right: each call takes one field, and `line` tells where the last one of a line begins. */
function createCursor(csv: Buffer) {
  let at = 0;
  return {
    integer(): number {
      let value = 0;
      while (at < csv.length && csv[at] !== comma) value = value * 10 + csv[at++] - 0x30;
      at++;
      return value;
    },
    text(): string {
      const from = at;
      at = csv.indexOf(comma, from) + 1;
      return csv.toString("latin1", from, at - 1);
    },
    line(): number {
      const from = at;
      at = csv.indexOf(newline, from) + 1 || csv.length;
      return from;
    }
  };
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

function countLines(csv: Buffer): number {
  let lines = csv.length > 0 && csv[csv.length - 1] !== newline ? 1 : 0;
  for (let at = csv.indexOf(newline); at !== -1; at = csv.indexOf(newline, at + 1)) lines++;
  return lines;
}

function textAt(csv: Buffer, from: number): string | null {
  const end = csv.indexOf(newline, from);
  const text = csv.toString("utf8", from, end === -1 ? csv.length : end).trimEnd();
  if (csv[from] !== quote) return text || null;
  return text.slice(1, -1).replaceAll('""', '"') || null;
}

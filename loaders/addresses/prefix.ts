import {lastAtOrBelow} from "./last-at-or-below.js";
import type {IpNumber} from "./parse-address.js";
import {parseAddress} from "./parse-address.js";

/** A block of addresses: all that share their first `length` bits. */
export interface Prefix {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
  readonly length: number;
}

/**
 * Reads a block in CIDR notation (RFC 4632, RFC 4291), such as 192.0.2.0/24, or an address alone, which is a block of one. Bits
 * behind the prefix are masked. Null for everything else.
 */
export function parsePrefix(text: string): Prefix | null {
  const [, start, bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text.trim()) ?? [];
  if (start === undefined || /^\[|%/.test(start) || /^[^:]*:[^:]*$/.test(start)) return null; // no brackets, zones, ports
  const address = parseAddress(start);
  if (address === null || (address.mapped && bits !== undefined)) return null;
  const width = address.family === 4 ? 32 : 128;
  const length = bits === undefined ? width : Number(bits);
  if (length > width) return null;
  const size = 1n << BigInt(width - length);
  const first = (BigInt(address.value) / size) * size;
  return {family: address.family, first, last: first + size - 1n, length};
}

/** Finds the value of the longest prefix that holds an address; null if none does. Prefixes may nest; the first of equal ones counts. */
export function openPrefixes<Value>(
  entries: readonly {readonly prefix: Prefix; readonly value: Value}[]
): (address: IpNumber) => Value | null {
  const four = cutSegments(entries.filter(({prefix}) => prefix.family === 4));
  const six = cutSegments(entries.filter(({prefix}) => prefix.family === 6));
  const starts4 = Float64Array.from(four.starts, Number);
  return (address) =>
    address.family === 4
      ? valueAt(starts4, four.values, address.value)
      : valueAt(six.starts, six.values, address.value);
}

/** Turns nested prefixes into segments that lie beside each other, each with the value of the longest prefix there. */
export function cutSegments<Value>(entries: readonly {readonly prefix: Prefix; readonly value: Value}[]) {
  const starts: bigint[] = [];
  const values: (Value | null)[] = [];
  const open: {readonly last: bigint; readonly value: Value}[] = [];
  const begin = (start: bigint, value: Value | null) => {
    if (starts.at(-1) === start) values[values.length - 1] = value;
    else {
      starts.push(start);
      values.push(value);
    }
  };
  const close = (before: bigint | null) => {
    while (open.length > 0 && (before === null || open.at(-1)!.last < before)) {
      const {last} = open.pop()!;
      begin(last + 1n, open.at(-1)?.value ?? null);
    }
  };
  const sorted = [...entries].sort(({prefix: a}, {prefix: b}) =>
    a.first === b.first ? a.length - b.length : a.first < b.first ? -1 : 1
  );
  for (const [i, {prefix, value}] of sorted.entries()) {
    const earlier = sorted[i - 1]?.prefix;
    if (earlier && earlier.first === prefix.first && earlier.length === prefix.length) continue;
    close(prefix.first);
    begin(prefix.first, value);
    open.push({last: prefix.last, value});
  }
  close(null);
  return {starts, values};
}

function valueAt<Value, Number extends number | bigint>(
  starts: ArrayLike<Number>,
  values: readonly (Value | null)[],
  value: Number
): Value | null {
  const at = lastAtOrBelow(starts, value);
  return at < 0 ? null : values[at];
}

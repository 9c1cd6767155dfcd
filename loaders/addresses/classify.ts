import type {IpNumber} from "./parse-address.js";
import {parseAddress} from "./parse-address.js";
import type {AddressClass} from "./special-ranges.js";
import {specialRanges} from "./special-ranges.js";

/** The class of an address by the IANA registries; `invalid` for null, which is what text that is no address parses to. */
export function classify(address: IpNumber | null): AddressClass {
  if (address === null) return "invalid";
  return address.family === 4
    ? classAt(segments4.starts, segments4.classes, address.value)
    : classAt(segments6.starts, segments6.classes, address.value);
}

interface Prefix<Value> {
  readonly first: Value;
  readonly last: Value;
  readonly length: number;
  readonly name: AddressClass;
}

export interface Segments<Value> {
  readonly starts: readonly Value[]; // ascending; each segment ends where the next begins
  readonly classes: readonly AddressClass[];
}

const prefixes = Object.entries(specialRanges).flatMap(([name, ranges]) =>
  ranges.map((range) => readPrefix(range, name as AddressClass))
);
/** All of IPv4 by class. */
export const segments4 = cutSegments(
  prefixes
    .filter(({family}) => family === 4)
    .map((range) => ({...range, first: Number(range.first), last: Number(range.last)})),
  (value) => value + 1
);
/** All of IPv6 by class. */
export const segments6 = cutSegments(
  prefixes.filter(({family}) => family === 6),
  (value) => value + 1n
);

function classAt<Value>(starts: readonly Value[], classes: readonly AddressClass[], value: Value): AddressClass {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= value) low = middle;
    else high = middle;
  }
  return classes[low];
}

/** Turns nested prefixes into neighbouring segments that each have the class of the longest prefix there. */
function cutSegments<Value extends number | bigint>(
  ranges: readonly Prefix<Value>[],
  after: (value: Value) => Value
): Segments<Value> {
  const [whole] = ranges.filter(({length}) => length === 0);
  const edges = new Set(ranges.flatMap(({first, last}) => (last < whole.last ? [first, after(last)] : [first])));
  const starts = [...edges].sort((a, b) => (a < b ? -1 : 1));
  const classes = starts.map((start) => {
    const holding = ranges.filter(({first, last}) => first <= start && start <= last);
    return holding.reduce((longest, range) => (range.length > longest.length ? range : longest)).name;
  });
  return {starts, classes};
}

function readPrefix(text: string, name: AddressClass): Prefix<bigint> & {readonly family: 4 | 6} {
  const [start, bits] = text.split("/");
  const address = parseAddress(start);
  if (address === null) throw new Error(`invalid prefix: ${text}`);
  const {family, value} = address;
  const length = Number(bits);
  const first = BigInt(value);
  return {family, first, last: first + (1n << BigInt((family === 4 ? 32 : 128) - length)) - 1n, length, name};
}

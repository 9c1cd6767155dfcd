import {parseAddress} from "../parse-address.js";

/** Addresses from the first to the last, both included. */
export type Range =
  | {readonly family: 4; readonly first: number; readonly last: number}
  | {readonly family: 6; readonly first: bigint; readonly last: bigint};

/** Reads an address, a CIDR block (bits behind the prefix are masked) or `first-last`; null for all else. */
export function parseRange(text: string): Range | null {
  const slash = text.indexOf("/");
  if (slash !== -1) return parseBlock(text.slice(0, slash), text.slice(slash + 1));
  const dash = text.indexOf("-");
  if (dash !== -1) return parsePair(text.slice(0, dash).trim(), text.slice(dash + 1).trim());
  const address = parseAddress(text);
  if (address === null || address.zone !== null) return null;
  return address.family === 4
    ? {family: 4, first: address.value, last: address.value}
    : {family: 6, first: address.value, last: address.value};
}

function parseBlock(start: string, bits: string): Range | null {
  const address = /[[\]%]/.test(start) ? null : parseAddress(start);
  if (address === null || !/^(0|[1-9]\d{0,2})$/.test(bits)) return null;
  const length = Number(bits) - (address.mapped ? 96 : 0);
  if (length < 0 || length > (address.family === 4 ? 32 : 128)) return null;
  if (address.family === 4) {
    const size = 2 ** (32 - length);
    const first = address.value - (address.value % size);
    return {family: 4, first, last: first + size - 1};
  }
  const size = 1n << BigInt(128 - length);
  const first = address.value - (address.value % size);
  return {family: 6, first, last: first + size - 1n};
}

function parsePair(start: string, end: string): Range | null {
  const [first, last] = [parseAddress(start), parseAddress(end)];
  if (first === null || last === null || first.value > last.value) return null;
  if (first.family === 4 && last.family === 4) return {family: 4, first: first.value, last: last.value};
  if (first.family === 6 && last.family === 6) return {family: 6, first: first.value, last: last.value};
  return null;
}

import {formatDotted, formatGroups} from "./format-address.js";

/** An address as a number: 32 bits in a number, 128 bits in a bigint. */
export type IpNumber = {readonly family: 4; readonly value: number} | {readonly family: 6; readonly value: bigint};

/** An address that was read from text. */
export type Address = IpNumber & {
  readonly text: string; // canonical: dotted decimal, or RFC 5952
  readonly mapped: boolean; // true if it was written as IPv4-mapped IPv6, and is IPv4 now
  readonly zone: string | null; // of a link-local IPv6 address; part of its text, since it is part of which one is meant
  readonly embeddedV4: number | null; // the IPv4 address inside 64:ff9b::/96
};

/**
 * Reads an address: dotted decimal with four parts and no leading zeros, IPv4 with a port, IPv6, or IPv6 in brackets with or
 * without a port. Null for everything else: short, octal, hexadecimal and integer forms, prefixes, host names, blanks
 * around it. Bare IPv6 is never taken to end in a port.
 */
export function parseAddress(text: string): Address | null {
  const colon = text.indexOf(":");
  if (colon === -1) return fourOf(parseDotted(text, 0, text.length));
  if (text.charCodeAt(0) === 0x5b) {
    const end = text.indexOf("]");
    if (end === -1 || !(end === text.length - 1 || isPort(text, end + 1))) return null;
    return parseSix(text.slice(1, end));
  }
  if (text.indexOf(":", colon + 1) !== -1) return parseSix(text);
  return isPort(text, colon) ? fourOf(parseDotted(text, 0, colon)) : null;
}

function fourOf(value: number, mapped = false): Address | null {
  if (value < 0) return null;
  return {family: 4, value, text: formatDotted(value), mapped, zone: null, embeddedV4: null};
}

function parseSix(text: string): Address | null {
  const percent = text.indexOf("%");
  const zone = percent === -1 ? null : text.slice(percent + 1);
  if (zone !== null && !/^[0-9A-Za-z._~-]+$/.test(zone)) return null;
  const groups = parseGroups(text, percent === -1 ? text.length : percent);
  if (groups === null) return null;
  const low = groups[6] * 65536 + groups[7];
  const [first, second, third, fourth, fifth, sixth] = groups;
  if (first === 0 && second === 0 && third === 0 && fourth === 0 && fifth === 0 && sixth === 0xffff)
    return fourOf(low, true);
  const kept = zone !== null && (first & 0xffc0) === 0xfe80 ? zone : null;
  const nat64 =
    first === 0x64 && second === 0xff9b && third === 0 && fourth === 0 && fifth === 0 && sixth === 0 ? low : null;
  return {
    family: 6,
    value: valueOf(groups),
    text: kept === null ? formatGroups(groups) : `${formatGroups(groups)}%${kept}`,
    mapped: false,
    zone: kept,
    embeddedV4: nat64
  };
}

function isPort(text: string, colon: number): boolean {
  const digits = text.length - colon - 1;
  if (text.charCodeAt(colon) !== 0x3a || digits < 1 || digits > 5) return false;
  let port = 0;
  for (let at = colon + 1; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return false;
    port = port * 10 + digit;
  }
  return port <= 65535;
}

/** The number that the four parts between two positions spell, or -1. */
function parseDotted(text: string, from: number, to: number): number {
  if (to - from > 15) return -1;
  let value = 0;
  let part = -1;
  let dots = 0;
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x2e) {
      if (part < 0 || ++dots > 3) return -1;
      value = value * 256 + part;
      part = -1;
      continue;
    }
    const digit = code - 0x30;
    if (digit < 0 || digit > 9 || part === 0) return -1;
    part = part < 0 ? digit : part * 10 + digit;
    if (part > 255) return -1;
  }
  return dots === 3 && part >= 0 ? value * 256 + part : -1;
}

/** The eight groups that the text up to a position spells, or null. */
function parseGroups(text: string, end: number): number[] | null {
  const groups: number[] = [];
  let gap = -1; // how many groups stand before ::
  let at = 0;
  if (text.startsWith("::")) {
    gap = 0;
    at = 2;
  }
  while (at < end) {
    const start = at;
    let group = 0;
    for (let digit = 0; at < end && (digit = hexDigit(text.charCodeAt(at))) >= 0; at++) group = group * 16 + digit;
    if (at < end && text.charCodeAt(at) === 0x2e) {
      const dotted = parseDotted(text, start, end);
      if (dotted < 0) return null;
      groups.push(dotted >>> 16, dotted & 0xffff);
      break;
    }
    if (at === start || at - start > 4 || groups.push(group) > 8) return null;
    if (at === end) break;
    if (text.charCodeAt(at++) !== 0x3a || at === end) return null;
    if (text.charCodeAt(at) !== 0x3a) continue;
    if (gap >= 0) return null;
    gap = groups.length;
    at++;
  }
  if (gap < 0) return groups.length === 8 ? groups : null;
  if (groups.length > 7) return null;
  groups.splice(gap, 0, ...new Array<number>(8 - groups.length).fill(0));
  return groups;
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = (code | 0x20) - 0x61;
  return letter >= 0 && letter < 6 ? letter + 10 : -1;
}

function valueOf(groups: readonly number[]): bigint {
  const word = (at: number) => BigInt(groups[at] * 65536 + groups[at + 1]);
  return (((((word(0) << 32n) | word(2)) << 32n) | word(4)) << 32n) | word(6);
}

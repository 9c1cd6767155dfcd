import {classify, parseAddress} from "../addresses/index.js";
import type {NetworkRanges} from "./network-ranges.js";
import type {Random} from "./random.js";
import {createSampler} from "./random.js";

const sixth = 0.02; // share of addresses that are IPv6
const special = 0.012; // share that is private, shared, link-local or reserved
const steepness = 1.05; // exponent of the power law that the traffic of addresses follows
const largest = 2 ** 18; // a network counts for no more addresses than that, or a few would be all there is

/** Source addresses, the busiest first, and how to draw one. */
export interface AddressPool {
  readonly addresses: readonly string[];
  readonly draw: () => number; // an index into `addresses`
  readonly reserved: readonly string[]; // public IPv4 addresses that are not among `addresses`
}

export interface AddressPoolOptions {
  size: number; // different addresses to draw from
  reserved?: number; // public IPv4 addresses to keep apart; defaults to none
  avoid?: readonly string[]; // addresses that must not be in the pool; defaults to none
  ranges: NetworkRanges | null; // where addresses lie; null for anywhere in the unicast space
  random: Random;
}

/**
 * Makes `size` different source addresses. Most are public and lie in networks drawn by their size; some are not public, as in
 * any log. What an address sends falls with its rank by a power law (Zipf).
 */
export function makeAddressPool({size, reserved = 0, avoid = [], ranges, random}: AddressPoolOptions): AddressPool {
  const draw = {v4: publicIPv4(ranges, random), v6: publicIPv6(ranges, random)};
  const seen = new Set(avoid);
  const avoided = seen.size;
  while (seen.size < avoided + reserved) seen.add(draw.v4());
  while (seen.size < avoided + reserved + size) {
    const kind = random.real();
    seen.add(kind < special ? specialAddress(random) : kind < special + sixth ? draw.v6() : draw.v4());
  }
  const weights = Float64Array.from({length: size}, (_, rank) => 1 / (rank + 8) ** steepness);
  const all = [...seen].slice(avoided);
  return {addresses: all.slice(reserved), draw: createSampler(weights, random), reserved: all.slice(0, reserved)};
}

function publicIPv4(ranges: NetworkRanges | null, random: Random): () => string {
  // Without the ranges: first octets that are given out to networks all over the world.
  const blocks =
    ranges?.v4 ?? Float64Array.from({length: 2 * 212}, (_, i) => ((i >> 1) + 11 + (i & 1)) * 2 ** 24 - (i & 1));
  const range = createSampler(
    Float64Array.from({length: blocks.length / 2}, (_, i) => Math.min(blocks[2 * i + 1] - blocks[2 * i] + 1, largest)),
    random
  );
  return () => {
    for (;;) {
      const i = range();
      const [start, end] = [blocks[2 * i], blocks[2 * i + 1]];
      const n = start + random.below(end - start + 1);
      const text = `${Math.floor(n / 2 ** 24)}.${(n >>> 16) & 255}.${(n >>> 8) & 255}.${n & 255}`;
      if (isPublic(text)) return text;
    }
  };
}

function publicIPv6(ranges: NetworkRanges | null, random: Random): () => string {
  const blocks =
    ranges?.v6 ??
    BigUint64Array.of(
      0x2600000000000000n,
      0x260fffffffffffffn,
      0x2a00000000000000n,
      0x2a0fffffffffffffn,
      0x2400000000000000n,
      0x240fffffffffffffn
    );
  return () => {
    for (;;) {
      const i = random.below(blocks.length / 2);
      const [start, end] = [blocks[2 * i], blocks[2 * i + 1]];
      const upper = start + (end > start ? (BigInt(random.next()) * (end - start)) >> 32n : 0n);
      const text = parseAddress(
        `${groups(upper)}:${groups((BigInt(random.next()) << 32n) | BigInt(random.next()))}`
      )!.text;
      if (isPublic(text)) return text;
    }
  };
}

function groups(half: bigint): string {
  const digits = half.toString(16).padStart(16, "0");
  return [0, 4, 8, 12].map((at) => digits.slice(at, at + 4)).join(":");
}

function specialAddress(random: Random): string {
  const host = () => `${random.below(256)}.${1 + random.below(254)}`;
  const kinds = [
    () => `10.${random.below(256)}.${host()}`,
    () => `192.168.${host()}`,
    () => `172.${16 + random.below(16)}.${host()}`,
    () => `100.${64 + random.below(64)}.${host()}`,
    () => `169.254.${host()}`,
    () => `240.${random.below(16)}.${host()}`,
    () => `fd00::${(1 + random.below(65_535)).toString(16)}`
  ];
  return kinds[Math.min(random.below(10), kinds.length - 1)]();
}

function isPublic(text: string): boolean {
  const address = parseAddress(text);
  return address !== null && classify(address) === "public";
}

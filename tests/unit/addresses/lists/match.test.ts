import fc from "fast-check";
import {describe, expect, it} from "vitest";
import type {Holdings, Seen} from "../../../../loaders/addresses/lists/match.js";
import {createMatcher} from "../../../../loaders/addresses/lists/match.js";
import type {Range} from "../../../../loaders/addresses/lists/range.js";
import {parseRange} from "../../../../loaders/addresses/lists/range.js";
import {parseAddress} from "../../../../loaders/addresses/parse-address.js";

const listOf = (...texts: string[]): Holdings => ({
  ranges: texts.map((text) => parseRange(text)!),
  windows: [],
  asns: []
});
const find = (lists: Holdings[], ip: string, asn: number | null = null, seen: Seen | null = null) =>
  createMatcher(lists).find(parseAddress(ip)!, asn, seen)?.lists ?? [];

/** Blocks that nest and overlap, few enough addresses apart that they meet. */
const four = fc
  .record({
    start: fc.integer({min: 0, max: 4095}),
    bits: fc.integer({min: 0, max: 12}),
    pair: fc.nat(300),
    isPair: fc.boolean()
  })
  .map(({start, bits, pair, isPair}): Range => {
    const first = 0x01000000 + (isPair ? start : start - (start % 2 ** bits));
    return {family: 4, first, last: first + (isPair ? pair : 2 ** bits - 1)};
  });
const six = fc
  .record({start: fc.bigInt(0n, 4095n), bits: fc.integer({min: 0, max: 12}), high: fc.constantFrom(0n, 1n << 64n)})
  .map(({start, bits, high}): Range => {
    const size = 1n << BigInt(bits);
    const first = (0x2606n << 112n) + high + start - (start % size);
    return {family: 6, first, last: first + size - 1n};
  });
const lists = fc.array(fc.array(fc.oneof(four, six), {maxLength: 40}), {minLength: 1, maxLength: 6});

describe("createMatcher(lists)", () => {
  it("finds what a plain look at every range finds, v4 and v6", () => {
    fc.assert(
      fc.property(lists, (drawn) => {
        const {find} = createMatcher(drawn.map((ranges) => ({ranges, windows: [], asns: []})));
        const edges = drawn.flat().flatMap(({family, first, last}) => [
          {family, value: BigInt(first) - 1n},
          {family, value: BigInt(first)},
          {family, value: BigInt(last)},
          {family, value: BigInt(last) + 1n}
        ]);
        for (const {family, value} of edges) {
          const naive = drawn.flatMap((ranges, list) =>
            ranges.some((range) => range.family === family && range.first <= value && value <= range.last) ? [list] : []
          );
          const address = family === 4 ? {family, value: Number(value)} : {family, value};
          expect(find(address, null, null)?.lists ?? []).toEqual(naive);
        }
      }),
      {seed: 20261117, numRuns: 300}
    );
  });

  it("still holds an address by the outer block when a nested one has ended before it", () => {
    const nested = [listOf("1.0.0.0/16"), listOf("1.0.1.0/24")];
    expect(find(nested, "1.0.1.255")).toEqual([0, 1]);
    expect(find(nested, "1.0.2.1")).toEqual([0]);
    expect(find(nested, "1.1.0.0")).toEqual([]);
  });
  it("misses what the nearest start alone would miss: a tenth of the hits in a large nested set", () => {
    const blocks = Array.from({length: 4000}, (_, i): Range => {
      const bits = [4, 8, 8, 12][i % 4];
      const start = 0x08000000 + ((i * 2654435761) % 2 ** 20);
      const first = start - (start % 2 ** bits);
      return {family: 4, first, last: first + 2 ** bits - 1};
    });
    const starts = blocks
      .map(({first, last}) => [Number(first), Number(last)])
      .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const {find} = createMatcher([{ranges: blocks, windows: [], asns: []}]);
    let [hits, nearest, naive] = [0, 0, 0];
    for (let value = 0x08000000; value < 0x08000000 + 2 ** 20; value += 37) {
      const above = starts.findIndex(([start]) => start > value);
      const at = (above === -1 ? starts.length : above) - 1;
      if (at >= 0 && value <= starts[at][1]) nearest++;
      if (starts.some(([first, last]) => first <= value && value <= last)) naive++;
      if (find({family: 4, value}, null, null)) hits++;
    }
    expect(hits).toBe(naive);
    expect(nearest).toBeLessThan(naive * 0.95);
  });
  it("finds the ends of the address space", () => {
    expect(find([listOf("255.255.255.255", "0.0.0.0")], "255.255.255.255")).toEqual([0]);
    expect(find([listOf("ffff::/16")], "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")).toEqual([0]);
  });
  it("finds lists of systems by the system of the address", () => {
    const systems = {ranges: [], windows: [], asns: [64496]};
    expect(find([listOf("1.1.1.1"), systems], "1.1.1.1", 64496)).toEqual([0, 1]);
    expect(find([listOf("1.1.1.1"), systems], "9.9.9.9", 64497)).toEqual([]);
  });
  it("matches what holds for a time only to addresses that were seen within it, its end excluded", () => {
    const timed = [{...listOf("1.1.1.1", "1.1.1.2"), windows: [{from: 1000, until: 2000}]}];
    const at = (first: number, last: number) => find(timed, "1.1.1.1", null, {first, last});
    expect([at(0, 999), at(0, 1000), at(1999, 5000), at(2000, 5000)]).toEqual([[], [0], [0], []]);
    expect(find(timed, "1.1.1.1")).toEqual([]);
    expect(find(timed, "1.1.1.2")).toEqual([0]);
  });
  it("tells more lists apart than a number has bits", () => {
    const many = Array.from({length: 60}, (_, i) => listOf(`1.1.1.${i}/${26 + (i % 7)}`));
    expect(find(many, "1.1.1.59").length).toBeGreaterThan(5);
    expect(
      find(
        Array.from({length: 60}, () => listOf("1.1.1.1")),
        "1.1.1.1"
      )
    ).toHaveLength(60);
  });
});

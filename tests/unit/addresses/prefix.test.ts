import fc from "fast-check";
import {describe, expect, it} from "vitest";
import type {IpNumber} from "../../../loaders/addresses/index.js";
import {openPrefixes, parsePrefix} from "../../../loaders/addresses/prefix.js";

describe("parsePrefix(text)", () => {
  it("reads a block and an address alone", () => {
    expect(parsePrefix("192.0.2.0/24")).toEqual({family: 4, first: 0xc0000200n, last: 0xc00002ffn, length: 24});
    expect(parsePrefix("192.0.2.7")).toEqual({family: 4, first: 0xc0000207n, last: 0xc0000207n, length: 32});
    expect(parsePrefix("2001:DB8::/127")).toMatchObject({family: 6, first: 0x20010db8n << 96n, length: 127});
  });
  it("masks the bits behind the prefix", () =>
    expect(parsePrefix("10.1.2.3/8")).toEqual({family: 4, first: 10n << 24n, last: (11n << 24n) - 1n, length: 8}));
  it.each(["", "example.com", "10.0.0.0/33", "::/129", "10.0.0/8", "10.0.0.0/", "10.0.0.0/-1", "192.0.2.1:80"])(
    "refuses %j",
    (text) => expect(parsePrefix(text)).toBeNull()
  );
  it("refuses brackets, zones, and blocks of mapped addresses", () => {
    for (const text of ["[::1]/128", "fe80::1%eth0", "::ffff:192.0.2.0/120"]) expect(parsePrefix(text)).toBeNull();
  });
});

describe("openPrefixes(entries)", () => {
  const find = (blocks: readonly string[], address: IpNumber) =>
    openPrefixes(blocks.map((block) => ({prefix: parsePrefix(block)!, value: block})))(address);
  const at = (value: number): IpNumber => ({family: 4, value});

  it("finds the smallest block, and goes back to the outer one where that has ended", () => {
    const blocks = ["10.0.0.0/8", "10.1.0.0/16", "10.1.255.255"];
    expect(find(blocks, at(0x0a010000))).toBe("10.1.0.0/16");
    expect(find(blocks, at(0x0a01ffff))).toBe("10.1.255.255");
    expect(find(blocks, at(0x0a020000))).toBe("10.0.0.0/8");
    expect(find(blocks, at(0x0b000000))).toBeNull();
    expect(find(blocks, at(0x09ffffff))).toBeNull();
  });
  it("tells the families apart", () => expect(find(["0.0.0.0/0"], {family: 6, value: 1n})).toBeNull());
  it("finds what a search through all blocks finds", () => {
    const entry = fc.record({start: fc.nat({max: 255}), length: fc.integer({min: 0, max: 8})});
    fc.assert(
      fc.property(
        fc.uniqueArray(entry, {selector: ({start, length}) => `${start >> (8 - length)}/${length}`}),
        (list) => {
          // All within 192.0.2.0/24, so that they nest and meet often.
          const entries = list.map(({start, length}, value) => ({
            prefix: parsePrefix(`192.0.2.${start}/${24 + length}`)!,
            value
          }));
          const find = openPrefixes(entries);
          const numbers = Array.from({length: 258}, (_, i) => 0xc00001ff + i);
          const searched = numbers.map((number) => {
            const holding = entries.filter(({prefix}) => prefix.first <= number && number <= prefix.last);
            return holding.sort((a, b) => b.prefix.length - a.prefix.length)[0]?.value ?? null;
          });
          expect(numbers.map((number) => find(at(number)))).toEqual(searched);
        }
      )
    );
  });
});

import fc from "fast-check";
import {Address4, Address6} from "ip-address";
import {describe, expect, it} from "vitest";
import {parseRange} from "../../../../loaders/addresses/lists/range.js";

describe("parseRange(text)", () => {
  it.each([
    ["1.1.1.1", 4, 0x01010101n, 0x01010101n],
    ["1.1.1.77/24", 4, 0x01010100n, 0x010101ffn],
    ["1.1.1.1:443", 4, 0x01010101n, 0x01010101n],
    ["1.1.1.1-1.1.2.0", 4, 0x01010101n, 0x01010200n],
    ["255.0.0.0/8", 4, 0xff000000n, 0xffffffffn],
    ["::ffff:1.1.1.0/120", 4, 0x01010100n, 0x010101ffn],
    ["::/0", 6, 0n, (1n << 128n) - 1n],
    ["::2-::5", 6, 2n, 5n]
  ])("%s", (text, family, first, last) => {
    const range = parseRange(text)!;
    expect([range.family, BigInt(range.first), BigInt(range.last)]).toEqual([family, first, last]);
  });
  it.each([
    "",
    "1.1.1.1/33",
    "1.1.1.1/",
    "1.1.1.1/08",
    "::/129",
    "::ffff:1.1.1.1/95",
    "1.1.1.2-1.1.1.1",
    "1.1.1.1-::1",
    "1.1.1",
    "fe80::1%eth0"
  ])("not %j", (text) => expect(parseRange(text)).toBe(null));
  it("masks as another library does", () => {
    fc.assert(
      fc.property(
        fc.ipV4(),
        fc.integer({min: 0, max: 32}),
        fc.ipV6(),
        fc.integer({min: 0, max: 128}),
        (four, m, six, n) => {
          const [v4, v6] = [new Address4(`${four}/${m}`), new Address6(`${six}/${n}`)];
          const mine = parseRange(`${four}/${m}`)!;
          expect([mine.first, mine.last].map(BigInt)).toEqual([v4.startAddress().bigInt(), v4.endAddress().bigInt()]);
          const other = parseRange(`${six}/${n}`);
          if (other?.family !== 6) return; // mapped
          expect([other.first, other.last]).toEqual([v6.startAddress().bigInt(), v6.endAddress().bigInt()]);
        }
      ),
      {seed: 7}
    );
  });
});

import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {readAsnTable4, readAsnTable6} from "../../../loaders/addresses/asn-table.js";

const table = (...lines: string[]) => readAsnTable4(Buffer.from(lines.join("\n")));

describe("readAsnTable4(csv)", () => {
  const small = table("10,19,64500,Example One", '20,29,64501,"Example, ""Two"" é"', "40,49,0,Not routed\n");
  it("finds the range that holds a number, ends included", () => {
    expect([10, 19, 20, 29].map((value) => small.find(value)?.asn)).toEqual([64500, 64500, 64501, 64501]);
  });
  it("finds nothing before, between and behind the ranges", () => {
    expect([9, 30, 39, 50, 4294967295].map((value) => small.find(value))).toEqual([null, null, null, null, null]);
  });
  it("undoes the quotes of CSV", () => expect(small.find(20)?.organization).toBe('Example, "Two" é'));
  it("takes system 0 for none", () => expect(small.find(45)).toBeNull());
  it("counts rows with and without a newline at the end", () => {
    expect([small.size, table("1,2,3,a").size, table("").size]).toEqual([3, 1, 0]);
  });
  it("hands out the same object for the same system", () => {
    const twice = table("10,19,64500,Example", "30,39,64500,Example");
    expect(twice.find(10)).toBe(twice.find(30));
  });
  it("goes back to a range that still holds where a nested one has ended", () => {
    const nested = table("10,100,64500,Outer", "20,29,64501,Inner", "40,49,64502,Inner");
    expect([15, 25, 35, 45, 99, 101].map((value) => nested.find(value)?.asn ?? null)).toEqual([
      64500,
      64501,
      64500,
      64502,
      64500,
      null
    ]);
  });
  it("prefers the range that starts last where two overlap", () => {
    const overlap = table("3607101000,3607166975,64500,A", "3607101440,3607167999,64501,B");
    expect([3607101439, 3607101440, 3607167999].map((value) => overlap.find(value)?.asn)).toEqual([
      64500, 64501, 64501
    ]);
  });
  it("refuses rows out of order", () => {
    expect(() => table("20,29,64500,A", "10,19,64501,B")).toThrow(/^invalid table of autonomous systems: row 2/);
  });
  it("finds the same as a search through all ranges", () => {
    const range = fc.tuple(fc.nat(200), fc.nat(40)).map(([start, length]) => [start, start + length] as const);
    fc.assert(
      fc.property(fc.array(range, {maxLength: 20}), fc.nat(250), (ranges, value) => {
        const sorted = [...ranges].sort((a, b) => a[0] - b[0]);
        const found = table(...sorted.map(([start, end], row) => `${start},${end},${row + 1},x`)).find(value);
        const expected = sorted.findLastIndex(([start, end]) => start <= value && value <= end);
        expect(found?.asn ?? 0).toBe(expected + 1);
      })
    );
  });
});

describe("readAsnTable6(csv)", () => {
  it("finds the range that holds a number of 128 bits", () => {
    const csv = "42540766411282592856903984951653826560,42540766490510755371168322545197776895,64500,Example\n";
    const six = readAsnTable6(Buffer.from(csv));
    const first = 0x20010db8000000000000000000000000n;
    expect(
      [first - 1n, first, first + (1n << 96n) - 1n, first + (1n << 96n)].map((value) => six.find(value)?.asn)
    ).toEqual([undefined, 64500, 64500, undefined]);
  });
});

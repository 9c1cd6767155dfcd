import {describe, expect, it} from "vitest";
import {groupBy, sumBy, topBy, total} from "../../../src/components/sums.js";

const values = Float64Array.of(1, 2, NaN, 4);

describe("sumBy(codes, size, values, keep)", () => {
  it("adds nothing for NaN, and leaves a cell that got no value NaN", () =>
    expect([...sumBy([0, 0, 1, 2], 4, values)]).toEqual([3, NaN, 4, NaN]));
  it("leaves out codes outside and rows that are not kept", () =>
    expect([...sumBy([0, -1, 0, NaN], 1, values, (i) => i < 3)]).toEqual([1]));
});

describe("groupBy({codes, words}, values)", () => {
  it("puts the largest first, names the rows without a word null, and says null where nothing was logged", () =>
    expect(groupBy({codes: Int32Array.of(0, -1, 1, 0), words: ["a", "b"]}, values)).toEqual([
      {name: "a", value: 5},
      {name: null, value: 2},
      {name: "b", value: null}
    ]));
});

describe("total(rows, of) and topBy(rows, of, count)", () => {
  it("sums what is known", () => {
    expect(total([1, null, 2], (value) => value)).toBe(3);
    expect(total([null], (value) => value)).toBe(null);
  });
  it("puts what is not known last", () => expect(topBy([null, 1, 3], (value) => value, 2)).toEqual([3, 1]));
});

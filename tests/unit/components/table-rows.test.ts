import {describe, expect, it} from "vitest";
import {compareBy, windowOf} from "../../../src/components/table-rows.js";

const sorted = (values: (string | number | null)[], descending = false) =>
  [...values].sort(compareBy((value) => value, descending));

describe("compareBy(value, descending)", () => {
  it("compares numbers as numbers and text by its numbers", () => {
    expect(sorted([10, 9, 100], true)).toEqual([100, 10, 9]);
    expect(sorted(["198.51.100.10", "198.51.100.9", "192.0.2.1"])).toEqual([
      "192.0.2.1",
      "198.51.100.9",
      "198.51.100.10"
    ]);
  });
  it("puts what is missing last, both ways", () => {
    expect(sorted([null, 2, 1])).toEqual([1, 2, null]);
    expect(sorted([null, 2, 1], true)).toEqual([2, 1, null]);
  });
});

describe("windowOf(view)", () => {
  it("draws what is in sight and some rows more", () =>
    expect(windowOf({top: 2800, height: 280, rowHeight: 28, rows: 20_000, overscan: 5})).toEqual({
      first: 95,
      last: 115
    }));
  it("stays inside the rows", () => {
    expect(windowOf({top: 0, height: 280, rowHeight: 28, rows: 3})).toEqual({first: 0, last: 3});
    expect(windowOf({top: 9e9, height: 280, rowHeight: 28, rows: 0})).toEqual({first: 0, last: 0});
  });
});

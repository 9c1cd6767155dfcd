import {describe, expect, it} from "vitest";
import {chooseBucket, estimateRows} from "../../../loaders/tables/choose-bucket.js";

const day = 86_400;

describe("chooseBucket({span, fits})", () => {
  it("takes the finest that fits", () => {
    expect(chooseBucket({span: 11 * day, fits: (seconds) => (11 * day * 900) / seconds <= 100_000})).toBe(3 * 3600);
  });
  it("makes no more than 4,000 buckets even if there is room", () => {
    expect(chooseBucket({span: 11 * day, fits: () => true})).toBe(300);
    expect(chooseBucket({span: 10, fits: () => true})).toBe(1);
  });
  it("takes weeks if nothing fits", () => {
    expect(chooseBucket({span: 365 * day, fits: () => false})).toBe(7 * day);
  });
});

describe("estimateRows(groups, shares, seconds)", () => {
  it("hits nearly every cell with many events, and one cell an event with few", () => {
    expect(estimateRows([{events: 1e6, span: 9 * 3600}], [0.5, 0.5], 3600)).toBeCloseTo(20, 3);
    expect(estimateRows([{events: 2, span: 99_999 * 3600}], [1], 3600)).toBeCloseTo(2, 3);
  });
});

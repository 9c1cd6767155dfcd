import {describe, expect, it} from "vitest";
import {readTraffic} from "../../../src/components/traffic.js";
import {indexTraffic, rowsWithin, sumBySource, sumTraffic} from "../../../src/components/traffic-index.js";
import {noon, tableOf} from "./fixture.js";

const hour = 3_600_000;

/** Traffic of source 0, one row a bucket with so many events; a bucket of null is a row without a time. */
function indexOf(rows: readonly (readonly [bucket: number | null, events: number])[]) {
  const traffic = readTraffic(
    tableOf(
      "traffic",
      rows.map(([bucket, events]) => ({
        bucket: bucket === null ? null : noon + bucket * hour,
        source: 0,
        events,
        unsized: 0
      }))
    )
  );
  return {traffic, index: indexTraffic(traffic, 3600, 1)};
}

const inOrder = [[0, 1], [0, 2], [2, 4], [3, 8], [null, 16]] as const; // prettier-ignore
const outOfOrder = [inOrder[3], inOrder[0], inOrder[4], inOrder[2], inOrder[1]];

describe("rowsWithin(index, first, end)", () => {
  it("finds the rows of a range of slots, of one without rows too", () => {
    const {index} = indexOf(inOrder);
    expect(
      [
        [0, 1],
        [1, 2],
        [0, 3],
        [3, 5],
        [-7, 99]
      ].map(([first, end]) => rowsWithin(index, first, end))
    ).toEqual(
      [[0, 2], [2, 2], [0, 3], [3, 5], [0, 5]] // prettier-ignore
    );
  });
  it("gives all rows where they are not in order", () => {
    expect(rowsWithin(indexOf(outOfOrder).index, 1, 2)).toEqual([0, 5]);
  });
});

describe.each([
  ["in order of time", inOrder],
  ["in another order", outOfOrder]
])("sums of rows %s", (_, rows) => {
  const {traffic, index} = indexOf(rows);
  const all = {kinds: new Uint8Array([1]), sources: new Uint8Array([1])};
  const events = ([first, end]: readonly number[], rest = false) =>
    sumTraffic(traffic, index, {first, end, ...all, rest}).events[0];
  it("count a range, or the rest of it", () => {
    expect([[0, 1], [2, 4], [1, 2], [0, 5]].map((range) => events(range))).toEqual([3, 12, 0, 31]); // prettier-ignore
    expect([[0, 1], [2, 4]].map((range) => events(range, true))).toEqual([28, 19]); // prettier-ignore
  });
  it("by source count what lies in both ranges", () => {
    const within = (range: readonly [number, number], rest: boolean) =>
      sumBySource(index, {first: 2, end: 4, ...all, rest}, traffic.events, range)[0];
    expect([within([0, 3], false), within([0, 3], true), within([0, 1], false)]).toEqual([4, 3, NaN]);
  });
});

import {describe, expect, it} from "vitest";
import {bucketTotals, coarsen} from "../../../src/components/timeline.js";
import {factorFor} from "../../../src/components/time-chart.js";
import {atlasOf, noon} from "./fixture.js";

const hour = 3_600_000;

describe("timeline(traffic, options)", () => {
  it("fills the hours between the first and the last, and keeps a gap apart from 0", () => {
    const line = atlasOf().through();
    expect([line.start, line.step, line.length]).toEqual([noon, hour, 4]);
    expect([...line.series[0].values]).toEqual([800, 200, NaN, 800]);
    expect(line.series[0].total).toBe(1800);
  });
  it("splits by word and sums the words that have no series of their own", () => {
    const atlas = atlasOf();
    const line = atlas.through({by: atlas.traffic.protocol, names: ["HTTP/2"]});
    expect(line.series.map(({name, total}) => [name, total])).toEqual([
      ["HTTP/2", 500],
      ["other", 1000],
      ["not logged", 300]
    ]);
    expect([...bucketTotals(line)]).toEqual([800, 200, NaN, 800]);
  });
  it("keeps to some rows", () => {
    const {traffic, through} = atlasOf();
    expect(through({keep: (i) => traffic.source[i] === 1}).series[0].total).toBe(500);
  });
  it("is empty where no row has a time", () =>
    expect(atlasOf({traffic: [{bucket: null, source: 3, events: 1}]}).through()).toMatchObject({
      length: 0,
      series: []
    }));
});

describe("coarsen(line, factor)", () => {
  it("joins buckets at whole multiples since 1970 and loses nothing", () => {
    const line = coarsen(atlasOf().through(), 3);
    expect(line).toMatchObject({start: noon, step: 3 * hour, length: 2});
    expect([...line.series[0].values]).toEqual([1000, 800]);
  });
});

describe("factorFor(line, pixels)", () => {
  it.each([
    [255, 900, 1],
    [255, 320, 2],
    [8760, 900, 24],
    [8760, 320, 168]
  ])("joins %d hours on %d pixels by %d", (length, pixels, factor) =>
    expect(factorFor({...atlasOf().through(), length}, pixels)).toBe(factor)
  );
});

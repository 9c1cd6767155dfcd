import {describe, expect, it} from "vitest";
import {ringArea, ringsOf, simplifyArc, simplifyTopology} from "../../../loaders/map/simplify.js";
import {detailed, small, worldTopology} from "../../../loaders/map/world.js";

describe("simplifyArc(points, area)", () => {
  it("drops the corner that spans the least", () =>
    expect(
      simplifyArc(
        [
          [0, 0],
          [1, 0.001],
          [2, 0],
          [3, 2]
        ],
        0.1
      )
    ).toEqual([
      [0, 0],
      [2, 0],
      [3, 2]
    ]));
  it("keeps an island an island", () =>
    expect(
      simplifyArc(
        [
          [0, 0],
          [0.1, 0],
          [0.1, 0.1],
          [0, 0.1],
          [0, 0]
        ],
        10
      )
    ).toHaveLength(4));
});

describe("worldTopology(options)", () => {
  it.each([detailed, small])("turns no ring around and collapses none at %j", (options) => {
    const [before, after] = [worldTopology({area: 0, grid: 0.0005}), worldTopology(options)];
    const areas = (topology: typeof before) => {
      let arcs = topology.arcs as number[][][];
      arcs = arcs.map((arc) => {
        let [x, y] = [0, 0];
        return arc.map(([dx, dy]) => [(x += dx), (y += dy)]);
      });
      return ringsOf(topology).map((ring) => ringArea(ring, arcs as unknown as [number, number][][]));
    };
    const [was, is] = [areas(before), areas(after)];
    expect(is.filter((area, i) => Math.sign(area) !== Math.sign(was[i]))).toEqual([]);
    expect(is.filter((area) => area < 0).length).toBeGreaterThan(1000);
  });
  it("is light enough to be loaded with a page", () => {
    expect(JSON.stringify(worldTopology(detailed)).length).toBeLessThan(400_000);
    expect(JSON.stringify(worldTopology(small)).length).toBeLessThan(160_000);
  });
  it("refuses a topology that is not quantized", () =>
    expect(() => simplifyTopology({type: "Topology", objects: {}, arcs: []})).toThrow(
      /^unsupported topology: no transform$/
    ));
});

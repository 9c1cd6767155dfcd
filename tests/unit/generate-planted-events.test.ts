import {describe, expect, it} from "vitest";
import {joinIncidents} from "../../loaders/generate/planted-events.js";

const incident = (detector: string, times: number[], bytes: number | null) => ({
  detector,
  about: "",
  count: times.length,
  event: (i: number) => ({
    time: times[i],
    source: `192.0.2.${i + 1}`,
    dest: "203.0.113.1",
    bytes,
    status: null,
    protocol: "TCP"
  })
});

describe("joinIncidents(incidents)", () => {
  it("gives the events of all incidents in the order of time", () => {
    const planted = joinIncidents([incident("a", [1, 5, 6], 10), incident("b", [2, 9], 20)]);
    const times = [];
    while (planted.time() < Infinity) times.push(planted.take().time);
    expect(times).toEqual([1, 2, 5, 6, 9]);
    expect(() => planted.take()).toThrow(/^no planted events left/);
  });

  it("tells what was taken, sizes that are not logged counting as nothing", () => {
    const planted = joinIncidents([incident("a", [0, 1500], 10), incident("b", [1000], null)]);
    for (let i = 0; i < 3; i++) planted.take();
    expect(planted.truth()).toEqual([
      {
        detector: "a",
        about: "",
        sources: ["192.0.2.1", "192.0.2.2"],
        destinations: ["203.0.113.1"],
        first: "1970-01-01T00:00:00.000Z",
        last: "1970-01-01T00:00:01.500Z",
        events: 2,
        bytes: 20
      },
      {
        detector: "b",
        about: "",
        sources: ["192.0.2.1"],
        destinations: ["203.0.113.1"],
        first: "1970-01-01T00:00:01.000Z",
        last: "1970-01-01T00:00:01.000Z",
        events: 1,
        bytes: 0
      }
    ]);
  });
});

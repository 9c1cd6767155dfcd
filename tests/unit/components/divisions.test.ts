import {describe, expect, it} from "vitest";
import {divisionCards, divisionsOf} from "../../../src/components/divisions.js";
import {everything} from "../../../src/components/selection.js";
import {atlasOf, noon} from "./fixture.js";

const row = (source: number, log: string, direction: string | null, bytes: number) => ({
  ...{bucket: noon, source, log, direction},
  ...{protocol: "TCP", status: null, events: 1, bytes_sent: bytes, bytes_received: null, unsized: 0}
});
const atlas = atlasOf({
  summary: {events: 4, bytes_sent: 1000, bytes_received: null},
  traffic: [
    row(0, "edge", "inbound", 600),
    row(1, "edge", null, 100),
    row(2, "core", "passing", 100),
    row(3, "core", "outbound", 200)
  ]
});
const plain = (text: string) => text.replace(/\s/g, " ");

describe("divisionsOf(atlas)", () => {
  it("are those that tell something apart", () => {
    expect(divisionsOf(atlas)).toEqual(["direction", "log", "class"]);
    expect(divisionsOf(atlasOf())).toEqual(["class"]);
  });
});

describe("divisionCards(atlas, names)", () => {
  it("sum what each value holds, largest first", () => {
    const {divisions} = divisionCards(atlas, ["direction", "log", "class"]);
    const bars = [...divisions.values()].map(({bars}) => bars.map(({label, value}) => [label, value]));
    expect(bars[0]).toEqual([
      ["inbound", 600],
      ["outbound", 200],
      ["no destination logged", 100],
      ["passing", 100]
    ]);
    expect(bars[1]).toEqual([
      ["edge", 700],
      ["core", 300]
    ]);
    expect([...divisions.values()].map(({title}) => plain(title)).slice(0, 2)).toEqual([
      "60.0 % of all bytes came to your own networks from outside",
      "The log edge holds 70.0 % of all bytes"
    ]);
  });
  it("keep the bars to choose from while one is chosen", () => {
    const selected = atlas.select({
      ...everything,
      parts: [{dimension: "direction", value: "inbound", exclude: false}]
    });
    const {bars, title, options} = divisionCards(selected, ["direction"]).divisions.get("direction")!;
    expect(bars.map(({standing, dim}) => [standing, dim])).toEqual([
      ["only", false],
      [null, true],
      [null, true],
      [null, true]
    ]);
    expect(plain(title)).toBe("100 % of the selected bytes came to your own networks from outside");
    expect(options.total).toBe(1000);
  });
});

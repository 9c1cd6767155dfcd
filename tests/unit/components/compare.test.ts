import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {compareBars, comparisonNote, referenceLine} from "../../../src/components/compare.js";
import {overviewFigures} from "../../../src/components/headline.js";
import {overview} from "../../../src/components/overview.js";
import {everything} from "../../../src/components/selection.js";
import type {Part, Selection} from "../../../src/components/selection.js";
import {bucketTotals} from "../../../src/components/timeline.js";
import {atlasOf, noon} from "./fixture.js";

const hour = 3_600_000;
const plain = (text: string | undefined) => text?.replace(/\s/g, " ");
const row = (bucket: number, source: number, protocol: string, bytes: number) => ({
  ...{bucket: noon + bucket * hour, source, log: "a", protocol, status: "2xx", direction: null},
  ...{events: 1, bytes_sent: bytes, bytes_received: null, unsized: 0}
});
const rows = [row(0, 0, "TCP", 100), row(0, 1, "UDP", 60), row(1, 0, "TCP", 150), row(1, 2, "TCP", 50)];
const summary = {
  ...{events: 4, bytes_sent: 360, bytes_received: null, unsized: 0},
  ...{first_seen: noon, last_seen: noon + 2 * hour - 1}
};
const select = (selection: Partial<Selection>) =>
  atlasOf({summary, traffic: rows}).select({...everything, ...selection});
const german: Part = {dimension: "country", value: "DE", exclude: false};

describe("compared with the time before", () => {
  const atlas = select({from: noon + hour, to: noon + 2 * hour, compare: "before"});
  it("takes as long just before, under the same parts", () => {
    expect(atlas.compared?.atlas.summary).toMatchObject({events: 2, bytes_sent: 160});
    expect(select({...atlas.selection, parts: [german]}).compared?.atlas.summary.bytes_sent).toBe(100);
    expect(plain(comparisonNote(atlas))).toBe("Compared with Mon 17 Nov, 12:00 – 13:00 UTC, 1 hour: 160 B, +25.0 %.");
  });
  it("marks each bar", () =>
    expect(
      overview(atlas).protocols.bars.map(({label, value, reference, change}) => [
        label,
        value,
        reference,
        plain(change)
      ])
    ).toEqual([["TCP", 200, 100, "× 2.00"]]));
  it("moves the line onto the selected time", () => {
    const line = referenceLine(atlas, atlas.through())!;
    expect([line.start, [...bucketTotals(line)]]).toEqual([noon + hour, [160]]);
  });
  it("stands under the headline figures", () =>
    expect(
      overviewFigures(atlas.summary, atlas)
        .map(({note}) => plain(note))
        .slice(0, 3)
    ).toEqual(["+25.0 %, before 160 B", "0.0 %, before 2", "before 2"]));
  it("says where the logs begin within it, and where there is none", () => {
    const partly = select({from: noon + hour, to: noon + 3 * hour, compare: "before"});
    expect(partly.compared?.complete).toBe(false);
    expect(select({from: noon, to: noon + hour, compare: "before"}).compared).toBeNull();
    expect(comparisonNote(select({parts: [german], compare: "before"}))).toContain("choose a later");
  });
  it("or the same time of the week before", () => {
    const days = [0, 1, 7, 8].map((day) => row(24 * day, 0, "TCP", 10 ** (day % 6)));
    const whole = atlasOf({summary, traffic: days});
    const from = noon + 7 * 24 * hour;
    const week = {...everything, from, to: from + hour, compare: "week"} as const;
    expect(whole.select(week).compared?.atlas.summary.bytes_sent).toBe(1);
    const longer = whole.select({...week, to: from + 2 * 24 * hour}).compared!;
    expect([longer.atlas.summary.events, longer.complete]).toEqual([2, true]);
    expect(whole.select({...week, from: noon + 24 * hour, to: noon + 25 * hour}).compared).toBeNull();
  });
});

describe("compared with everything else", () => {
  const atlas = select({parts: [german], compare: "rest"});
  it("takes what the selection leaves out, scaled to the same total", () => {
    expect(atlas.compared?.atlas.summary).toMatchObject({events: 1, bytes_sent: 60, countries: 1});
    const {protocols} = overview(atlas);
    expect(protocols.bars.map(({label, value, reference, change}) => [label, value, reference, change])).toEqual([
      ["TCP", 300, 0, "new"]
    ]);
    expect([...bucketTotals(referenceLine(atlas, atlas.through())!)]).toEqual([300, NaN]);
  });
  it("is nothing for the chart that chooses the only part, and for everything", () => {
    expect(atlas.apart("country").compared).toBeNull();
    expect(select({compare: "rest"}).compared).toBeNull();
  });

  it("and the selection are the whole, whatever is selected", () =>
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(5), fc.nat(3), fc.constantFrom("TCP", "UDP"), fc.nat(99)), {minLength: 1}),
        fc.subarray<Part>([
          german,
          {dimension: "protocol", value: "TCP", exclude: true},
          {dimension: "ip", value: "198.51.100.7", exclude: false}
        ]),
        fc.option(fc.tuple(fc.nat(3), fc.integer({min: 1, max: 3}))),
        (tuples, parts, times) => {
          const traffic = tuples.map(([bucket, source, protocol, bytes]) => row(bucket, source, protocol, bytes));
          const whole = atlasOf({summary, traffic});
          const from = times ? whole.known.start + times[0] * hour : null;
          const one = whole.select({
            ...{from, to: times ? from! + times[1] * hour : null, parts},
            compare: "rest"
          });
          if (one.compared === null) return parts.length === 0 && times === null;
          const other = one.compared.atlas;
          expect(one.summary.events + other.summary.events).toBe(traffic.length);
          const add = new Map<string | null, number>();
          for (const atlas of [one, other])
            for (const {name, value} of atlas.groups(atlas.traffic.protocol, atlas.measures.events))
              add.set(name, (add.get(name) ?? 0) + (value ?? 0));
          for (const [name, value] of add) expect(value).toBe(traffic.filter(({protocol}) => protocol === name).length);
          const held = traffic.map((_, i) => [one, other].filter(({fits}) => fits(i)).length);
          expect(held.every((count) => count === 1)).toBe(true);
          const sums = [one, other].map((atlas) => atlas.bySource(atlas.measures.events));
          for (let key = 0; key < 4; key++)
            expect((sums[0][key] || 0) + (sums[1][key] || 0)).toBe(traffic.filter(({source}) => source === key).length);
        }
      )
    ));
});

describe("compareBars(atlas, bars, valuesIn)", () => {
  it("leaves bars alone that have no key or no value", () => {
    const bars = [
      {label: "3 more", value: 5},
      {label: "x", value: null, part: {dimension: "log", value: "x"} as const}
    ];
    const atlas = select({parts: [german], compare: "rest"});
    expect(compareBars(atlas, bars, () => [["x", 1]])).toEqual(bars);
  });
});

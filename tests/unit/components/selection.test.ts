import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {
  dimensions,
  everything,
  readSelection,
  snap,
  standing,
  toggle,
  writeSelection
} from "../../../src/components/selection.js";
import type {Known, Part} from "../../../src/components/selection.js";
import {noon} from "./fixture.js";

const hour = 3_600_000;
const known: Known = {has: () => true, start: noon, end: noon + 10 * hour, step: hour};
const part = (exclude: boolean): Part => ({dimension: "country", value: "DE", exclude});
const read = (text: string, has: Known["has"] = () => true) =>
  readSelection(new URLSearchParams(text), {...known, has});

describe("toggle(selection, part)", () => {
  it("adds, takes away, and turns round", () => {
    const once = toggle(everything, part(false));
    expect(standing(once, "country", "DE")).toBe("only");
    expect(toggle(once, part(false))).toEqual(everything);
    expect(standing(toggle(once, part(true)), "country", "DE")).toBe("not");
  });
});

describe("snap(known, from, to)", () => {
  it("goes to whole buckets, and keeps at least one", () => {
    expect(snap(known, noon + 0.6 * hour, noon + 2.4 * hour)).toEqual({from: noon + hour, to: noon + 2 * hour});
    expect(snap(known, noon + 2.1 * hour, noon + 2.2 * hour)).toEqual({from: noon + 2 * hour, to: noon + 3 * hour});
    expect(snap(known, noon + 99 * hour, noon + 99 * hour)).toEqual({from: noon + 9 * hour, to: noon + 10 * hour});
  });
  it("is no range where it is all of them", () =>
    expect(snap(known, 0, noon + 99 * hour)).toEqual({from: null, to: null}));
});

describe("writeSelection(selection, query) and readSelection(query, known)", () => {
  it("put it into the address and get it back, whatever the values hold", () =>
    fc.assert(
      fc.property(
        fc.array(fc.record({dimension: fc.constantFrom(...dimensions), value: fc.string(), exclude: fc.boolean()}), {
          maxLength: 6
        }),
        fc.option(fc.tuple(fc.nat(10), fc.nat(10))),
        (parts, range) => {
          const times = range ? snap(known, noon + range[0] * hour, noon + range[1] * hour) : {};
          const selection = parts.reduce(
            (sum, one) => (standing(sum, one.dimension, one.value) ? sum : toggle(sum, one)),
            {...everything, ...times}
          );
          const query = writeSelection(selection, new URLSearchParams("ip=192.0.2.1&only.log=old"));
          expect(query.get("ip")).toBe("192.0.2.1");
          expect(read(query.toString())).toEqual({selection, dropped: []});
        }
      )
    ));
  it("drop what does not exist here, and say so", () =>
    expect(
      read("only.country=XX&not.colour=red&from=never&to=1999-01-01&not.status=", (_, value) => value === "")
    ).toEqual({
      selection: {from: null, to: null, parts: [{dimension: "status", value: "", exclude: true}]},
      dropped: ["from never", "the time 2025-11-17T12:00Z to 1999-01-01T00:00Z", "country XX", "colour red"]
    }));
  it("reads any text without failing", () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom("from", "to", "only.ip", "not."), fc.string())), (pairs) => {
        expect(readSelection(new URLSearchParams(pairs), known).selection.parts.length).toBeLessThanOrEqual(
          pairs.length
        );
      })
    ));
});

import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {
  dimensions,
  everything,
  readSelection,
  snap,
  standing,
  toggle,
  wholeBuckets,
  writeSelection
} from "../../../src/components/selection.js";
import type {Known, Part} from "../../../src/components/selection.js";
import {noon} from "./fixture.js";

const minute = 60_000;
const hour = 60 * minute;
const known: Known = {has: () => true, start: noon, end: noon + 10 * hour, step: hour};
const detailed: Known = {...known, fine: {step: minute, span: 3 * hour}};
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
  it("goes to finer buckets where a time is short enough for their detail", () => {
    const at = (minutes: number) => noon + minutes * minute;
    expect(snap(detailed, at(61.4), at(150.6))).toEqual({from: at(61), to: at(151)});
    expect(snap(detailed, at(61.2), at(61.3))).toEqual({from: at(61), to: at(62)});
    expect(snap(detailed, at(61), at(61 + 181))).toEqual({from: at(60), to: at(240)});
  });
});

describe("wholeBuckets(selection, known)", () => {
  const at = (from: number, to: number) => ({...everything, from: noon + from * minute, to: noon + to * minute});
  it("widens a time that needs detail to buckets of the report, and leaves out what only detail tells apart", () => {
    const [told, untold] = ["192.0.2.1", "192.0.2.2"].map(
      (value) => ({dimension: "ip", value, exclude: false}) as const
    );
    const has: Known["has"] = (_, value) => value === told.value;
    expect(wholeBuckets({...at(61, 119), parts: [told, untold]}, {...detailed, has})).toEqual({
      ...at(60, 120),
      parts: [told]
    });
  });
  it("is the selection itself where there is nothing to wait for", () => {
    for (const selection of [everything, at(60, 120), at(0, 600)])
      expect(wholeBuckets(selection, detailed)).toBe(selection);
  });
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
  it("keep an address that nothing here tells apart only where the detail of a short time may", () => {
    const has: Known["has"] = () => false;
    const times = `from=${new Date(noon).toISOString()}&to=${new Date(noon + hour).toISOString()}`;
    const given = (query: string) => readSelection(new URLSearchParams(query), {...detailed, has});
    expect(given(`${times}&only.ip=192.0.2.2`).selection.parts.length).toBe(1);
    expect(given(`${times}&only.country=ZZ`).dropped).toEqual(["country ZZ"]);
    expect(given("only.ip=192.0.2.2").dropped).toEqual(["ip 192.0.2.2"]);
  });
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

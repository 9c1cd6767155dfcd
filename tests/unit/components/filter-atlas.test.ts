import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {openAtlas} from "../../../src/components/atlas.js";
import {halves} from "../../../src/components/halves.js";
import {countryTotals} from "../../../src/components/overview.js";
import {everything} from "../../../src/components/selection.js";
import type {Part, Selection} from "../../../src/components/selection.js";
import {bucketTotals} from "../../../src/components/timeline.js";
import {atlasOf, countryRows, noon, sourceRows, summaryRow, tableOf} from "./fixture.js";

const hour = 3_600_000;
const part = (dimension: Part["dimension"], value: string, exclude = false): Part => ({dimension, value, exclude});
const select = (parts: Part[], times: Partial<Selection> = {}) => atlasOf().select({...everything, ...times, parts});

const row = fc.record({
  bucket: fc.option(
    fc.nat(6).map((i) => noon + i * hour),
    {freq: 5}
  ),
  source: fc.nat(3),
  log: fc.constantFrom("a", "b"),
  protocol: fc.option(fc.constantFrom("TCP", "UDP")),
  status: fc.option(fc.constantFrom("2xx", "4xx", "5xx")),
  direction: fc.option(fc.constantFrom("inbound", "outbound")),
  events: fc.integer({min: 1, max: 9}),
  bytes_sent: fc.option(fc.nat(99)),
  bytes_received: fc.option(fc.nat(99)),
  unsized: fc.constant(0)
});
const parts = fc.array(
  fc.record({
    dimension: fc.constantFrom("log", "protocol", "status", "direction", "country", "class", "ip"),
    value: fc.constantFrom("a", "TCP", "4xx", "inbound", "", "DE", "BR", "public", "192.0.2.1"),
    exclude: fc.boolean()
  }) as fc.Arbitrary<Part>,
  {maxLength: 4}
);
const times = fc.option(fc.tuple(fc.nat(6), fc.nat(6)).map(([a, b]) => [Math.min(a, b), Math.max(a, b) + 1]));

describe("select(selection)", () => {
  it("gives the figures that a plain filter of the rows gives", () =>
    fc.assert(
      fc.property(fc.array(row, {minLength: 1, maxLength: 40}), parts, times, (rows, chosen, range) => {
        const starts = rows.flatMap(({bucket}) => (bucket === null ? [] : [bucket]));
        const first = Math.min(...starts);
        const selection: Selection = {
          parts: chosen,
          from: range && starts.length > 0 ? first + range[0] * hour : null,
          to: range && starts.length > 0 ? first + range[1] * hour : null
        };
        const atlas = openAtlas({
          summary: tableOf("summary", [summaryRow]),
          traffic: tableOf("traffic", rows),
          sources: tableOf("sources", sourceRows),
          countries: tableOf("countries", countryRows)
        }).select(selection);
        if (chosen.length === 0 && !range) return;
        const kept = rows.filter((one) => naiveFit(one, selection));
        const sum = (of: (one: (typeof rows)[number]) => number | null, some = kept) => {
          const known = some.map(of).filter((value) => value !== null);
          return known.length === 0 ? null : known.reduce((a, b) => a + b, 0);
        };
        const bytes = (one: (typeof rows)[number]) =>
          one.bytes_sent === null && one.bytes_received === null
            ? null
            : (one.bytes_sent ?? 0) + (one.bytes_received ?? 0);
        if (selection.from === null && chosen.length === 0) return;
        expect(atlas.summary.events).toBe(sum(({events}) => events) ?? 0);
        expect(atlas.summary.bytes_sent).toBe(sum(({bytes_sent}) => bytes_sent));
        expect(atlas.summary.bytes_received).toBe(sum(({bytes_received}) => bytes_received));
        for (const name of ["log", "protocol", "status", "direction"] as const)
          expect(new Map(atlas.groups(atlas.traffic[name]).map((group) => [group.name, group.value]))).toEqual(
            new Map(
              [...new Set(kept.map((one) => one[name]))].map((word) => [
                word,
                sum(
                  bytes,
                  kept.filter((one) => one[name] === word)
                )
              ])
            )
          );
        expect(new Map(countryTotals(atlas).map(({code, value}) => [code, value]))).toEqual(
          new Map(
            ["DE", "BR"].flatMap((code) => {
              const of = kept.filter(({source}) => sourceRows[source].country === code);
              return of.length === 0 ? [] : [[code, sum(bytes, of)]];
            })
          )
        );
        const line = bucketTotals(atlas.through({measure: atlas.measures.events}));
        const start = selection.from ?? first;
        for (let i = 0; i < line.length; i++)
          expect(line[i] || 0).toBe(
            sum(
              ({events}) => events,
              kept.filter(({bucket}) => bucket === start + i * hour)
            ) ?? 0
          );
        expect(atlas.through({measure: atlas.measures.events, keep: () => true})).toEqual(
          atlas.through({measure: atlas.measures.events})
        );
      })
    ));

  it("adds up the values of a dimension, and asks that all dimensions fit", () => {
    expect(select([part("country", "DE"), part("country", "BR")]).summary.events).toBe(9);
    expect(select([part("country", "DE"), part("status", "deny")]).summary.events).toBe(1);
    expect(select([part("country", "DE", true)]).summary.events).toBe(3);
    expect(select([part("status", "")]).summary.events).toBe(4);
  });
  it("counts addresses exactly until a remainder is cut, then gives the least that they can be, and marks it", () => {
    const whole = select([part("country", "DE")]);
    expect([whole.summary.sources, whole.doubt.addresses]).toEqual([4, "exact"]);
    const cut = atlasOf({
      traffic: [
        {bucket: noon, source: 2, log: "test", events: 1, unsized: 0},
        {bucket: noon + hour, source: 2, log: "test", events: 2, unsized: 0}
      ]
    }).select({...everything, from: noon, to: noon + hour});
    expect([cut.summary.sources, cut.doubt.addresses]).toEqual([1, "least"]);
    expect(cut.offered.at(-1)?.format(1)).toBe("≥\u00a01");
  });
  it("says how much may belong to a network that remainders do not tell", () => {
    const atlas = select([part("asn", "")]);
    expect([atlas.summary.events, atlas.doubt.events]).toEqual([6, 4]);
  });
  it("leaves out a part for the chart that chooses it", () => {
    const atlas = select([part("country", "DE"), part("status", "deny")]);
    expect(atlas.apart("country").summary.events).toBe(1);
    expect(atlas.apart("status").summary.events).toBe(7);
    expect(atlas.apart("log")).toBe(atlas);
  });
  it("splits what is left in halves of the selected time", () =>
    expect(halves(select([], {from: noon, to: noon + 2 * hour}), atlasOf().measures.events)).toEqual([
      {code: "DE", before: 3, after: 1}
    ]));
});

function naiveFit(
  one: {
    bucket: number | null;
    source: number;
    log: string;
    protocol: string | null;
    status: string | null;
    direction: string | null;
  },
  {from, to, parts}: Selection
): boolean {
  const source = sourceRows[one.source];
  const values: Record<string, string | null> = {
    ...{log: one.log, protocol: one.protocol ?? "", status: one.status ?? "", direction: one.direction ?? ""},
    ...{country: source.country ?? "", class: source.class, ip: source.ip}
  };
  if (from !== null && to !== null && (one.bucket === null || one.bucket < from || one.bucket >= to)) return false;
  for (const dimension of new Set(parts.map((one) => one.dimension))) {
    const value = values[dimension];
    const own = parts.filter((one) => one.dimension === dimension);
    if (own.some((one) => one.exclude && one.value === value)) return false;
    const wanted = own.filter((one) => !one.exclude);
    if (wanted.length > 0 && !wanted.some((one) => one.value === value)) return false;
  }
  return true;
}

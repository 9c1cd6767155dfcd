import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {openAtlas} from "../../../src/components/atlas.js";
import type {Bar} from "../../../src/components/bar-chart.js";
import {shareText} from "../../../src/components/bar-chart.js";
import type {Bound} from "../../../src/components/bound.js";
import {both, boundIn, mark, markInWords, spoken, unmark} from "../../../src/components/bound.js";
import {divisionCards} from "../../../src/components/divisions.js";
import {drill} from "../../../src/components/drill.js";
import {filterAddresses, filterPlaces, filterSystems} from "../../../src/components/filter-tables.js";
import {placeValue} from "../../../src/components/filter-atlas.js";
import {overviewFigures} from "../../../src/components/headline.js";
import {filterLists} from "../../../src/components/lists.js";
import {countryFigures, figureLines} from "../../../src/components/map-model.js";
import {countryTotals, overview} from "../../../src/components/overview.js";
import {everything, isEverything} from "../../../src/components/selection.js";
import type {Dimension, Part, Selection} from "../../../src/components/selection.js";
import type {AddressRow, ListRow, PlaceRow, SourceRow, SystemRow} from "../../../src/components/tables.js";
import {bucketTotals} from "../../../src/components/timeline.js";
import {countryRows, noon, summaryRow, tableOf} from "./fixture.js";

const hour = 3_600_000;

interface Event {
  readonly ip: number; // which address
  readonly bucket: number; // hours from noon
  readonly protocol: string;
  readonly bytes: number | null;
}

// Who is there: every address has a class, a place, a network and lists; the report knows them, its reader only in part.
const people = (
  [
    ["DE", "Berlin", 1, "x"],
    ["DE", "Berlin", 2, null],
    ["DE", "Bonn", 1, null],
    ["DE", null, 2, "x, y"],
    ["BR", "Rio", 3, null],
    ["BR", "Rio", 1, "y"],
    ["BR", null, null, null],
    [null, null, null, null]
  ] as const
).map(([country, city, asn, labels], i) => ({
  ...{ip: `192.0.2.${i}`, country, region: null, city, asn, labels, network: null},
  organization: asn === null ? null : `Org ${asn}`,
  class: country === null ? "private" : "public"
}));

const report = fc.record({
  events: fc.array(
    fc.record({
      ip: fc.nat(people.length - 1),
      bucket: fc.nat(3),
      protocol: fc.constantFrom("TCP", "UDP"),
      bytes: fc.option(fc.nat(9), {freq: 6})
    }),
    {minLength: 1, maxLength: 30}
  ),
  own: fc.array(fc.boolean(), {minLength: people.length, maxLength: people.length}), // who has a row of their own
  sites: fc.subarray(["DE|Berlin", "DE|Bonn", "BR|Rio"]) // which places have a remainder of their own
});
const part = fc.oneof(
  ...(
    [
      ["protocol", ["TCP", "UDP"]],
      ["country", ["DE", "BR", ""]],
      ["class", ["public", "private"]],
      ["ip", ["192.0.2.0", "192.0.2.5"]],
      ["place", ["DE||Berlin", "DE||Bonn", "BR||Rio", "BR||"]],
      ["asn", ["1", "2", "3", ""]],
      ["label", ["x", "y", ""]]
    ] as [Dimension, string[]][]
  ).map(([dimension, values]) =>
    fc.record({dimension: fc.constant(dimension), value: fc.constantFrom(...values), exclude: fc.boolean()})
  )
) as fc.Arbitrary<Part>;
const selections = fc.record({
  parts: fc.uniqueArray(part, {maxLength: 3, selector: ({dimension, value}) => dimension + value}),
  times: fc.option(fc.tuple(fc.nat(3), fc.nat(3)).map(([a, b]) => [Math.min(a, b), Math.max(a, b) + 1]))
});

const valueOf: Partial<Record<Dimension, (event: Event) => string[]>> = {
  protocol: ({protocol}) => [protocol],
  country: ({ip}) => [people[ip].country ?? ""],
  class: ({ip}) => [people[ip].class],
  ip: ({ip}) => [people[ip].ip],
  place: ({ip}) => (people[ip].country === null ? [] : [placeValue(people[ip])]),
  asn: ({ip}) => [String(people[ip].asn ?? "")],
  label: ({ip}) => people[ip].labels?.split(", ") ?? [""]
};

function pick(events: readonly Event[], {from, to, parts}: Selection): Event[] {
  return events.filter(
    (event) =>
      (from === null || to === null || (noon + event.bucket * hour >= from && noon + event.bucket * hour < to)) &&
      [...new Set(parts.map(({dimension}) => dimension))].every((dimension) => {
        const own = parts.filter((part) => part.dimension === dimension);
        const values = valueOf[dimension]!(event);
        const only = own.filter(({exclude}) => !exclude);
        return (
          !own.some(({exclude, value}) => exclude && values.includes(value)) &&
          (only.length === 0 || only.some(({value}) => values.includes(value)))
        );
      })
  );
}

const sum = (events: readonly Event[]) => {
  const known = events.flatMap(({bytes}) => bytes ?? []);
  return known.length === 0 ? null : known.reduce((a, b) => a + b, 0);
};
const addressesIn = (events: readonly Event[]) => new Set(events.map(({ip}) => ip)).size;
const sumsOf = (events: readonly Event[]) => ({
  ...{events: events.length, bytes_sent: sum(events), bytes_received: null, unsized: 0},
  ...{addresses: addressesIn(events), first_seen: noon, last_seen: noon + 4 * hour}
});

/** The tables that a report of the events would publish: all exact, and detail only where the report keeps it. */
function publish({events, own, sites}: {events: readonly Event[]; own: readonly boolean[]; sites: readonly string[]}) {
  const unitOf = ({ip}: Event): Partial<SourceRow> => {
    const {country, city, class: name, ...rest} = people[ip];
    if (own[ip]) return {level: "address", ...rest, country, city, class: name};
    if (sites.includes(`${country}|${city}`)) return {level: "place", country, city, class: name, ip: null};
    return {level: "country", country, class: name, ip: null};
  };
  const group = <K>(of: (event: Event) => K) => {
    const groups = new Map<string, {key: K; events: Event[]}>();
    for (const event of events) {
      const id = JSON.stringify(of(event));
      groups.set(id, {key: of(event), events: [...(groups.get(id)?.events ?? []), event]});
    }
    return [...groups.values()];
  };
  const units = group(unitOf);
  const sourceOf = new Map(units.flatMap(({events}, source) => events.map((event) => [event, source])));
  const one = group(({ip}) => people[ip]);
  const addresses = one
    .filter(({key}) => own[people.indexOf(key)] || key.labels !== null || key.asn === 3)
    .map(({key, events}) => ({...key, ...sumsOf(events), source: sourceOf.get(events[0])}));
  const whole = openAtlas({
    summary: tableOf("summary", [
      {
        ...{...summaryRow, ...sumsOf(events), sources: addressesIn(events)},
        countries: new Set(events.flatMap(({ip}) => people[ip].country ?? [])).size,
        listed_addresses: one.filter(({key}) => key.labels !== null).length
      }
    ]),
    traffic: tableOf(
      "traffic",
      events.map((event) => ({
        ...{bucket: noon + event.bucket * hour, source: sourceOf.get(event), log: "a", protocol: event.protocol},
        ...sumsOf([event])
      }))
    ),
    sources: tableOf(
      "sources",
      units.map(({key, events}, source) => ({...key, source, ...sumsOf(events)}))
    ),
    countries: tableOf("countries", countryRows)
  });
  return {
    whole,
    addresses: addresses as unknown as AddressRow[],
    places: group(({ip}) => {
      const {country, region, city} = people[ip];
      return {country, region, city};
    }).map(({key, events}) => ({...key, ...sumsOf(events)})) as unknown as PlaceRow[],
    systems: group(({ip}) => people[ip].asn).map(({key, events}) => ({
      ...{asn: key, systems: key === null ? 0 : 1},
      ...sumsOf(events)
    })) as unknown as SystemRow[],
    lists: ["x", "y"].map((name) => ({name, kind: "threat", category: null}) as unknown as ListRow)
  };
}

/** A figure as the page has it must be the true one, or a bound of it that is marked as such. */
function holds(text: string, truth: number | null, what: string): void {
  const bound = boundIn(text);
  const digits = unmark(text).replace(/[^\d.<>]/g, "");
  if (digits === "")
    return expect(text === "not known" || truth === null || truth === 0, `${what}: ${text}`).toBe(true);
  const value = Number(digits.replace(/[<>]/g, ""));
  const near = text.includes("%") ? 0.051 : 0; // a share has one decimal
  const said = `${what}: ${text} for ${truth}`;
  if (bound === "exact" || bound === "most") expect(value, said).toBeGreaterThanOrEqual((truth ?? 0) - near);
  if (bound === "exact" || bound === "least") expect(value, said).toBeLessThanOrEqual((truth ?? 0) + near);
}

const barText = ({value, bound = "exact"}: Bar, {exact}: {exact: (value: number | null) => string}) =>
  markInWords(exact(value), bound);

describe("any selection of a report that keeps little", () => {
  it(
    "shows figures that are true, or marked and true bounds",
    () =>
      fc.assert(
        fc.property(report, selections, (made, {parts, times}) => {
          const {whole, addresses, places, systems, lists} = publish(made);
          const selection: Selection = {
            ...everything,
            parts: parts.filter(({dimension, value}) => whole.known.has(dimension, value)),
            ...(times ? {from: noon + times[0] * hour, to: noon + times[1] * hour} : {})
          };
          if (isEverything(selection) || sum(made.events) === null) return; // without bytes a page tells of events
          const atlas = whole.select(selection);
          const kept = pick(made.events, selection);
          const {events, addresses: counted} = atlas.measures;
          const of = (test: (person: (typeof people)[number]) => boolean, some = kept) =>
            some.filter(({ip}) => test(people[ip]));

          const [bytes, all, sources, countries] = overviewFigures(atlas.summary, atlas);
          holds(bytes.exact ?? bytes.value, sum(kept), "bytes");
          holds(all.value, kept.length, "events");
          holds(sources.value, addressesIn(kept), "addresses");
          holds(countries.value, new Set(kept.flatMap(({ip}) => people[ip].country ?? [])).size, "countries");

          for (const {name, value} of atlas.groups(atlas.traffic.protocol, events))
            holds(events.exact(value), kept.filter(({protocol}) => protocol === name).length, `protocol ${name}`);
          const line = atlas.through({measure: events});
          bucketTotals(line).forEach((value, i) => {
            const time = line.start + i * line.step;
            holds(
              events.exact(value || 0),
              kept.filter(({bucket}) => noon + bucket * hour === time).length,
              `bucket ${i}`
            );
          });
          for (const {code, value} of countryTotals(atlas))
            holds(atlas.measure.exact(value), sum(of(({country}) => country === code)), `country ${code}`);
          for (const {code, addresses} of countryFigures(atlas).values())
            holds(counted.exact(addresses), addressesIn(of(({country}) => country === code)), `addresses of ${code}`);

          for (const place of filterPlaces(atlas, places)) {
            const own = of((person) => person.country !== null && placeValue(person) === placeValue(place));
            const lines = figureLines(place, [events, counted]);
            [own.length, addressesIn(own)].forEach((truth, i) =>
              holds(lines[i][1], truth, `place ${placeValue(place)}`)
            );
          }
          const {rows} = filterAddresses(atlas, addresses);
          for (const row of rows) expect(row.events).toBe(of(({ip}) => ip === row.ip).length);
          for (const {asn, events, addresses, bound = "exact"} of filterSystems(atlas, systems, rows)) {
            const own = of((person) => person.asn === asn);
            holds(mark(String(events), bound), own.length, `network ${asn}`);
            holds(mark(String(addresses), bound), addressesIn(own), `addresses of network ${asn}`);
          }
          for (const {name, events, addresses, bound = "exact"} of filterLists(atlas, lists, rows)) {
            const own = of(({labels}) => labels?.split(", ").includes(name) ?? false);
            holds(mark(String(events), bound), own.length, `list ${name}`);
            holds(mark(String(addresses), bound), addressesIn(own), `addresses of list ${name}`);
          }
          const labels = divisionCards(atlas, ["label"]).divisions.get("label")!;
          const around = pick(made.events, {
            ...selection,
            parts: selection.parts.filter((p) => p.dimension !== "label")
          });
          for (const bar of labels.bars) {
            const own = of(({labels}) => labels?.split(", ").includes(bar.label) ?? false, around);
            holds(barText(bar, labels.options), sum(own), `label ${bar.label}`);
            if (bar.value !== null && labels.options.total)
              holds(
                spoken(shareText(bar, labels.options.total, labels.options)),
                (100 * sum(own)!) / sum(around)!,
                `share of label ${bar.label}`
              );
          }
          const half = /^(.*?) address(es)? made half/.exec(overview(atlas).talkers.title)?.[1];
          const most = Array.from(people, (_, i) => sum(kept.filter(({ip}) => ip === i)) ?? 0).sort((a, b) => b - a);
          const needed = most.findIndex((_, i) => most.slice(0, i + 1).reduce((a, b) => a + b) >= sum(kept)! / 2) + 1;
          if (half !== undefined && sum(kept)) holds(half[0].toLowerCase() + half.slice(1), needed, "half");
          const alone = /^(\S+) made (.*?) of/.exec(overview(atlas).talkers.title);
          const own = sum(kept.filter(({ip}) => people[ip].ip === alone?.[1]));
          if (alone && sum(kept)) holds(alone[2], (100 * own!) / sum(kept)!, "share of one address");

          const german = drill(whole, selection, {dimension: "country", value: "DE"}, addresses);
          const inside = of(
            ({country}) => country === "DE",
            pick(made.events, {...selection, parts: selection.parts.filter((p) => p.dimension !== "country")})
          );
          const [cities, networks, single] = german.cards;
          holds(german.figures[1].value, inside.length, "events of a country");
          holds(german.figures[2].value, addressesIn(inside), "addresses of a country");
          for (const bar of cities.bars)
            holds(
              barText(bar, cities.options),
              sum(of(({city}) => (city ?? "known only to the country") === bar.label, inside)),
              `place ${bar.label} of a country`
            );
          for (const bar of networks.bars)
            holds(barText(bar, networks.options), sum(of(({asn}) => `Org ${asn}` === bar.label, inside)), bar.label);
          for (const bar of single.bars)
            holds(barText(bar, single.options), sum(of(({ip}) => ip === bar.label, inside)), bar.label);

          const network = drill(whole, selection, {dimension: "asn", value: "1"}, addresses);
          const within = of(
            ({asn}) => asn === 1,
            pick(made.events, {...selection, parts: selection.parts.filter((p) => p.dimension !== "asn")})
          );
          holds(network.figures[1].value, within.length, "events of a network");
          for (const bar of network.cards[0].bars)
            holds(
              barText(bar, network.cards[0].options),
              sum(of(({country}) => country !== null && whole.country(country) === bar.label, within)),
              `country ${bar.label} of a network`
            );
        }),
        {numRuns: 400}
      ),
    60_000
  );
});

describe("mark(text, bound)", () => {
  it("puts a sign before a figure, joins it with one that is there, and leaves words alone", () => {
    expect(mark("12", "least")).toBe("≥\u00a012");
    expect(mark(mark("12", "least"), "least")).toBe("≥\u00a012");
    expect(mark(mark("12", "least"), "most")).toBe("≈\u00a012");
    expect(mark("–", "least")).toBe("–");
  });
  it("does not say that nothing was logged where something may be", () => {
    expect(mark("not logged", "least")).toBe("not known");
    expect(mark("not logged", "most")).toBe("not logged");
  });
  it("has words that stand for the sign", () => {
    expect(spoken(mark("12", "about"))).toBe("about 12");
    expect(markInWords("1 event", "most")).toBe("at most 1 event");
    expect(unmark("at least 3")).toBe("3");
  });
});

describe("both(a, b)", () => {
  it("knows no side where two figures lean to different ones", () => {
    const table = (["exact", "least", "most", "about"] as Bound[]).map((a) =>
      (["exact", "least", "most", "about"] as Bound[]).map((b) => both(a, b)[0])
    );
    expect(table.map((row) => row.join(""))).toEqual(["elma", "llaa", "mama", "aaaa"]);
  });
});

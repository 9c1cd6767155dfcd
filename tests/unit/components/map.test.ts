import {geoArea} from "d3-geo";
import {describe, expect, it} from "vitest";
import {mergePlaces} from "../../../src/components/map-merge.js";
import {mapPlaces} from "../../../src/components/map-model.js";
import {circleRadius, shadeScale} from "../../../src/components/map-scale.js";
import {measures} from "../../../src/components/measure.js";
import type {PlaceRow} from "../../../src/components/tables.js";
import {pointCountries, readWorld} from "../../../src/components/world.js";
import {countries} from "../../../loaders/addresses/index.js";
import {worldTopology} from "../../../loaders/map/world.js";
import {countryRows} from "./fixture.js";

const {bytes, events} = measures();
const place = (city: string, sent: number | null, precision = "city"): PlaceRow => ({
  ...{country: "DE", region: null, city, latitude: 50, longitude: 8, precision, addresses: 1},
  ...{events: 2, bytes_sent: sent, bytes_received: null, unsized: 0}
});
const at = (rows: PlaceRow[], points: [number, number][]) =>
  mapPlaces(rows).map((row, i) => ({place: row, x: points[i][0], y: points[i][1]}));

describe("shadeScale(values, units)", () => {
  it("names round limits from the largest down", () =>
    expect(shadeScale([1, 3e6, 2e9]).limits).toEqual([2e4, 2e5, 2e6, 2e7, 2e8]));
  it("gives each value the shade between its limits", () => {
    const {of, shades} = shadeScale([1, 3e6, 2e9]);
    expect([of(1), of(2e4), of(2e9)]).toEqual([shades[0], shades[1], shades[5]]);
  });
  it("shades nothing where there is no traffic", () => expect(shadeScale([1, 10]).of(null)).toBe(null));
  it("has one shade where all values are equal", () => expect(shadeScale([7, 7]).shades).toHaveLength(1));
  it("has none for no rows", () => expect(shadeScale([]).shades).toEqual([]));
  it("is round in IEC too", () => expect(shadeScale([1, 2 * 1024 ** 3], "iec").limits.at(-1)! % 1024).toBe(0));
});

describe("circleRadius(value, most, largest)", () => {
  it("doubles the area, not the radius", () => expect(circleRadius(50, 100, 20)).toBeCloseTo(20 / Math.SQRT2));
  it("stays visible", () => expect(circleRadius(0.001, 1e9, 20)).toBe(1.6));
});

describe("mergePlaces(places, options)", () => {
  const rows = [place("Hof", 10), place("Köln", 30), place("Bonn", 20), place("Nowhere", 5, "country")];
  const points: [number, number][] = [
    [1, 1],
    [9, 9],
    [10, 10],
    [10, 10]
  ];
  it("joins near places under the largest, and keeps cities apart from vague points", () =>
    expect(
      mergePlaces(at(rows, points), {measure: bytes, cell: 8}).circles.map(({lead, count, value}) => [
        lead.city,
        count,
        value
      ])
    ).toEqual([
      ["Köln", 2, 50],
      ["Hof", 1, 10],
      ["Nowhere", 1, 5]
    ]));
  it("says what is too small to be drawn", () =>
    expect(mergePlaces(at(rows, points), {measure: bytes, cell: 0.5, most: 2})).toMatchObject({
      left: 2,
      leftValue: 15
    }));
  it("sums by another measure, and draws nothing for what was not logged", () => {
    expect(mergePlaces(at(rows, points), {measure: events, cell: 8}).circles[0].value).toBe(4);
    expect(mergePlaces(at([place("Ulm", null)], points), {measure: bytes}).circles).toEqual([]);
  });
});

describe("readWorld(topology, countries)", () => {
  const world = readWorld(worldTopology(), [
    ...countryRows.map((row) => ({latitude: null, longitude: null, ...row})),
    {code: "AU", name: "Australia", id: "036", continent: "Oceania", latitude: null, longitude: null},
    {code: "XK", name: "Kosovo", id: "-2", continent: "Europe", latitude: null, longitude: null}
  ]);
  it("joins by text ids, gives Australia both of its shapes and Kosovo its own", () => {
    expect(world.filter(({code}) => code === "AU")).toHaveLength(2);
    expect(world.find(({code}) => code === "XK")?.name).toBe("Kosovo");
  });
  it("keeps shapes without a code, by their own name", () =>
    expect(world.find(({name}) => name === "Somaliland")?.code).toBe(null));
  it("draws as points the countries without a shape", () =>
    expect(
      pointCountries(world, [{...countryRows[2], latitude: 36.14, longitude: -5.35}]).map(({code}) => code)
    ).toEqual(["GI"]));
});

describe("the world as it is published", () => {
  const world = readWorld(worldTopology(), countries);
  const points = pointCountries(world, countries).map(({code}) => code);
  const shapes = new Set(world.map(({code}) => code));

  it("shows every country and territory, as a shape or as a point, never as both", () => {
    const unseen = countries.filter(({code}) => shapes.has(code) === points.includes(code));
    expect(unseen.map(({code}) => code)).toEqual([]);
  });
  it.each(["TW", "HK", "MO", "XK", "PS", "EH", "SG", "VA"])("gives %s a shape that can be seen", (code) => {
    const own = world.filter((land) => land.code === code);
    expect(own.length).toBe(1);
    expect(geoArea(own[0].shape)).toBeGreaterThan(0);
    expect(geoArea(own[0].shape)).toBeLessThan(0.1); // winding the wrong way it would be the rest of the globe
  });
  it.each(["GF", "GP", "MQ", "RE", "YT", "SJ", "GI"])(
    "shows %s as a point, apart from the country that it lies in",
    (code) => expect(points).toContain(code)
  );
});

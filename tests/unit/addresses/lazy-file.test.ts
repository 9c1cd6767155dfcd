import {mkdtempSync, rmSync, truncateSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, describe, expect, it} from "vitest";
import {openLazily} from "../../../loaders/addresses/lazy-file.js";

const folder = mkdtempSync(join(tmpdir(), "lazy-"));
afterAll(() => rmSync(folder, {recursive: true}));

const content = Buffer.from(Array.from({length: 200_000}, (_, i) => (i * 7) % 251));
function open() {
  const path = join(folder, "file");
  writeFileSync(path, content);
  return {path, ...openLazily(path)};
}

describe("openLazily(path)", () => {
  it.each([
    [0, 1],
    [65_530, 65_545],
    [70_000, 199_990],
    [199_999, 200_010]
  ])("has the bytes from %i to %i once they are needed", (from, to) => {
    const {bytes, need, close} = open();
    need(from, to);
    close();
    expect(bytes.length).toBe(200_000);
    expect(bytes.subarray(from, to).equals(content.subarray(from, to))).toBe(true);
  });

  it("reads a block once, and no other", () => {
    const {path, need, close} = open();
    need(10, 20);
    truncateSync(path, 100);
    expect(() => need(65_000, 65_100)).not.toThrow();
    expect(() => need(65_536, 65_537)).toThrow("it has become shorter");
    close();
  });

  it("throws if there is no file", () => {
    expect(() => openLazily(join(folder, "none"))).toThrow("ENOENT");
  });
});

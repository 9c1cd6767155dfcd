import {appendFileSync, mkdirSync, renameSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {setTimeout as pause} from "node:timers/promises";
import {describe, expect, it, onTestFinished} from "vitest";
import {watchInputs} from "../../../loaders/site/watch-inputs.js";
import {temporary} from "./temporary.js";

async function run(paths: (root: string) => string[], act: (root: string) => void): Promise<number> {
  const root = temporary();
  mkdirSync(join(root, "logs/deep"), {recursive: true});
  mkdirSync(join(root, "logs/store"));
  for (const name of ["logs/a.log", "logs/deep/b.log", "other.log"]) writeFileSync(join(root, name), "");
  await pause(50); // what was written just now is told to watchers, too
  let told = 0;
  const watching = watchInputs(paths(root), () => told++, {ignore: join(root, "logs/store"), wait: 60});
  onTestFinished(() => watching.close());
  await pause(50);
  act(root);
  await pause(400);
  return told;
}

describe("watchInputs(paths, onChange, {ignore, wait})", () => {
  it("tells once of several changes in a folder, however deep", async () => {
    const act = (root: string) =>
      ["logs/a.log", "logs/deep/b.log"].forEach((name) => appendFileSync(join(root, name), "x"));
    expect(await run((root) => [join(root, "logs")], act)).toBe(1);
  });
  it("tells of a file that another one takes the place of", async () => {
    const act = (root: string) => renameSync(join(root, "other.log"), join(root, "logs/a.log"));
    expect(await run((root) => [join(root, "logs/a.log")], act)).toBe(1);
  });
  it("tells of a file that a glob may name", async () => {
    expect(
      await run(
        (root) => [join(root, "logs/*.log")],
        (root) => writeFileSync(join(root, "logs/c.log"), "x")
      )
    ).toBe(1);
  });
  it("passes over the store and the neighbours of a file", async () => {
    const act = (root: string) => ["logs/store/x", "other.log"].forEach((name) => writeFileSync(join(root, name), "x"));
    expect(await run((root) => [join(root, "logs"), join(root, "none.log")], act)).toBe(0);
  });
});

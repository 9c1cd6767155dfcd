import {mkdirSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {expect, it} from "vitest";
import {findLogs} from "../../loaders/ingest/index.js";
import {temporaryFolder} from "./read-fixture.js";

const folder = temporaryFolder();
for (const name of ["a.log", "b.log", "b.csv", "day1/c.log", "day1/deep/d.log", "it's.log"]) {
  mkdirSync(join(folder, name, ".."), {recursive: true});
  writeFileSync(join(folder, name), `${name}\n`);
}
mkdirSync(join(folder, "folder.log"));

it.each([
  ["*.log", ["a.log", "b.log", "it's.log"]],
  ["*/*.log", ["day1/c.log"]],
  ["**/[cd].log", ["day1/c.log", "day1/deep/d.log"]],
  ["?.csv", ["b.csv"]],
  ["it's*", ["it's.log"]]
])("the glob %s names files, and no folder", async (glob, names) => {
  const logs = await findLogs([{path: join(folder, glob)}], folder);
  expect(logs.map(({file}) => file)).toEqual(names);
});

it("a glob that fits no file is an error that names it", async () => {
  await expect(findLogs([{path: join(folder, "*.gz")}])).rejects.toThrow(
    `no such log: ${join(folder, "*.gz")}; no file matches the pattern`
  );
});

import {mkdirSync, statSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, it} from "vitest";
import {touchOutputs} from "../../../loaders/site/touch-outputs.js";
import {temporary} from "./temporary.js";

describe("touchOutputs(names, {cache, stubs, now})", () => {
  it("gives output and stub the same time, and passes over what is not there", () => {
    const root = temporary();
    for (const folder of ["data", "stubs"]) mkdirSync(join(root, folder));
    const files = [join(root, "data/a.arrow"), join(root, "stubs/a.arrow.ts")];
    for (const file of files) writeFileSync(file, "");
    touchOutputs(["a.arrow", "none.json"], {cache: root, stubs: join(root, "stubs"), now: new Date(5000)});
    expect(files.map((file) => statSync(file).mtimeMs)).toEqual([5000, 5000]);
  });
});

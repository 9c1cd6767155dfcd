import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync
} from "node:fs";
import {tmpdir} from "node:os";
import {dirname, join} from "node:path";
import {afterAll, beforeAll, describe, expect, inject, it} from "vitest";
import {runBuild} from "./run-build.js";

const faults = [
  {
    what: "a cell that cannot be parsed",
    file: "src/map.md",
    text: "\n```js\nconst = 3\n```\n",
    says: /^build failed: SyntaxError: Unexpected token \(1:6\), in \/map; mend /m
  },
  {
    what: "a package that is not installed",
    file: "src/map.md",
    text: '\n```js\nimport {a} from "not-installed";\n```\n',
    says: /^build failed: missing package: not-installed \(install it with npm\), in \/map; mend /m
  },
  {
    what: "a package that would be downloaded",
    file: "src/map.md",
    text: "\n```js\nd3.sum([1])\n```\n",
    says: /^build failed: download refused: \S+ \([^)]*\), in \/map; mend /m
  },
  {
    what: "a loader that fails",
    file: "src/data/world.json.ts",
    text: '\nthrow new Error("no map");\n',
    says: /^build failed: Error: no map, in the loader of \/data\/world\.json; mend /m
  }
];

const project = realpathSync(mkdtempSync(join(tmpdir(), "traffic-atlas-failed-")));

/** The fixture's project and site, with the one page that is broken. */
beforeAll(() => {
  cpSync(dirname(inject("folder")), project, {
    recursive: true,
    preserveTimestamps: true, // Framework's caches go by them
    filter: (path) => !/\/src\/(?!map)[^/]+\.md$/.test(path)
  });
});
afterAll(() => rmSync(project, {recursive: true}));

describe("a build that fails", () => {
  it.each(faults)("over $what says so and leaves the last good site as it was", async ({file, text, says}) => {
    const path = join(project, file);
    const before = {text: readFileSync(path, "utf8"), page: readFileSync(join(project, "dist/map.html"), "utf8")};
    try {
      appendFileSync(path, text);
      const {code, said} = await runBuild(project);
      expect(said).toMatch(says);
      expect(code).toBe(1);
    } finally {
      writeFileSync(path, before.text);
    }
    expect(readFileSync(join(project, "dist/map.html"), "utf8")).toBe(before.page);
    expect(readdirSync(project).filter((name) => name.startsWith("dist"))).toEqual(["dist"]);
  });
});

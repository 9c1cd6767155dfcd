import {execFileSync, spawnSync} from "node:child_process";
import {mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, utimesSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {fileURLToPath, pathToFileURL} from "node:url";
import {beforeEach, describe, expect, it, onTestFinished} from "vitest";
import {importTypeScript, runner} from "../../loaders/typescript.js";

const packages = fileURLToPath(new URL("../../node_modules/.cache", import.meta.url));
let folder: string;
const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
const load = (name = "a.ts") => importTypeScript(join(folder, name), {cache: join(folder, "compiled")});
const compiled = () => readdirSync(join(folder, "compiled")).filter((name) => !name.endsWith(".json"));

beforeEach(() => {
  mkdirSync(packages, {recursive: true});
  folder = realpathSync(mkdtempSync(join(packages, "typescript-"))); // where packages are found from
  onTestFinished(() => rmSync(folder, {recursive: true}));
});

describe("a TypeScript file", () => {
  it("is imported with what it imports: modules, packages, JSON", async () => {
    write(
      "a.ts",
      'import {b} from "./b.js";\nimport {tableFromIPC} from "apache-arrow";\nexport const a: number = b + 1;'
    );
    write("b.ts", 'import data from "./c.json";\nexport const b = data.c as number;');
    write("c.json", '{"c": 7, "d": "import.meta.url"}');
    expect((await load()).a).toBe(8);
  });

  it("knows its place", async () => {
    write(
      "a.ts",
      'export {b} from "./b.js"; export const a = [import.meta.url, import.meta.filename, "import.meta.url"];'
    );
    write("b.ts", "export const b = import.meta.dirname;");
    const path = join(folder, "a.ts");
    expect(await load()).toMatchObject({a: [pathToFileURL(path).href, path, "import.meta.url"], b: folder});
  });

  it("is compiled once, and again if one of its modules has changed, whatever its time", async () => {
    write("a.ts", 'export {b} from "./b.js";');
    write("b.ts", "export const b = 1;");
    utimesSync(join(folder, "b.ts"), 1, 1);
    expect((await load()).b).toBe(1);
    await load();
    expect(compiled()).toHaveLength(1);
    write("b.ts", "export const b = 2;");
    utimesSync(join(folder, "b.ts"), 1, 1);
    expect((await load()).b).toBe(2);
  });

  it("loses what was compiled of it as it was more than a day ago, or when it has gone", async () => {
    const age = () => compiled().forEach((name) => utimesSync(join(folder, "compiled", name), 1, 1));
    for (const value of [1, 2]) {
      write("a.ts", `export const a = ${value};`);
      await load();
      if (value === 1) age();
    }
    expect(compiled()).toHaveLength(1);
    age();
    write("b.ts", "");
    await load("b.ts");
    expect(compiled()).toHaveLength(2); // the first is as it is now, however old
    rmSync(join(folder, "a.ts"));
    write("b.ts", "export {};");
    await load("b.ts");
    expect(compiled().every((name) => name.startsWith("b.ts-"))).toBe(true);
  });

  it("can be compiled by many at once", async () => {
    write("a.ts", "export const a = 1;");
    expect(await Promise.all([load(), load(), load()])).toMatchObject([{a: 1}, {a: 1}, {a: 1}]);
  });

  it("that cannot be compiled says where", async () => {
    write("a.ts", "export {};\nconst a = ;");
    await expect(load()).rejects.toThrow(/^cannot compile: .*a\.ts:2:11: Unexpected ";"$/);
    write("b.ts", 'import "./nothing.js";');
    await expect(load("b.ts")).rejects.toThrow(/^cannot compile: .*b\.ts:1:8: Could not resolve "\.\/nothing\.js"$/);
    await expect(load("none.ts")).rejects.toThrow(/^cannot compile: .*none\.ts: Could not resolve/);
  });
});

describe("the program that runs it", () => {
  it("hands over arguments as node does", () => {
    write("a.ts", "process.stdout.write(JSON.stringify(process.argv.slice(1) as string[]));");
    const said = execFileSync(process.execPath, [runner, "a.ts", "--b", "c"], {cwd: folder, encoding: "utf8"});
    expect(JSON.parse(said)).toEqual([join(folder, "a.ts"), "--b", "c"]);
  });

  it("names the line of the source that threw", () => {
    write("a.ts", 'interface A {\n  b: string;\n}\nthrow new Error("no" satisfies A["b"]);');
    const {status, stderr} = spawnSync(process.execPath, [runner, "a.ts"], {cwd: folder, encoding: "utf8"});
    expect([status, stderr]).toEqual([1, expect.stringMatching(/Error: no\n\s+at .*a\.ts:4:7/)]);
  });

  it("says what cannot be compiled, and that a file is missing, without a stack", () => {
    const run = (...args: string[]) => {
      const {status, stderr} = spawnSync(process.execPath, [runner, ...args], {cwd: folder, encoding: "utf8"});
      return [status, stderr];
    };
    write("a.ts", "const a = ;");
    expect(run("a.ts")).toEqual([1, 'cannot compile: a.ts:1:11: Unexpected ";"\n']);
    expect(run()).toEqual([1, "missing file; node loaders/run.js FILE [ARGUMENT…]\n"]);
  });
});

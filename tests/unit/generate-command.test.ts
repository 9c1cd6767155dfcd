import {spawnSync} from "node:child_process";
import {existsSync, mkdtempSync, readFileSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, describe, expect, it} from "vitest";
import {runner} from "../../loaders/typescript.js";

const folder = mkdtempSync(join(tmpdir(), "traffic-atlas-generate-command-"));
const out = join(folder, "log.csv");
afterAll(() => rmSync(folder, {recursive: true}));

function run(...args: string[]) {
  const all = [runner, "loaders/commands/generate.ts", "--out", out, ...args];
  const {status, stderr} = spawnSync(process.execPath, all, {encoding: "utf8"});
  return [status, stderr.trim()] as const;
}

describe("npm run generate", {timeout: 30_000}, () => {
  it.each([
    [
      "--rows",
      "abc",
      /^invalid --rows: "abc"; it must be a whole number from 1 to 10,000,000,000, such as 250k or 10m$/
    ],
    ["--end", "2026-02-31", /^invalid --end: "2026-02-31"; it must be a day such as 2026-11-01$/],
    ["--format", "xml", /^invalid --format: "xml"; it must be csv or combined$/]
  ])("refuses %s %s and writes nothing", (option, value, message) => {
    const [status, said] = run(option, value);
    expect([status, existsSync(out)]).toEqual([2, false]);
    expect(said).toMatch(message);
  });

  it("says what it wrote, and does not write over it", () => {
    const [status, said] = run("--rows", "1_200");
    expect(status).toBe(0);
    expect(said).toMatch(/log\.csv: 1,200 rows, [\d.]+ kB in [\d.]+ s; what was planted: .*log\.truth\.json$/);
    const text = readFileSync(out, "utf8");
    const [again, why] = run("--rows", "5", "--seed", "2");
    expect([again, why.startsWith("file exists: "), readFileSync(out, "utf8") === text]).toEqual([1, true, true]);
  });
});

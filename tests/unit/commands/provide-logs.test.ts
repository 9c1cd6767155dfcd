import {existsSync, mkdirSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, it} from "vitest";
import {provideLogs} from "../../../loaders/commands/provide-logs.js";
import {silent} from "../../../loaders/progress.js";
import {normalizeSettings} from "../../../loaders/settings.js";
import {temporary} from "../site/temporary.js";

/** Whether sample logs are made in a `data/logs` that holds some files. */
async function isProvided(...files: string[]): Promise<boolean> {
  const root = temporary();
  const logs = join(root, "data", "logs");
  mkdirSync(logs, {recursive: true});
  for (const name of files) writeFileSync(join(logs, name), "{}\n");
  await provideLogs(normalizeSettings({}, {root}), silent, {rows: 10});
  return existsSync(join(logs, "sample.csv"));
}

describe("provideLogs(settings, progress)", () => {
  it("makes sample logs where there are none, whatever else lies there", async () => {
    expect(await isProvided()).toBe(true);
    expect(await isProvided("sample.truth.json", "README.md", ".keep", "left.csv.tmp")).toBe(true);
  });
  it("leaves logs alone", async () => expect(await isProvided("access.log", "sample.truth.json")).toBe(false));
});

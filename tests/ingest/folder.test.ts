import {readdirSync, readFileSync, utimesSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {gzipSync} from "node:zlib";
import {expect, it} from "vitest";
import {makeTables} from "../../loaders/atlas.js";
import {silent} from "../../loaders/progress.js";
import {normalizeSettings} from "../../loaders/settings.js";
import {temporaryFolder} from "./read-fixture.js";

const fixtures = new URL("../fixtures/formats/", import.meta.url);

it("a folder with a log of each format, some packed, some rotated, becomes one atlas with no other setting", async () => {
  const folder = temporaryFolder();
  const wanted: unknown[] = [];
  for (const [i, name] of readdirSync(fixtures).entries()) {
    const file = [`${name}.log`, `${name}.log.1`, `${name}.log.2.gz`][i % 3];
    const bytes = readFileSync(new URL(`${name}/input.log`, fixtures));
    writeFileSync(join(folder, file), file.endsWith(".gz") ? gzipSync(bytes) : bytes);
    utimesSync(join(folder, file), new Date("2025-02-10"), new Date("2025-02-10"));
    const {format, lines, events, rejected, skipped} = JSON.parse(
      readFileSync(new URL(`${name}/expected.json`, fixtures), "utf8")
    ) as {format: string; lines: number; events: unknown[]; rejected: number; skipped: number};
    wanted.push({file, format, lines, events: events.length, rejected, skipped});
  }
  const settings = normalizeSettings({store: temporaryFolder()}, {root: folder, args: [folder]});
  const {logs, failed} = await makeTables(settings, {progress: silent});
  const found = logs.map(({file, format, lines, events, rejected, skipped}) => ({
    file: file.split("/").at(-1),
    format,
    lines,
    events,
    rejected,
    skipped
  }));
  const byFile = (a: {file?: unknown}, b: {file?: unknown}) => (String(a.file) < String(b.file) ? -1 : 1);
  expect(found.sort(byFile)).toEqual((wanted as {file: string}[]).sort(byFile));
  expect(failed).toEqual([]);
});

import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {onTestFinished} from "vitest";

/** A folder that goes when the test has ended. */
export function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), "traffic-atlas-"));
  onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
  return folder;
}

import {mkdirSync} from "node:fs";
import {join, relative} from "node:path";
import {listFolder} from "../ingest/index.js";
import type {Progress} from "../progress.js";
import type {Settings} from "../settings.js";

/** Makes sample logs if nobody named any and `data/logs` holds none, so that there is a report to look at. */
export async function provideLogs(
  {logs, logsNamed}: Settings,
  progress: Progress,
  {rows = 1_000_000}: {rows?: number} = {}
): Promise<void> {
  if (logsNamed) return;
  const [{path}] = logs;
  mkdirSync(path, {recursive: true});
  if (listFolder(path).some((file) => !file.endsWith(".tmp"))) return;
  const out = join(path, "sample.csv");
  progress.note(
    `no logs in ${relative(process.cwd(), path)}, and none named in LOGS: making ${rows.toLocaleString("en-US")} rows of sample traffic`
  );
  const {generate} = await import("../generate/index.js"); // only here, since its word lists take time to load
  // A truth file may lie there, of a sample that is gone.
  await generate({rows, seed: 1, days: 14, format: "csv", out, force: true, progress});
}

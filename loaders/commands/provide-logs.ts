import {mkdirSync, readdirSync} from "node:fs";
import {join, relative} from "node:path";
import type {Progress} from "../progress.js";
import type {Settings} from "../settings.js";

const rows = 1_000_000;

/** Makes sample logs if nobody named any and `data/logs` is empty, so that there is a report to look at. */
export async function provideLogs({logs, logsNamed}: Settings, progress: Progress): Promise<void> {
  if (logsNamed) return;
  const [{path}] = logs;
  mkdirSync(path, {recursive: true});
  if (readdirSync(path).some((name) => !name.startsWith(".") && !name.endsWith(".tmp"))) return;
  const out = join(path, "sample.csv");
  progress.note(
    `no logs in ${relative(process.cwd(), path)}, and none named in LOGS: making ${rows.toLocaleString("en-US")} rows of sample traffic`
  );
  const {generate} = await import("../generate/index.js"); // only here, since its word lists take time to load
  await generate({rows, seed: 1, days: 14, format: "csv", out, progress});
}

import {existsSync, readFileSync} from "node:fs";
import {tablePath} from "../atlas.js";
import type {TableName} from "../schema.js";
import {readSettings} from "../settings.js";

/** Writes a published table to stdout, which is where Framework takes the output of a loader from. */
export async function publish(name: TableName): Promise<void> {
  const {store} = await readSettings();
  const path = tablePath(store, name);
  if (!existsSync(path)) throw new Error(`missing table: ${path}; run npm run data first`);
  process.stdout.write(readFileSync(path));
}

import {join} from "node:path";
import {fileURLToPath} from "node:url";
import type {TableSchema} from "../schema.js";
import {schemas} from "../schema.js";
import {readSettings} from "../settings.js";
import {describeOwnTable, ownTables} from "./own-tables.js";

const stubs = fileURLToPath(new URL("../../src/data", import.meta.url));

/** All tables of the report: those that are published anyway, then an author's own. */
export async function readSchemas(): Promise<TableSchema[]> {
  const {store, memory} = await readSettings();
  const own = [];
  for (const name of ownTables(stubs))
    own.push(await describeOwnTable(join(stubs, `${name}.arrow.sql`), {store, memory}));
  return [...Object.values(schemas), ...own];
}

import {execFile} from "node:child_process";
import {readFileSync} from "node:fs";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {promisify} from "node:util";
import {DataType, tableFromIPC} from "apache-arrow";
import type {Column, TableSchema} from "../schema.js";
import {schemas} from "../schema.js";
import {readSettings} from "../settings.js";
import {runner} from "../typescript.js";
import {aboutOf, describeOwnTable, ownTables} from "./own-tables.js";

const stubs = fileURLToPath(new URL("../../src/data", import.meta.url));

/** All tables of the report: those that are published anyway, then an author's own. */
export async function readSchemas(): Promise<TableSchema[]> {
  const {store, memory} = await readSettings();
  const own = [];
  for (const {name, file} of ownTables(stubs)) {
    const path = join(stubs, file);
    own.push(file.endsWith(".sql") ? await describeOwnTable(path, {store, memory}) : await describeLoader(name, path));
  }
  return [...Object.values(schemas), ...own];
}

/** The columns of a table that a loader in TypeScript makes: what they are shows when it has run. */
async function describeLoader(name: string, path: string): Promise<TableSchema> {
  const run = promisify(execFile);
  const {stdout} = await run(process.execPath, [runner, path], {encoding: "buffer", maxBuffer: Infinity});
  const columns = tableFromIPC(stdout).schema.fields.map(({name, type}): Column => {
    const kind = DataType.isTimestamp(type)
      ? "time"
      : DataType.isFloat(type)
        ? "number"
        : DataType.isBool(type)
          ? "flag"
          : "word";
    return {name, type: kind, about: `${kind === "word" ? "text" : kind} made by the loader`};
  });
  return {name, about: aboutOf(readFileSync(path, "utf8")), columns};
}

import {createHash} from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync
} from "node:fs";
import {dirname, join} from "node:path";
import {codeDigest} from "../code-digest.js";
import type {TableName} from "../schema.js";
import {schemas} from "../schema.js";
import {tablePath} from "../store-paths.js";
import {dropOwnTables} from "./own-tables.js";

const stations = [
  ".",
  "addresses",
  "addresses/ip-api",
  "addresses/lists",
  "engines",
  "formats",
  "ingest",
  "map",
  "site",
  "tables"
]; // what a loader can import

export interface FreshnessOptions {
  store: string; // folder with the tables
  cache: string; // Framework's cache
  stubs: string; // src/data
}

/**
 * Brings Framework's cache of loader outputs up to date, since Framework itself looks only at the time of a loader's own
 * file. Tables are copied in where their bytes differ; all other outputs go where code has changed, so that they are made
 * anew. What is equal keeps its file and its time, and two builds of equal tables are equal. Gives the names that changed.
 */
export function refreshCache({store, cache, stubs}: FreshnessOptions): string[] {
  const data = join(cache, "data");
  mkdirSync(data, {recursive: true});
  const changed = [...dropOldOutputs(cache, dirname(stubs)), ...dropOwnTables({store, cache, stubs})];
  for (const name of Object.keys(schemas) as TableName[]) {
    const from = readFileSync(tablePath(store, name));
    const to = join(data, `${name}.arrow`);
    if (!existsSync(to) || !readFileSync(to).equals(from)) {
      writeFileSync(`${to}.new`, from);
      renameSync(`${to}.new`, to);
      changed.push(`${name}.arrow`);
    }
    const stub = join(stubs, `${name}.arrow.ts`);
    if (existsSync(stub) && statSync(stub).mtimeMs > statSync(to).mtimeMs) utimesSync(to, new Date(), new Date());
  }
  return changed;
}

/** Drops the outputs of all loaders but the tables if any code that they may run has changed. */
function dropOldOutputs(cache: string, source: string): string[] {
  const stamp = join(cache, "_loaders.stamp"); // names with an underscore are Framework's, and no outputs
  const digest = digestOf(source);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === digest) return [];
  const tables = Object.keys(schemas).map((name) => join("data", `${name}.arrow`));
  const old = filesIn(cache, "").filter((path) => !path.startsWith("_") && !tables.includes(path));
  for (const path of old) rmSync(join(cache, path));
  writeFileSync(stamp, digest);
  return old.filter((path) => dirname(path) === "data").map((path) => path.slice("data/".length));
}

/** A digest of the code of the stations, and of the loaders in the source folder: the files with two endings, and what lies beside those of tables. */
function digestOf(source: string): string {
  const hash = createHash("sha256").update(codeDigest(stations));
  const loaders = filesIn(source, "").filter((path) => /[^/\\]\.\w+\.\w+$|^data[/\\]/.test(path));
  for (const path of loaders.sort()) hash.update(`${path}\0`).update(readFileSync(join(source, path)));
  return hash.digest("hex");
}

/** Paths below a folder, without Framework's own folders. */
function filesIn(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), {withFileTypes: true}).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) return [path];
    return /^[_.]/.test(entry.name) ? [] : filesIn(root, path);
  });
}

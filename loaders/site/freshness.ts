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
import {join} from "node:path";
import {tablePath} from "../atlas.js";
import {codeDigest} from "../code-digest.js";
import type {TableName} from "../schema.js";
import {schemas} from "../schema.js";

export interface FreshnessOptions {
  store: string; // folder with the tables
  cache: string; // Framework's cache
  stubs: string; // src/data
}

/**
 * Brings Framework's cache of loader outputs up to date, since Framework itself looks only at the time of a loader's own
 * file. Tables are copied in where their bytes differ; other outputs go where code has changed, so that they are made
 * anew. What is equal keeps its file and its time, and two builds of equal tables are equal. Gives the names that changed.
 */
export function refreshCache({store, cache, stubs}: FreshnessOptions): string[] {
  const data = join(cache, "data");
  mkdirSync(data, {recursive: true});
  const changed = dropOldOutputs(data);
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

function dropOldOutputs(data: string): string[] {
  const stamp = join(data, ".code");
  const digest = codeDigest([".", "engines", "formats", "ingest", "map", "site", "tables"]);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === digest) return [];
  const old = readdirSync(data).filter((name) => name.endsWith(".json"));
  for (const name of old) rmSync(join(data, name));
  writeFileSync(stamp, digest);
  return old;
}

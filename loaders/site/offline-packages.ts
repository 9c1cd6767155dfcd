import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync
} from "node:fs";
import {dirname, join, relative} from "node:path";
import {fileURLToPath} from "node:url";
import type {Plugin} from "esbuild";
import {build} from "esbuild";
import {UserError} from "../errors.js";

const ownModules = fileURLToPath(new URL("../../node_modules", import.meta.url));

/** Packages that Framework's own client imports, bundled so that pages find them without a network. */
const bundled = ["htl", "isoformat", "apache-arrow", "@duckdb/duckdb-wasm"];

/** Files that the browser's database loads beside its module. */
const engine = ["duckdb-mvp.wasm", "duckdb-eh.wasm", "duckdb-browser-mvp.worker.js", "duckdb-browser-eh.worker.js"];

/** Packages that Framework only asks the version of. An empty folder answers; an import of one fails the build. */
const named = [
  "react",
  "react-dom",
  "@observablehq/sample-datasets",
  "@observablehq/plot",
  "lodash",
  "arquero",
  "d3",
  "d3-dsv",
  "echarts",
  "leaflet",
  "mapbox-gl",
  "topojson-client",
  "parquet-wasm"
];

/**
 * Fills `npm`, the `_npm` folder of Framework's cache, from `node_modules`, so that Framework downloads nothing. Does nothing
 * where the stamp says that it has been done for these versions; the stamp is taken away first and written last, so a run that
 * was killed is done again. Gives whether anything was written. Throws `missing package: name`.
 */
export async function fillOfflinePackages(npm: string, modules = ownModules): Promise<boolean> {
  const versions = new Map(bundled.map((name) => [name, readVersion(modules, name)]));
  const folders = [...bundled.map((name) => folderOf(name, versions)), ...named.map((name) => `${name}@0.0.0`)];
  const stamp = `${npm}.stamp`; // not inside, where Framework takes every name for a package
  const digest = JSON.stringify([folders, engine]);
  const done = existsSync(stamp) && readFileSync(stamp, "utf8") === digest;
  if (done && folders.every((folder) => existsSync(join(npm, folder)))) return false;
  rmSync(stamp, {force: true});
  const fresh = `${npm}.new`;
  rmSync(fresh, {recursive: true, force: true});
  for (const name of bundled) await bundle(name, {fresh, modules, versions});
  const files = join(fresh, folderOf("@duckdb/duckdb-wasm", versions), "dist");
  mkdirSync(files, {recursive: true});
  for (const file of engine) copyFileSync(join(modules, "@duckdb/duckdb-wasm/dist", file), join(files, file));
  for (const name of named) mkdirSync(join(fresh, `${name}@0.0.0`), {recursive: true});
  for (const name of [...bundled, ...named]) removeVersions(npm, name);
  for (const folder of folders) {
    mkdirSync(dirname(join(npm, folder)), {recursive: true});
    renameSync(join(fresh, folder), join(npm, folder));
  }
  rmSync(fresh, {recursive: true, force: true});
  writeFileSync(stamp, digest);
  return true;
}

function readVersion(modules: string, name: string): string {
  const path = join(modules, name, "package.json");
  if (!existsSync(path)) throw new UserError(`missing package: ${name}; run npm ci`);
  return (JSON.parse(readFileSync(path, "utf8")) as {version: string}).version;
}

function folderOf(name: string, versions: ReadonlyMap<string, string>): string {
  return `${name}@${versions.get(name)}`;
}

interface BundleOptions {
  fresh: string;
  modules: string;
  versions: ReadonlyMap<string, string>;
}

/** Bundles a package into one module; the other bundled packages stay imports, by the relative path of their own module. */
async function bundle(name: string, {fresh, modules, versions}: BundleOptions): Promise<void> {
  const folder = join(fresh, folderOf(name, versions));
  const apart: Plugin = {
    name: "apart",
    setup({onResolve}) {
      onResolve({filter: /^[@a-z]/}, ({path, kind}) => {
        if (kind === "entry-point" || path === name || !versions.has(path)) return undefined;
        const other = relative(folder, join(fresh, folderOf(path, versions), "_esm.js")).replaceAll("\\", "/");
        return {path: other, external: true};
      });
    }
  };
  await build({
    stdin: {contents: `export * from ${JSON.stringify(name)};`, resolveDir: dirname(modules)},
    outfile: join(folder, "_esm.js"),
    bundle: true,
    format: "esm",
    platform: "browser",
    minify: true,
    logLevel: "silent",
    plugins: [apart]
  });
}

/** Removes every version of a package, since Framework takes the highest that it finds. */
function removeVersions(npm: string, name: string): void {
  const parent = dirname(join(npm, name));
  if (!existsSync(parent)) return;
  const prefix = `${name.slice(name.lastIndexOf("/") + 1)}@`;
  for (const entry of readdirSync(parent))
    if (entry.startsWith(prefix)) rmSync(join(parent, entry), {recursive: true, force: true});
}

import {createHash, randomBytes} from "node:crypto";
import {existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync} from "node:fs";
import {basename, dirname, join, resolve} from "node:path";
import {fileURLToPath, pathToFileURL} from "node:url";

const self = fileURLToPath(import.meta.url);
const compiled = join(dirname(self), "../node_modules/.cache/traffic-atlas"); // below the packages that it imports
const day = 24 * 60 * 60 * 1000;

/** The program that runs a TypeScript file: `node runner FILE [ARGUMENT…]`. */
export const runner = join(dirname(self), "run.js");

/** What is wrong with a file, and where: `cannot compile: file:line:column: what is wrong`. */
export class CompileError extends Error {}

/**
 * Imports a TypeScript file with all that it imports, which Node 20 cannot do by itself. It is compiled in one go if a file has changed
 * since that was done last: a process is under way in a third of the time that it takes to translate each module as it comes. Packages
 * stay as they are. Throws a CompileError.
 *
 * @param {string} file
 * @param {{cache?: string}} [options] folder for what was compiled, below the packages that the file imports
 * @returns {Promise<any>} the module
 */
export async function importTypeScript(file, {cache = compiled} = {}) {
  const path = resolve(file);
  const name = `${basename(path)}-${digest(path).slice(0, 12)}`;
  const entry = find(cache, name) ?? (await compile(path, {cache, name}));
  process.setSourceMapsEnabled(true); // an error names the lines of the sources
  return import(pathToFileURL(entry).href);
}

/**
 * The entry that was compiled of the files as they are now; null if there is none.
 *
 * @param {string} cache
 * @param {string} name
 */
function find(cache, name) {
  try {
    const {entry, inputs} = JSON.parse(readFileSync(join(cache, `${name}.json`), "utf8"));
    const path = join(cache, entry);
    return existsSync(path) && Object.keys(inputs).every((file) => digest(readFileSync(file)) === inputs[file])
      ? path
      : null;
  } catch {
    return null; // there is no note, or a file has gone
  }
}

/**
 * Compiles a file, and gives the path of what to import.
 *
 * @param {string} path
 * @param {{cache: string, name: string}} options
 */
async function compile(path, {cache, name}) {
  const {build} = await import("esbuild"); // takes as long to load as all of a command
  const folder = `${name}-${randomBytes(6).toString("hex")}`; // of its own: others may run what stands in another, or compile too
  const inputs = {[self]: digest(readFileSync(self))};
  try {
    await build({
      entryPoints: [path],
      outdir: join(cache, folder),
      bundle: true,
      splitting: true,
      packages: "external",
      format: "esm",
      outExtension: {".js": ".mjs"}, // below node_modules a package says nothing of its modules
      platform: "node",
      target: "node20",
      sourcemap: "linked",
      sourcesContent: false,
      tsconfigRaw: {},
      logLevel: "silent",
      define: Object.fromEntries(Object.keys(placeOf(path)).map((key) => [`import.meta.${key}`, `__source_${key}`])),
      plugins: [{name: "sources", setup: ({onLoad}) => onLoad({filter: /./}, ({path}) => load(path, inputs))}]
    });
  } catch (error) {
    throw new CompileError(`cannot compile: ${describe(error, path)}`);
  }
  const entry = join(folder, basename(path).replace(/\.[^.]*$/, ".mjs"));
  writeFileSync(join(cache, folder, "note.json"), JSON.stringify({source: path, entry, inputs}));
  renameSync(join(cache, folder, "note.json"), join(cache, `${name}.json`));
  try {
    tidy(cache);
  } catch {
    // another process tidies, too
  }
  return join(cache, entry);
}

/**
 * Takes away what was compiled of files that have gone, or as they were before; not at once, since a process may still run it.
 *
 * @param {string} cache
 */
function tidy(cache) {
  const names = readdirSync(cache);
  const noted = new Set();
  for (const name of names.filter((name) => name.endsWith(".json"))) {
    const {source, entry} = JSON.parse(readFileSync(join(cache, name), "utf8"));
    if (existsSync(source)) noted.add(dirname(entry));
    else rmSync(join(cache, name));
  }
  for (const name of names.filter((name) => !name.endsWith(".json") && !noted.has(name)))
    if (Date.now() - statSync(join(cache, name)).mtimeMs > day) rmSync(join(cache, name), {recursive: true});
}

/**
 * A file as esbuild is to take it; what a module asks of its place is still the place of its source.
 *
 * @param {string} path
 * @param {Record<string, string>} inputs the digest of each file, to be added to
 * @returns {import("esbuild").OnLoadResult}
 */
function load(path, inputs) {
  const text = readFileSync(path, "utf8");
  inputs[path] = digest(text);
  if (!text.includes("import.meta.") || !/\.[cm]?[jt]sx?$/.test(path)) return {contents: text, loader: "default"};
  const names = Object.entries(placeOf(path)).map(([key, value]) => `__source_${key} = ${JSON.stringify(value)}`);
  return {contents: `const ${names.join(", ")}; ${text}`, loader: "default"};
}

/** @param {string} path */
function placeOf(path) {
  return {url: pathToFileURL(path).href, filename: path, dirname: dirname(path)};
}

/**
 * @param {any} error what esbuild threw
 * @param {string} path
 */
function describe(error, path) {
  const {text, location} = error.errors?.[0] ?? {text: String(error)};
  const place = location ? `${location.file}:${location.line}:${location.column + 1}` : path;
  return `${place}: ${text}`;
}

/** @param {string | Buffer} data */
function digest(data) {
  return createHash("sha256").update(data).digest("hex");
}

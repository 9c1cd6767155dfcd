import {spawn} from "node:child_process";
import {constants, copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync} from "node:fs";
import {delimiter, join} from "node:path";
import {fileURLToPath} from "node:url";
import {UserError} from "../errors.js";
import {isRunning} from "../is-running.js";
import {checkOutput, halfReport, halfReports} from "../own-files.js";
import {tileFolder} from "../store-paths.js";
import {checkSite} from "./check-site.js";
import {describeFailure} from "./describe-failure.js";
import {finishSite} from "./finish-html.js";
import {drawFirstSight} from "./first-sight.js";
import {refreshCache} from "./freshness.js";
import {fillOfflinePackages} from "./offline-packages.js";

/** The folder of the project. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Framework's cache, what pages showed in the last build, and the folder of the loaders' stubs. */
export const sitePaths = {
  cache: join(root, "src", ".observablehq", "cache"),
  drawings: join(root, "src", ".observablehq", "drawings"),
  stubs: join(root, "src", "data")
};

/** What Framework and its loaders are run with: no telemetry, and the programs of `node_modules`. */
export function siteEnvironment(): NodeJS.ProcessEnv {
  const PATH = [join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter);
  return {...process.env, PATH, OBSERVABLE_TELEMETRY_DISABLE: "1"};
}

/** Makes Framework fail where it would download a package; loaders are processes of their own, which it does not reach. */
const stayHome = `data:text/javascript,globalThis.fetch = async (url) => {
  throw new Error("download refused: " + url + " (install the package with npm and import it by its bare name)");
}`.replace(/\s+/g, " ");

/** The arguments for Node to run a command of Framework's. */
export function framework(...args: string[]): string[] {
  return [
    "--import",
    encodeURI(stayHome),
    join(root, "node_modules", "@observablehq", "framework", "dist", "bin", "observable.js"),
    ...args
  ];
}

/** Brings Framework's cache up to date with `node_modules`, the tables and the code. Gives the outputs that changed. */
export async function prepareSite(store: string): Promise<string[]> {
  mkdirSync(sitePaths.cache, {recursive: true});
  await fillOfflinePackages(join(sitePaths.cache, "_npm"));
  return refreshCache({store, ...sitePaths});
}

export interface BuildSiteOptions {
  store: string; // folder with the tables
  output: string; // folder for the site
  warn: (message: string) => void;
}

/**
 * Builds the site beside `output` and puts it in its place when it is whole: a build that fails or is killed leaves the last
 * good site as it was. Throws a UserError with what Framework said.
 */
export async function buildSite({store, output, warn}: BuildSiteOptions): Promise<void> {
  checkOutput(output);
  removeLeftovers(output);
  const fresh = halfReport(output, "new");
  try {
    await prepareSite(store);
    await runFramework(fresh);
    copyTiles(store, fresh);
    checkSite(fresh);
    finishSite(fresh);
    await drawFirstSight(fresh, {cache: sitePaths.drawings, env: siteEnvironment(), warn});
    swap(fresh, output);
  } finally {
    rmSync(fresh, {recursive: true, force: true});
  }
}

function runFramework(output: string): Promise<void> {
  const env = {...siteEnvironment(), ATLAS_OUTPUT: output};
  const child = spawn(process.execPath, framework("build"), {cwd: root, env, stdio: ["ignore", "pipe", "pipe"]});
  const stop = () => child.kill("SIGTERM");
  process.once("SIGINT", stop).once("SIGTERM", stop);
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (text: Buffer) => (said = (said + text.toString()).slice(-20_000)));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      process.off("SIGINT", stop).off("SIGTERM", stop);
      if (code === 0) resolve();
      else if (signal) reject(new UserError("build stopped; the last good site is as it was"));
      else reject(new UserError(`build failed: ${describeFailure(said)}`));
    });
  });
}

/** Puts the files that table `tiles` names beside it: pages fetch them as they need them, so Framework knows nothing of them. */
function copyTiles(store: string, site: string): void {
  const [from, to] = [tileFolder(store), join(site, "data", "tiles")];
  if (!existsSync(from)) return;
  mkdirSync(to, {recursive: true});
  for (const name of readdirSync(from))
    if (name.endsWith(".gz")) copyFileSync(join(from, name), join(to, name), constants.COPYFILE_FICLONE);
}

function swap(fresh: string, output: string): void {
  checkOutput(output); // once more: something may have been put there since
  const old = halfReport(output, "old");
  if (existsSync(output)) renameSync(output, old);
  renameSync(fresh, output);
  rmSync(old, {recursive: true, force: true});
}

/** What killed builds left; an old site is put back if the build died between the two renames. */
function removeLeftovers(output: string): void {
  for (const {path, kind, pid} of halfReports(output)) {
    if (isRunning(pid)) continue;
    if (kind === "old" && !existsSync(output)) renameSync(path, output);
    else rmSync(path, {recursive: true, force: true});
  }
}

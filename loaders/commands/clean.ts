import {existsSync, rmSync} from "node:fs";
import {relative, resolve} from "node:path";
import {halfReports, isReport, removeStore} from "../own-files.js";
import {readSettings} from "../settings.js";
import {sitePaths} from "../site/build-site.js";
import {runCommand} from "./run-command.js";

await runCommand({
  help: `Removes what the other commands made: the report, the store and Framework's cache. Never logs, nor
any other file that was not made here.

  npm run clean

  --help   this text`,
  options: {},
  async run() {
    const {store} = await readSettings();
    const output = resolve(process.env.ATLAS_OUTPUT || "dist");
    const halves = halfReports(output).map(({path}) => path);
    const made = [...halves, sitePaths.cache, sitePaths.drawings].filter((path) => existsSync(path));
    if (existsSync(output) && isReport(output)) made.push(output);
    else if (existsSync(output)) console.warn(`kept ${output}: it holds other files than a report`);
    for (const path of made) rmSync(path, {recursive: true, force: true});
    if (removeStore(store)) made.push(store);
    if (existsSync(store)) console.warn(`kept in ${store}: files that were not made here`);
    const names = made.map((path) => relative(process.cwd(), path) || path);
    process.stdout.write(names.length > 0 ? `removed what was made in ${names.join(", ")}\n` : "nothing to remove\n");
    return 0;
  }
});

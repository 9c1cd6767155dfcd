import {existsSync, readdirSync, rmSync} from "node:fs";
import {relative, resolve} from "node:path";
import {readSettings} from "../settings.js";
import {sitePaths} from "../site/build-site.js";
import {runCommand} from "./run-command.js";

await runCommand({
  help: `Removes what the other commands made: the report, the store and Framework's cache. Never logs.

  npm run clean

  --help   this text`,
  options: {},
  async run() {
    const {store} = await readSettings();
    const halves = readdirSync(".").filter((name) => /^dist\.(new|old)-\d+$/.test(name));
    const made = [process.env.ATLAS_OUTPUT || "dist", ...halves, store, sitePaths.cache].filter((path) =>
      existsSync(path)
    );
    for (const path of made) rmSync(path, {recursive: true, force: true});
    const names = made.map((path) => relative(process.cwd(), resolve(path)) || path);
    process.stdout.write(names.length > 0 ? `removed ${names.join(", ")}\n` : "nothing to remove\n");
    return 0;
  }
});

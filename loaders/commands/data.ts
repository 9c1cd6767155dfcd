import {makeTables} from "../atlas.js";
import {createProgress} from "../progress.js";
import {readSettings} from "../settings.js";
import {runCommand} from "./run-command.js";
import {sayFailed} from "./say-failed.js";

await runCommand({
  help: `Reads logs into the store and makes the tables that the report shows.

  npm run data -- [LOG…] [--force] [--tiles]

  LOG       files, folders or globs; without any: those in LOGS, else those in atlas.config.ts, else data/logs
  --force   read all logs again and make all tables anew
  --tiles   make the finer sums by time too, as npm run build does: takes up to twice as long
  --help    this text

Environment: LOGS (as LOG, separated by colons), STORE (folder for events and tables).
Exit code: 0 if all logs are in the tables, 1 if one is not or something failed, 2 for wrong usage.`,
  options: {force: {type: "boolean", default: false}, tiles: {type: "boolean", default: false}},
  positionals: true,
  async run({force, tiles}, args) {
    const progress = createProgress();
    const {failed} = await makeTables(await readSettings({args}), {progress, force, tiles});
    return sayFailed(failed, progress);
  }
});

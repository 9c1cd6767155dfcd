import {resolve} from "node:path";
import {makeTables} from "../atlas.js";
import {checkOutput} from "../own-files.js";
import {createProgress, formatSeconds} from "../progress.js";
import {readSettings} from "../settings.js";
import {buildSite} from "../site/build-site.js";
import {provideLogs} from "./provide-logs.js";
import {runCommand} from "./run-command.js";
import {sayFailed} from "./say-failed.js";

await runCommand({
  help: `Reads logs, makes the tables and builds the report into dist/.

  npm run build -- [LOG…] [--force]

  LOG       files, folders or globs; without any: those in LOGS, else those in atlas.config.ts, else data/logs,
            which gets a million rows of sample traffic if it is empty
  --force   read all logs again and make all tables anew
  --help    this text

Environment: LOGS (as LOG, separated by colons), STORE (folder for events and tables), ATLAS_OUTPUT (instead of dist).
A build that fails leaves the last good site in place. Nothing is asked of other hosts,
unless atlas.config.ts turns ip-api on.
Exit code: 0 if all logs are in the report, 1 if one is not or the build failed, 2 for wrong usage.`,
  options: {force: {type: "boolean", default: false}},
  positionals: true,
  async run({force}, args) {
    const progress = createProgress();
    const output = resolve(process.env.ATLAS_OUTPUT || "dist");
    checkOutput(output); // before an hour of reading, not after
    const settings = await readSettings({args});
    await provideLogs(settings, progress);
    const {failed} = await makeTables(settings, {progress, force, tiles: true});
    const begun = performance.now();
    await buildSite({store: settings.store, output, warn: progress.note});
    progress.note(
      `site: ${process.env.ATLAS_OUTPUT || "dist"}/ in ${formatSeconds((performance.now() - begun) / 1000)}; look at it with npm run preview`
    );
    return sayFailed(failed, progress);
  }
});

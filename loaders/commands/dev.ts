import {spawn} from "node:child_process";
import {mkdirSync} from "node:fs";
import {resolve} from "node:path";
import {createInterface} from "node:readline";
import {makeTables} from "../atlas.js";
import {messageOf} from "../errors.js";
import {createProgress} from "../progress.js";
import {readSettings} from "../settings.js";
import {framework, prepareSite, root, siteEnvironment, sitePaths} from "../site/build-site.js";
import {touchOutputs} from "../site/touch-outputs.js";
import {watchInputs} from "../site/watch-inputs.js";
import {runner} from "../typescript.js";
import {provideLogs} from "./provide-logs.js";
import {readPort} from "./read-port.js";
import {runCommand} from "./run-command.js";
import {sayFailed} from "./say-failed.js";

await runCommand({
  help: `Shows the report while you edit it: pages, components, loaders, settings and logs.

  npm run dev -- [LOG…] [--port N]

  LOG        files, folders or globs; without any: those in LOGS, else those in atlas.config.ts, else data/logs,
             which gets a million rows of sample traffic if it is empty
  --port N   defaults to 3000, or the next that is free
  --help     this text

Environment: LOGS (as LOG, separated by colons), STORE (folder for events and tables). Stop it with Ctrl-C.`,
  options: {port: {type: "string"}},
  positionals: true,
  async run(values, args) {
    const port = readPort(values.port);
    const progress = createProgress();
    const settings = await readSettings({args});
    await provideLogs(settings, progress);
    sayFailed((await makeTables(settings, {progress, tiles: true})).failed, progress);
    await prepareSite(settings.store);

    const preview = spawn(
      process.execPath,
      framework("preview", "--no-open", ...(port === null ? [] : ["--port", String(port)])),
      {cwd: root, env: siteEnvironment(), stdio: ["ignore", "pipe", "inherit"]}
    );
    createInterface(preview.stdout).on("line", (line) => isNews(line) && process.stderr.write(`${line}\n`));
    const remake = oneAtATime(async () => {
      await runData(args);
      const {store} = await readSettings({args});
      touchOutputs(await prepareSite(store), sitePaths);
    });
    const inputs = [
      ...settings.logs.map(({path}) => path),
      settings.lists.folder,
      resolve(root, "loaders"),
      resolve(root, "atlas.config.ts")
    ];
    mkdirSync(settings.lists.folder, {recursive: true}); // what is not there cannot be watched
    const watching = watchInputs(inputs, () => void remake().catch((error) => progress.note(messageOf(error))), {
      ignore: settings.store
    });
    const stop = () => preview.kill("SIGTERM");
    process.once("SIGINT", stop).once("SIGTERM", stop);
    const code = await new Promise<number | null>((done) => preview.once("close", done));
    watching.close();
    return code ?? 0;
  }
});

/** Whether a line of the preview is its address or a complaint: it also prints each request and the code of each cell. */
function isNews(line: string): boolean {
  return /^\S/.test(line) && /↳|error|warning|unable|failed/i.test(line) && !/^(GET|HEAD) /.test(line);
}

/** Runs the data step in a process of its own, which has the code and the settings as they are now. */
function runData(args: readonly string[]): Promise<void> {
  const command = [runner, resolve(root, "loaders/commands/data.ts"), "--tiles", "--", ...args];
  const child = spawn(process.execPath, command, {stdio: ["ignore", "inherit", "inherit"]});
  return new Promise((done, fail) => child.once("error", fail).once("close", () => done()));
}

/** Runs a task again if it was asked for while it ran, never twice at a time. */
function oneAtATime(task: () => Promise<void>): () => Promise<void> {
  let running = false;
  let again = false;
  return async () => {
    again = true;
    if (running) return;
    running = true;
    try {
      while (again) {
        again = false;
        await task();
      }
    } finally {
      running = false;
    }
  };
}

import {spawn} from "node:child_process";
import {join} from "node:path";

export interface BuildRun {
  readonly code: number | null;
  readonly said: string; // on stderr
}

/** Runs the build in a copy of the project, with the copy's own logs, store and output. */
export function runBuild(project: string): Promise<BuildRun> {
  const env = {...process.env, NODE_ENV: "production", LOGS: "", STORE: "", ATLAS_OUTPUT: ""};
  const command = [join(project, "loaders/run.js"), join(project, "loaders/commands/build.ts")];
  const child = spawn(process.execPath, command, {cwd: project, env, stdio: ["ignore", "ignore", "pipe"]});
  let said = "";
  child.stderr.on("data", (text: Buffer) => (said += text.toString()));
  return new Promise((done, fail) => child.once("error", fail).once("close", (code) => done({code, said})));
}

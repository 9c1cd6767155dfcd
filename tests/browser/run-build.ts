import {spawn, spawnSync} from "node:child_process";

export interface BuildRun {
  readonly code: number | null;
  readonly said: string; // on stderr
}

/** What a command is begun with to run without a network: not even to the machine itself. Empty where the system has no such thing. */
export const withoutNetwork: readonly string[] =
  spawnSync("unshare", ["-Urn", "true"]).status === 0 ? ["unshare", "-Urn"] : [];

/** Runs the build in a copy of the project, with the copy's own logs, store and output, and without a network where the system allows that. */
export function runBuild(project: string): Promise<BuildRun> {
  const env = {...process.env, NODE_ENV: "production", LOGS: "", STORE: "", ATLAS_OUTPUT: ""};
  const [command, ...args] = [...withoutNetwork, "npm", "run", "--silent", "build"];
  const child = spawn(command, args, {cwd: project, env, stdio: ["ignore", "ignore", "pipe"]});
  let said = "";
  child.stderr.on("data", (text: Buffer) => (said += text.toString()));
  return new Promise((done, fail) => child.once("error", fail).once("close", (code) => done({code, said})));
}

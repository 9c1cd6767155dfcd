import {describe, expect, it} from "vitest";
import {runCommand} from "../../../loaders/commands/run-command.js";
import {UserError} from "../../../loaders/errors.js";

async function run(args: string[], act: (force: boolean | undefined, args: string[]) => number = () => 0) {
  const said = {out: "", err: "", code: NaN};
  await runCommand(
    {
      help: "how to\n",
      options: {force: {type: "boolean"}},
      positionals: true,
      run: async ({force}, logs) => act(force, logs)
    },
    {
      args,
      out: (text) => (said.out += text),
      err: (text) => (said.err += text),
      exit: (code) => (said.code = code)
    }
  );
  return said;
}

describe("runCommand(command, effects)", () => {
  it("hands over options and logs, and ends with the code that the command gives", async () => {
    expect((await run(["--force", "a.log"], (force, logs) => (force && logs[0] === "a.log" ? 1 : 0))).code).toBe(1);
  });
  it("prints its help and does nothing", async () => {
    const act = () => {
      throw new Error("must not run");
    };
    expect(await run(["-h"], act)).toEqual({out: "how to\n", err: "", code: 0});
  });
  it("refuses an option that it does not have with exit code 2", async () => {
    const {code, err} = await run(["--forse"]);
    expect([code, err.split("\n").length]).toEqual([2, 2]);
    expect(err).toContain("--forse");
  });
  it("says a mistake of the user's in one line, without control characters", async () => {
    const act = () => {
      throw new UserError("no such log: \u001b[31mred; name another");
    };
    expect(await run([], act)).toEqual({out: "", err: "no such log: \\x1b[31mred; name another\n", code: 1});
  });
  it.each([
    Object.assign(new Error("ENOSPC: no space left on device, write"), {code: "ENOSPC"}),
    new Error('IO Error: Could not write file "part.parquet": No space left on device\nLINE 1: COPY')
  ])("says in one line that the disk is full: %s", async (error) => {
    const act = () => {
      throw error;
    };
    const {code, err} = await run([], act);
    expect([code, err]).toEqual([
      1,
      `disk full: ${error.message.split("\n")[0]}; free some space, then run again: it goes on where it stopped\n`
    ]);
  });
  it("shows the stack of what nobody expected", async () => {
    const act = () => {
      throw new TypeError("boom");
    };
    const {code, err} = await run([], act);
    expect(code).toBe(1);
    expect(err).toMatch(/^TypeError: boom\n +at /);
  });
});

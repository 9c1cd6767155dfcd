import {execFileSync} from "node:child_process";
import {expect, it} from "vitest";
import {withoutNetwork} from "./run-build.js";

it.skipIf(withoutNetwork.length === 0)("a build without a network reaches nothing, not even this machine", () => {
  const [command, ...args] = [...withoutNetwork, process.execPath];
  const program = `fetch("http://127.0.0.1/").catch(({cause}) => console.log(cause.code))`;
  expect(execFileSync(command, [...args, "-e", program], {encoding: "utf8"}).trim()).toBe("ENETUNREACH");
});

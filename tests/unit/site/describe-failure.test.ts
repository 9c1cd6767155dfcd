import {describe, expect, it} from "vitest";
import {describeFailure} from "../../../loaders/site/describe-failure.js";

const advice = "; mend that and build again, the last good site is as it was";

describe("describeFailure(said)", () => {
  it("begins with the complaint and the page, without colours, stacks and Framework's own advice", () => {
    const said =
      "load /index in 12ms\nload /map npm:x → y.js\n\u001b[31mUnexpected error: download refused: x\u001b[39m\n    at x (y.js:1:2)\n" +
      "Tip: To see the full stack trace, run with the --debug flag.\nIf you think this is a bug, tell\n↳ https://example.org\n";
    expect(describeFailure(said)).toBe(`download refused: x, in /map${advice}\nload /map npm:x → y.js`);
  });
  it("names no page once all have been read", () => {
    const said = "load /map in 3ms\ncopy src/none.csv → \nError: Not found: /none.csv\n";
    expect(describeFailure(said)).toBe(`Not found: /none.csv${advice}\ncopy src/none.csv →`);
  });
  it("gives a loader's own error, and which loader it was", () => {
    const said =
      "copy src/a.json → load /a.json → [missing] success 1 kB in 3ms\nout/_file/a.json\n" +
      "copy src/b.json → load /b.json → [missing] b.json.ts:1\nError: boom\n    at b.json.ts:1:7\n" +
      "error in 9ms: loader exited with code 1\n";
    expect(describeFailure(said).split("\n")[0]).toBe(`Error: boom, in the loader of /b.json${advice}`);
    expect(describeFailure(said)).not.toContain("a.json");
  });
  it("says at least which loader it was, if the loader said nothing", () => {
    const said = "copy src/b.json → load /b.json → [missing] \nerror in 9ms: loader exited with code 1\n";
    expect(describeFailure(said).split("\n")[0]).toBe(`loader exited with code 1, in the loader of /b.json${advice}`);
  });
  it("shows the end of what was said if nothing in it is a complaint", () => {
    expect(describeFailure("killed\n")).toBe("Framework said nothing\nkilled");
  });
});

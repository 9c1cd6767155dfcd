import {describe, expect, it} from "vitest";
import {describeFailure} from "../../../loaders/site/describe-failure.js";

const advice = "; mend that and build again, the last good site is as it was";

describe("describeFailure(said)", () => {
  it("begins with the complaint, without colours, stacks and Framework's own advice", () => {
    const said =
      "load /map\n\u001b[31mUnexpected error: loader exited with code 1\u001b[39m\n    at x (y.js:1:2)\n" +
      "Tip: To see the full stack trace, run with the --debug flag.\nIf you think this is a bug, tell\n↳ https://example.org\n";
    expect(describeFailure(said)).toBe(`loader exited with code 1${advice}\nload /map`);
  });
  it("shows the end of what was said if nothing in it is a complaint", () => {
    expect(describeFailure("killed\n")).toBe("Framework said nothing\nkilled");
  });
});

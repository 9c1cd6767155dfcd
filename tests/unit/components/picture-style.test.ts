import {describe, expect, it} from "vitest";
import {isClear} from "../../../src/components/picture-style.js";

describe("isClear(color)", () => {
  it.each([
    ["", true],
    ["transparent", true],
    ["rgba(0, 0, 0, 0)", true],
    ["rgba(1, 2, 3, 0.5)", false],
    ["rgb(96, 37, 0)", false] // blue is 0, not alpha
  ])("%j: %s", (color, clear) => expect(isClear(color)).toBe(clear));
});

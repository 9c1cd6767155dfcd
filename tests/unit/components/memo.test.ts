import {expect, it} from "vitest";
import {keepRecent, once} from "../../../src/components/memo.js";

it("once makes a value when it is first asked for, and never again", () => {
  let made = 0;
  const value = once(() => ++made);
  expect(made).toBe(0);
  expect([value(), value()]).toEqual([1, 1]);
});

it("keepRecent lets go of what was not asked for the longest", () => {
  const made: string[] = [];
  const recent = keepRecent<string>(2);
  for (const key of ["a", "b", "a", "c", "a", "b"])
    expect(recent(key, () => made[made.push(key) - 1].toUpperCase())).toBe(key.toUpperCase());
  expect(made).toEqual(["a", "b", "c", "b"]);
});

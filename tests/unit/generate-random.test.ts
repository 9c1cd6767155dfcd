import {describe, expect, it} from "vitest";
import {createRandom, createSampler} from "../../loaders/generate/random.js";

describe("createRandom(seed)", () => {
  it("gives the same numbers for the same seed, and others for another", () => {
    const draw = (seed: number) => Array.from({length: 4}, createRandom(seed).next);
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it("draws evenly below a limit", () => {
    const {below} = createRandom(7);
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 40_000; i++) counts[below(4)]++;
    expect(Math.min(...counts)).toBeGreaterThan(9_600);
  });
});

describe("createSampler(weights, random)", () => {
  it("draws in proportion to the weights, and never what weighs nothing", () => {
    const draw = createSampler([1, 0, 3, 6], createRandom(7));
    const counts = [0, 0, 0, 0];
    for (let i = 0; i < 100_000; i++) counts[draw()]++;
    expect(counts.map((count) => Math.round(count / 1000) / 10)).toEqual([1, 0, 3, 6]);
  });

  it("refuses weights without any weight", () => {
    expect(() => createSampler([0, 0], createRandom(7))).toThrow(/^invalid weights: their sum is 0$/);
  });
});

import {describe, expect, it} from "vitest";
import {createRandom} from "../../loaders/generate/random.js";
import {eventsPerMinute} from "../../loaders/generate/rhythm.js";

// Monday to Sunday.
const week = {start: Date.UTC(2026, 9, 19), end: Date.UTC(2026, 9, 26)};
const sum = (counts: Uint32Array) => counts.reduce((a, b) => a + b, 0);

describe("eventsPerMinute(period, events, random)", () => {
  it("shares out every event, also when there are fewer of them than minutes", () => {
    for (const events of [0, 1, 500, 123_457]) expect(sum(eventsPerMinute(week, events, createRandom(7)))).toBe(events);
  });

  it("has nights and weekends", () => {
    const counts = eventsPerMinute(week, 1_000_000, createRandom(7));
    const hour = (day: number, h: number) => sum(counts.subarray((day * 24 + h) * 60, (day * 24 + h + 1) * 60));
    expect(hour(2, 16) / hour(2, 4)).toBeGreaterThan(3);
    expect(hour(6, 16) / hour(2, 16)).toBeCloseTo(0.67, 1);
  });
});

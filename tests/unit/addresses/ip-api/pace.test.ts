import {mkdtempSync, readdirSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import fc from "fast-check";
import {afterAll, describe, expect, it} from "vitest";
import {openPace} from "../../../../loaders/addresses/ip-api/pace.js";

const folder = mkdtempSync(join(tmpdir(), "pace-"));
afterAll(() => rmSync(folder, {recursive: true}));

const unlimited = {left: null, ttl: null};
const minute = 60_000;

let files = 0;
function begin() {
  let now = 1e12;
  const path = join(folder, `${files++}.json`);
  const clock = () => now;
  return {
    path,
    pace: openPace(path, clock),
    reopen: () => openPace(path, clock),
    pass: (time: number) => (now += time)
  };
}

describe("openPace(path, clock)", () => {
  it("lets 14 requests go at once, and the next a minute after the first has ended", () => {
    const {pace, pass} = begin();
    for (let n = 0; n < 14; n++) {
      expect(pace.wait()).toBe(0);
      pace.begin();
      pass(100);
      pace.end(unlimited);
    }
    expect(pace.wait()).toBe(minute - 1300);
    pass(minute - 1300);
    expect(pace.wait()).toBe(0);
  });
  it("tells how long several take", () => {
    const {pace} = begin();
    expect([1, 14, 15, 28, 29].map((requests) => pace.wait(requests))).toEqual([0, 0, minute, minute, 2 * minute]);
  });
  it.each([
    [{left: 0, ttl: 30}, 31_000],
    [{left: -1, ttl: 0}, 1000],
    [{left: 0, ttl: null}, minute],
    [{left: 1, ttl: 30}, 0],
    [{left: null, ttl: 30}, 0],
    [{left: 0, ttl: 999_999_999}, 24 * 60 * minute]
  ])("obeys %j: nothing for %i ms", (rate, wait) => {
    const {pace} = begin();
    pace.begin();
    pace.end(rate);
    expect(pace.wait()).toBe(wait);
  });
  it("goes on in the next run, with a request that was in flight when the last was killed", () => {
    const {pace, pass, reopen} = begin();
    for (let n = 0; n < 14; n++) pace.begin();
    pass(1000);
    expect(reopen().wait()).toBe(minute - 1000);
    pace.pause(100_000);
    expect(reopen().wait()).toBe(100_000);
  });
  it("takes a damaged file for an empty one, and leaves no half file", () => {
    const {path, pace, reopen} = begin();
    pace.pause(1000);
    for (const text of ["", "{", "[]", '{"sent":["x"],"until":0}', '{"sent":[],"until":null}']) {
      writeFileSync(path, text);
      expect(reopen().wait()).toBe(0);
    }
    expect(readdirSync(folder).filter((name) => name.endsWith(".new"))).toEqual([]);
  });
  it("waits a minute at most for what it sent itself if the clock was set back", () => {
    const {pace, pass, reopen} = begin();
    for (let n = 0; n < 14; n++) pace.begin();
    pass(-5 * 60 * minute);
    expect([pace.wait(), reopen().wait()]).toEqual([minute, minute]);
  });
  it("never has 15 requests reach the service in a minute, however long the way and whenever a run ends", () => {
    const step = fc.record({way: fc.nat(10_000), back: fc.nat(10_000), gap: fc.nat(8000), restart: fc.boolean()});
    fc.assert(
      fc.property(fc.array(step, {minLength: 30, maxLength: 60}), (steps) => {
        const {pass, reopen} = begin();
        let pace = reopen();
        const reached: number[] = [];
        for (const {way, back, gap, restart} of steps) {
          pass(pace.wait());
          pace.begin();
          reached.push(pass(way));
          pass(back);
          pace.end(unlimited);
          pass(gap < 4000 ? 0 : gap);
          if (restart) pace = reopen();
        }
        expect(reached.filter((time, n) => n >= 14 && time - reached[n - 14] < minute)).toEqual([]);
      }),
      {numRuns: 30}
    );
  });
});

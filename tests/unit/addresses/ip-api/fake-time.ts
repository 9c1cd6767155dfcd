import type {IpApiEffects} from "../../../../loaders/addresses/ip-api/index.js";
import {createRandom} from "../../../../loaders/generate/random.js";

export interface FakeTime {
  readonly effects: IpApiEffects;
  advance(milliseconds: number): void;
  /** Lets the request in flight run out of time. */
  runOut(): void;
  readonly slept: readonly number[];
}

/** A clock that only moves when somebody sleeps or says so. */
export function fakeTime(start = Date.UTC(2026, 10, 24), seed = 1): FakeTime {
  let now = start;
  let pending: {controller: AbortController; deadline: number} | null = null;
  const slept: number[] = [];
  const {real} = createRandom(seed);
  return {
    slept,
    effects: {
      clock: () => now,
      async sleep(milliseconds) {
        slept.push(milliseconds);
        now += milliseconds;
      },
      timeout(milliseconds) {
        pending = {controller: new AbortController(), deadline: now + milliseconds};
        return pending.controller.signal;
      },
      random: real
    },
    advance(milliseconds) {
      now += milliseconds;
    },
    runOut() {
      now = Math.max(now, pending!.deadline);
      pending!.controller.abort(new DOMException("out of time", "TimeoutError"));
    }
  };
}

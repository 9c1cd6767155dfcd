import {readFileSync} from "node:fs";
import type {Rate} from "./send-batch.js";
import {writeWhole} from "./write-whole.js";

/** Keeps requests apart. What it knows is in a file, so that a run which follows another keeps to the limit as well. */
export interface Pace {
  /** Milliseconds until the next request may be sent, or the last of several if they follow each other at once. */
  wait(requests?: number): number;
  /** Takes note of a request that is about to be sent. */
  begin(): void;
  /** Takes note that it has ended, and of what the service said of the limit. */
  end(rate: Rate): void;
  /** Lets no request go for some milliseconds. */
  pause(milliseconds: number): void;
}

const most = 14; // requests in a window: one fewer than the service takes, for what may be sent when this file is lost
const window = 60_000; // milliseconds
const day = 24 * 3600_000;

interface State {
  readonly sent: readonly number[]; // when the last requests ended, or were sent if they have not; milliseconds since 1970
  readonly until: number; // nothing may be sent before
}

/**
 * Opens the pace that is kept in a file. A request counts from its end: it reached the service at some time before, so no 60 s of
 * the service's ever hold more than 14. A damaged file is taken for an empty one: the first answer tells how many are left.
 */
export function openPace(path: string, clock: () => number): Pace {
  let {sent, until} = readState(path);

  /** A clock that was set back leaves times to come: those requests may have been sent just now. */
  function settle(): number {
    const now = clock();
    sent = sent.slice(-most).map((time) => Math.min(time, now));
    until = Math.min(until, now + day);
    return now;
  }

  function save(next: readonly number[]) {
    sent = next;
    writeWhole(path, JSON.stringify({sent, until} satisfies State));
  }

  return {
    wait(requests = 1) {
      const now = settle();
      const times = [...sent];
      for (let n = 0; n < requests; n++)
        times.push(Math.max(now, until, times.at(-1) ?? 0, (times.at(-most) ?? -window) + window));
      return times.at(-1)! - now;
    },
    begin() {
      const now = settle();
      save([...sent, now]);
    },
    end({left, ttl}) {
      const now = settle();
      if (left !== null && left <= 0) until = Math.max(until, now + (ttl === null ? window : (ttl + 1) * 1000));
      save([...sent.slice(0, -1), now]);
    },
    pause(milliseconds) {
      until = Math.max(until, settle() + milliseconds);
      save(sent);
    }
  };
}

function readState(path: string): State {
  try {
    const {sent, until} = JSON.parse(readFileSync(path, "utf8")) as State;
    if ([...sent, until].every((time) => Number.isFinite(time))) return {sent, until};
  } catch {
    // no such file yet, or damaged
  }
  return {sent: [], until: 0};
}

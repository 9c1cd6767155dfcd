import type {Progress} from "../../progress.js";
import {formatSeconds} from "../../progress.js";
import type {IpApiSettings} from "../../settings.js";
import type {Cache} from "./cache.js";
import type {IpApiEffects} from "./effects.js";
import {matchAnswers} from "./match-answers.js";
import type {Pace} from "./pace.js";
import type {Reply} from "./send-batch.js";
import {batchSize, sendBatch} from "./send-batch.js";

/** How the asking ended: each address that was to be asked is in one of the counts. */
export interface Asked {
  readonly answered: number; // ip-api knows something
  readonly unknown: number; // ip-api says that it knows nothing
  readonly failed: number; // asked, without a usable answer
  readonly unasked: number; // the provider stopped before
  readonly stopped: string | null; // why it did
}

export interface AskAddressesOptions {
  settings: IpApiSettings;
  pace: Pace;
  cache: Cache;
  progress: Progress;
  effects: IpApiEffects;
}

const tries = 3;
const failuresInARow = 3; // batches; after so many the provider is taken for out of reach
const longestPause = 120_000; // milliseconds that a run waits at once

/**
 * Asks ip-api of addresses, 100 at a time, each request after the answer to the one before, and keeps what it says as it comes.
 * Never throws for what the service does: it stops for this run if asked twice to slow down, if refused, if out of reach, or if
 * told to pause for longer than two minutes.
 */
export async function askAddresses(
  addresses: readonly string[],
  {settings, pace, cache, progress, effects}: AskAddressesOptions
): Promise<Asked> {
  const queue: (readonly string[])[] = cut(addresses, batchSize);
  const count = {answered: 0, unknown: 0, failed: 0};
  let stopped: string | null = null;
  let slowedDown = 0;
  let failures = 0;

  while (queue.length > 0 && stopped === null) {
    const batch = queue.shift()!;
    try {
      stopped = await askOf(batch);
    } catch (error) {
      queue.unshift(batch); // the disk is full, say: without a pace that is kept, nothing more may be sent
      const {code = "unknown"} = error as NodeJS.ErrnoException; // not the message: a path is not for the report
      stopped = `unable to write to the store (${code})`;
    }
  }
  return {...count, unasked: queue.flat().length, stopped};

  /** Asks of a batch, and says why to stop if there is a reason. What should be sent again is put back in the queue. */
  async function askOf(batch: readonly string[]): Promise<string | null> {
    const reply = await sendPatiently(batch);
    failures = reply.kind === "again" || reply.kind === "failed" ? failures + 1 : 0;
    switch (reply.kind) {
      case "answers":
        take(batch, reply.items);
        return null;
      case "too-large":
        if (batch.length > 1) queue.unshift(...cut(batch, Math.ceil(batch.length / 2)));
        else count.failed++;
        return null;
      case "too-many":
        queue.unshift(batch);
        return ++slowedDown === 2 ? "told twice to slow down (429)" : null;
      case "refused":
        queue.unshift(batch);
        return reply.reason;
      default:
        count.failed += batch.length;
        return failures < failuresInARow ? null : `${failures} requests in a row without an answer (${reply.reason})`;
    }
  }

  /** Sends a batch when its turn has come, and again if that may help. */
  async function sendPatiently(batch: readonly string[]): Promise<Reply> {
    for (let attempt = 1; ; attempt++) {
      const pause = pace.wait();
      if (pause > longestPause)
        return {kind: "refused", reason: `told to pause for ${formatSeconds(pause / 1000)}`, left: null, ttl: null};
      await waitForTurn(batch);
      pace.begin();
      const reply = await sendBatch(batch, settings, effects);
      pace.end(reply);
      if (reply.kind === "too-many") pace.pause(Math.max(60, (reply.ttl ?? 0) + 1) * 1000);
      if (reply.kind !== "again" || attempt === tries) return reply;
      await effects.sleep(1000 * 2 ** attempt * (0.5 + effects.random()));
    }
  }

  async function waitForTurn(batch: readonly string[]) {
    for (;;) {
      const batches = 1 + queue.length;
      const done = addresses.length - batch.length - queue.flat().length;
      progress.step("ip-api", done, addresses.length, "addresses", pace.wait(batches) / 1000);
      const wait = pace.wait();
      if (wait <= 0) return;
      await effects.sleep(Math.min(wait, 1000));
    }
  }

  function take(batch: readonly string[], items: readonly unknown[]) {
    const answers = matchAnswers(batch, items);
    cache.add(answers, settings.baseUrl);
    const known = [...answers.values()].filter(({status}) => status === "success").length;
    count.answered += known;
    count.unknown += answers.size - known;
    count.failed += batch.length - answers.size;
  }
}

function cut(addresses: readonly string[], size: number): string[][] {
  return Array.from({length: Math.ceil(addresses.length / size)}, (_, n) => addresses.slice(n * size, (n + 1) * size));
}

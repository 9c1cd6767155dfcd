import {setTimeout} from "node:timers/promises";

/** What the client of ip-api does to the world and asks of it, beside files and HTTP. */
export interface IpApiEffects {
  readonly clock: () => number; // milliseconds since 1970
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  readonly timeout: (milliseconds: number) => AbortSignal;
  readonly random: () => number; // from 0 to 1, for the jitter of waits
}

export const realEffects: IpApiEffects = {
  clock: Date.now,
  sleep: setTimeout,
  timeout: AbortSignal.timeout,
  random: Math.random
};

import type {Random} from "./random.js";

const minute = 60_000;

/** A period in milliseconds since 1970, its end not included. */
export interface Period {
  readonly start: number;
  readonly end: number;
}

/**
 * Shares events out over the minutes of a period: least at 4 in the morning UTC, most at 16, a third less at the weekend, with
 * some unrest. The counts add up to `events` exactly.
 */
export function eventsPerMinute({start, end}: Period, events: number, random: Random): Uint32Array {
  const minutes = Math.ceil((end - start) / minute);
  const until = new Float64Array(minutes);
  let total = 0;
  for (let i = 0; i < minutes; i++) until[i] = total += weight(start + i * minute) * (0.85 + 0.3 * random.real());
  const counts = new Uint32Array(minutes);
  let given = 0;
  for (let i = 0; i < minutes; i++) {
    const due = i === minutes - 1 ? events : Math.round((events * until[i]) / total);
    counts[i] = due - given;
    given = due;
  }
  return counts;
}

function weight(time: number): number {
  const date = new Date(time);
  const hour = date.getUTCHours() + date.getUTCMinutes() / 60;
  const weekend = date.getUTCDay() === 0 || date.getUTCDay() === 6;
  return (1 + 0.65 * Math.cos(((hour - 16) / 12) * Math.PI)) * (weekend ? 0.67 : 1);
}

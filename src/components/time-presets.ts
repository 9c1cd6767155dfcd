import type {Atlas} from "./atlas.js";
import {bucketTotals, coarsen} from "./timeline.js";

const day = 86_400_000;

/** Times that a reader may want of a report, each with its name. */
export function timePresets(whole: Atlas): [text: string, from: number, to: number][] {
  const {start, end} = whole.known;
  const busiest = busiestDay(whole);
  const all: [string, number, number][] = [["All", start, end]];
  if (end - start > day) all.unshift(["Last day", end - day, end]);
  if (end - start > 7 * day) all.splice(1, 0, ["Last 7 days", end - 7 * day, end]);
  if (busiest !== null && end - start > day) all.splice(all.length - 1, 0, ["Busiest day", busiest, busiest + day]);
  return all;
}

function busiestDay(whole: Atlas): number | null {
  const line = whole.through();
  if (line.length === 0 || line.step > day || day % line.step !== 0) return null;
  const days = coarsen(line, day / line.step);
  const totals = bucketTotals(days);
  return days.start + totals.reduce((best, value, i) => (value > (totals[best] || 0) ? i : best), 0) * day;
}

import {formatCount, formatNoun, threeDigits} from "./format.js";
import {toLocal, zoneName} from "./zone.js";

const days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const steps = [
  {seconds: 86400, name: "day"},
  {seconds: 3600, name: "hour"},
  {seconds: 60, name: "minute"},
  {seconds: 1, name: "second"}
];

type Moment = number | Date | null | undefined; // milliseconds since 1970, UTC

const year = 365 * 86_400_000;
let ambiguous = false; // whether a day and a month may be of two years

/** Tells the page of what time its report is: where that is a year or more, minutes are told with their year. */
export function tellPeriod(first: Moment, last: Moment): void {
  ambiguous = first != null && last != null && Number(last) - Number(first) >= year;
}

/** A date in the page's zone: `17 Nov 2025`. */
export function formatDate(moment: Moment): string {
  const date = dateOf(moment);
  return date ? `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}` : "not known";
}

/** A minute in the page's zone, without what the heading has: `Mon 17 Nov, 02:00`; in a report of years `Mon 17 Nov 2025, 02:00`. */
export function formatMinute(moment: Moment): string {
  const date = dateOf(moment);
  if (!date) return "not known";
  const day = `${days[date.getUTCDay()]} ${date.getUTCDate()} ${months[date.getUTCMonth()]}`;
  return `${day}${ambiguous ? ` ${date.getUTCFullYear()}` : ""}, ${clock(date)}`;
}

/** A minute in the page's zone with its name: `Mon 17 Nov, 02:00 UTC`. */
export function formatMoment(moment: Moment): string {
  return dateOf(moment) ? `${formatMinute(moment)} ${zoneName()}` : formatMinute(moment);
}

/** A minute in the page's zone that sorts as text, for tables: `2025-11-17 02:00`. */
export function formatStamp(moment: Moment): string {
  const date = dateOf(moment);
  return date ? `${date.toISOString().slice(0, 10)} ${clock(date)}` : "";
}

/** A time in the page's zone as exact as logs have it, to look it up there: `2025-11-17 02:00:07.250`. */
export function formatInstant(moment: Moment): string {
  return (
    dateOf(moment)
      ?.toISOString()
      .replace("T", " ")
      .replace(/(\.000)?Z$/, "") ?? ""
  );
}

/** A period in the page's zone: `10 Nov 2025, 00:00 – 20 Nov 2025, 14:37 UTC`; the second date only where it differs. */
export function formatPeriod(first: Moment, last: Moment): string {
  const [from, to] = [dateOf(first), dateOf(last)];
  if (!from || !to) return "no times in the logs";
  const [begin, end] = [formatDate(first), formatDate(last)];
  const sameDay = begin === end;
  return `${begin}, ${clock(from)} – ${sameDay ? "" : `${end}, `}${clock(to)} ${zoneName()}`;
}

/** A span in words, its two largest units: `10 days 14 hours`, `3 minutes`, `0.4 seconds`. */
export function formatDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (milliseconds > 0 && milliseconds < 100) return `${threeDigits(milliseconds)}\u00a0ms`;
  if (seconds < 10) return `${threeDigits(seconds)}\u00a0${seconds === 1 ? "second" : "seconds"}`;
  const at = steps.findIndex((step) => Math.round(seconds) >= step.seconds);
  const [major, minor] = [steps[at], steps[at + 1]];
  const smallest = minor?.seconds ?? 1;
  const whole = Math.round(seconds / smallest) * smallest;
  const rest = Math.round((whole % major.seconds) / smallest);
  const text = formatNoun(Math.floor(whole / major.seconds), major.name);
  return minor && rest > 0 ? `${text} ${formatNoun(rest, minor.name)}` : text;
}

/** The length of a bucket as a unit: `hour`, `6 hours`, `day`; reads after "per". */
export function formatBucket(seconds: number): string {
  for (const step of steps) {
    if (seconds < step.seconds || seconds % step.seconds !== 0) continue;
    const count = seconds / step.seconds;
    return count === 1 ? step.name : `${formatCount(count)} ${step.name}s`;
  }
  return `${threeDigits(seconds)} seconds`;
}

function clock(date: Date): string {
  return date.toISOString().slice(11, 16);
}

/** What the zone's clocks show, to be read with the functions for UTC. */
function dateOf(moment: Moment): Date | null {
  if (moment == null || Number.isNaN(Number(moment))) return null;
  return new Date(toLocal(Number(moment)));
}

import {literal} from "../sql.js";
import type {Sample} from "./format.js";
import {utcText, zoneNote} from "./local-time.js";

const day = 24 * 60 * 60 * 1000;
const withoutYear = String.raw`[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d`;
const withYear = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?`;

/** The start of a syslog line: a priority, then the time (the only group), either `Mar  4 10:55:32` or ISO 8601. */
export const syslogStart = String.raw`^(?:<\d{1,3}>)?(?:1 )?(${withoutYear}|${withYear}) `;

const start = new RegExp(syslogStart);
const zoned = "(Z|[+-][0-9]{2}:?[0-9]{2})$";

/** Whether a line is of syslog, but of no logger whose lines are traffic: netfilter, filterlog, or HAProxy's time in brackets. */
export function isOtherLogger(line: string): boolean {
  return start.test(line) && !/ SRC=| filterlog\b| \[\d\d\/[A-Z][a-z]{2}\/\d{4}:/.test(line);
}

/**
 * SQL: UTC as text with `Z` of the time of a syslog line. One without a year has the last year that does not put it more than
 * a day behind the time of the file, so that a log from December to January has two.
 */
export function syslogTime(text: string, sample: Pick<Sample, "modified" | "zone">): string {
  const {zone} = sample;
  const limit = new Date(sample.modified + day);
  const year = Number(new Intl.DateTimeFormat("en", {timeZone: zone, year: "numeric"}).format(limit));
  const latest = `timezone(${literal(zone)}, TIMESTAMPTZ ${literal(limit.toISOString())})`;
  const last = (years: readonly number[]) => {
    const times = years.map((y) => `TRY_STRPTIME('${y} ' || ${text}, '%Y %b %d %H:%M:%S')`);
    return `coalesce(${times.map((time) => `CASE WHEN ${time} <= ${latest} THEN ${time} END`).join(", ")})`;
  };
  const leapYears = Array.from({length: 13}, (_, i) => year - i).filter(isLeapYear);
  // What is no time stays as it is, so that it is called unreadable and not missing.
  return `coalesce(CASE
    WHEN ${text} > ':' THEN ${utcText(`CASE WHEN starts_with(${text}, 'Feb 29') THEN ${last(leapYears)} ELSE ${last([year, year - 1])} END`, sample.zone)}
    WHEN regexp_matches(${text}, '${zoned}') THEN ${text}
    ELSE ${utcText(`TRY_CAST(${text} AS TIMESTAMP)`, sample.zone)} END, ${text})`;
}

/** What `syslogTime` assumes about these lines. */
export function syslogNotes({lines, zone}: Sample): string[] {
  const times = lines.flatMap((line) => start.exec(line)?.[1] ?? []);
  return [
    ...(times.some((time) => time > ":") ? ["times have no year: taken as the last before the file's own time"] : []),
    ...(times.some((time) => !/(?:Z|[+-]\d\d:?\d\d)$/.test(time)) ? [zoneNote(zone)] : [])
  ];
}

function isLeapYear(year: number): boolean {
  return new Date(Date.UTC(year, 1, 29)).getUTCDate() === 29;
}

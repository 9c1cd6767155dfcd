import type {Sample} from "./format.js";
import {utcText} from "./local-time.js";

/** Pattern of the start of a syslog line; its two groups are the time without a year, or in ISO 8601. Source: RFC 3164, RFC 5424. */
export const syslogStart = String.raw`^(?:<\d{1,3}>)?(?:1 )?(?:([A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d)|(\d{4}-\d\d-\d\dT\S+)) `;

/**
 * SQL: the time of a syslog line as text. One without a year is in the last year that does not put it behind the file's own time,
 * give or take a day: right for any log that is shorter than a year.
 */
export function syslogTime(short: string, iso: string, {modified, zone}: Pick<Sample, "modified" | "zone">): string {
  const year = new Date(modified).getUTCFullYear();
  const limit = new Date(modified + 86_400_000).toISOString().slice(0, 19).replace("T", " ");
  const inYear = (n: number) => `TRY_STRPTIME('${n} ' || regexp_replace(${short}, ' +', ' '), '%Y %b %d %H:%M:%S')`;
  return `coalesce(${iso}, ${utcText(
    `CASE WHEN ${inYear(year)} <= TIMESTAMP '${limit}' THEN ${inYear(year)} ELSE ${inYear(year - 1)} END`,
    zone
  )})`;
}

export function syslogNotes({lines, zone}: Pick<Sample, "lines" | "zone">): string[] {
  const short = lines.some((line) => /^(?:<\d{1,3}>)?[A-Z][a-z]{2} +\d/.test(line));
  return short ? [`times have no year: taken from the file's own time; and no zone: taken as ${zone}`] : [];
}

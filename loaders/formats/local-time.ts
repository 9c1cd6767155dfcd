import {literal} from "../sql.js";

/** SQL: the UTC time of a TIMESTAMP on the clocks of a zone, as text that events are made of. Of an hour that comes twice in autumn, the second. */
export function utcText(timestamp: string, zone: string): string {
  const utc = zone === "UTC" ? timestamp : `timezone(${literal(zone)}, ${timestamp})::TIMESTAMP`;
  return `(${utc})::VARCHAR || 'Z'`;
}

export interface TimeSetting {
  readonly zone: string; // IANA name, of times that name none
  readonly time?: string; // how times are written, as in strptime, if not in one of the usual ways
}

/** SQL: text of a time whose zone or whose form the settings tell, as text that events are made of. */
export function timeText(text: string, {zone, time}: TimeSetting): string {
  if (time !== undefined) {
    const parsed = `TRY_STRPTIME(${text}, ${literal(time)})`;
    return /%z/i.test(time) ? `${parsed}::TIMESTAMP::VARCHAR || 'Z'` : utcText(parsed, zone);
  }
  if (zone === "UTC") return text;
  const local = "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([T ][0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?)?";
  return `CASE WHEN regexp_full_match(${text}, ${literal(local)}) THEN ${utcText(`TRY_CAST(${text} AS TIMESTAMP)`, zone)} ELSE ${text} END`;
}

/** What is said of times that name no zone. */
export function zoneNote(zone: string): string {
  return `times have no zone: read as ${zone}`;
}

import {formatBytes, formatCount, formatShare, threeDigits} from "../format.js";
import type {Units} from "../format.js";
import type {Cell, ResultColumn} from "./answer.js";

/** A value of a result in words, by the kind and the name of its column. Nothing is an empty text. */
export function formatCell(value: Cell, {name, kind}: ResultColumn, units: Units = "si"): string {
  if (value === null || (typeof value === "number" && Number.isNaN(value))) return "";
  if (kind === "time") return formatTime(Number(value));
  if (kind !== "number") return String(value);
  const number = Number(value);
  if (/bytes/i.test(name)) return formatBytes(number, units);
  if (/share|rate|ratio/i.test(name) && number >= 0 && number <= 1) return formatShare(number, 1);
  if (/^(asn|status_code|source_port|dest_port|source)$/i.test(name)) return String(number);
  return Number.isInteger(number) ? formatCount(number) : threeDigits(number);
}

/** A time in UTC with as much of its clock as it has: the day, the minute or the second. */
function formatTime(milliseconds: number): string {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) return "";
  const [day, clock] = date.toISOString().slice(0, 19).split("T");
  if (clock === "00:00:00") return day;
  return `${day} ${clock.endsWith(":00") ? clock.slice(0, 5) : clock}`;
}

import type {Atlas} from "./atlas.js";
import {formatBucket, formatDuration, formatMinute} from "./format-time.js";
import {className} from "./names.js";
import type {Dimension, Part, Selection} from "./selection.js";
import {statusName} from "./status.js";
import {zoneName} from "./zone.js";

const titles: Record<Dimension, string> = {
  country: "Country",
  place: "Place",
  ip: "Address",
  class: "Class",
  network: "Own network",
  asn: "Network",
  label: "List",
  log: "Log",
  protocol: "Protocol",
  status: "Status",
  direction: "Direction"
};

/** A part in words: `Country`, `Germany`. */
export function partName(atlas: Pick<Atlas, "country" | "whole">, {dimension, value}: Part): [string, string] {
  const {country, whole} = atlas;
  const name = titles[dimension];
  switch (dimension) {
    case "country":
      return [name, country(value === "" ? null : value)];
    case "place": {
      const [code, region, city] = value.split("|");
      return [name, [city || region || "known only to the country", country(code || null)].join(", ")];
    }
    case "class":
      return [name, className(value || null)];
    case "asn": {
      const holder = whole.sources.find(({asn}) => String(asn) === value)?.organization;
      return [name, value === "" ? "not known" : [`AS${value}`, holder].filter(Boolean).join(" ")];
    }
    case "status":
      return [name, statusName(value || null)];
    case "network":
    case "label":
      return [name, value || "none"];
    default:
      return [name, value || "not logged"];
  }
}

/** A range of time in words: `Tue 17 Nov, 02:00 – 06:00 UTC, 4 hours`. */
export function timeName(from: number, to: number): string {
  const [first, last] = [formatMinute(from), formatMinute(to)];
  const [day, clock] = last.split(", ");
  const end = first.startsWith(`${day},`) ? clock : last;
  return `${first} – ${end} ${zoneName()}, ${formatDuration(to - from)}`;
}

/** Begin and end of what is selected, where one of them is the report's own. */
export function timesOf({known}: Pick<Atlas, "known">, {from, to}: Selection): {from: number; to: number} {
  return {from: from ?? known.start, to: to ?? known.end};
}

export function snapNote({known}: Pick<Atlas, "known">): string {
  const {step, fine} = known;
  const bucket = formatBucket(step / 1000);
  return fine
    ? `Times of up to ${formatDuration(fine.span)} snap to the ${formatBucket(fine.step / 1000)}, longer ones to the ${bucket}.`
    : `Times snap to the ${bucket}, the finest that this report holds.`;
}

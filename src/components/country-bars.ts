import type {Atlas} from "./atlas.js";
import type {Bar} from "./bar-chart.js";
import type {Bound} from "./bound.js";
import type {QueryResult} from "./db.js";
import {mayHold, placeValue, valuesOf} from "./filter-atlas.js";
import {addNullable, countryFigures} from "./map-model.js";
import {addressHref} from "./mentions.js";
import {holderOf, placeName} from "./names.js";
import {isEverything} from "./selection.js";
import {topBy} from "./sums.js";
import type {AddressFacts, PlaceFacts, Sums} from "./tables.js";

/**
 * The ten largest bars of rows of a query over `places` or `addresses`; under a selection of the sources instead, which
 * alone can follow it.
 */
export function countryBars<T extends Sums>(
  atlas: Atlas,
  code: string | null,
  rows: QueryResult,
  bar: (row: T) => Omit<Bar, "value">
): Bar[] {
  const {measure, selection, sources, whole} = atlas;
  const own = sources.filter((row) => row.country === code);
  const coarse = own.filter(({level}) => level === "country");
  // A remainder may hold some of a place or a network; an address with a row of its own has all that it sent there.
  const boundIn = ({part}: Omit<Bar, "value">): Bound => {
    if (part?.dimension === "place")
      return coarse.some((row) => mayHold(row, part.value, whole.sources)) ? "least" : "exact";
    return part?.dimension === "asn" && own.some(({ip}) => ip === null) ? "least" : "exact";
  };
  if (isEverything(selection))
    return [...rows].map((row) => {
      const one = bar(row as unknown as T);
      const summed = one.part?.dimension === "asn" && !isWhole(row.listed, whole, code);
      return {...one, value: measure.of(row as unknown as T), bound: summed ? "least" : "exact"};
    });
  const sums = new Map<string, Bar & {value: number | null}>();
  for (const row of own) {
    if (row.level === "country") continue;
    const next = bar(row as unknown as T);
    if (!next.part || !valuesOf(row, next.part.dimension).includes(next.part.value)) continue;
    const known = sums.get(next.part.value);
    const value = measure.of(row);
    sums.set(next.part.value, {
      ...(known ?? {...next, bound: boundIn(next)}),
      value: known ? addNullable(known.value, value) : value
    });
  }
  return topBy([...sums.values()], ({value}) => value, 10);
}

/** Whether a query over the table of addresses saw all of a country. */
function isWhole(listed: unknown, whole: Atlas, code: string | null): boolean {
  return code !== null && Number(listed) >= (countryFigures(whole).get(code)?.addresses ?? Infinity);
}

/** What the three lists hold: all of it, or under a selection what has a row of its own. */
export function listNote({selection}: Atlas): string {
  return isEverything(selection)
    ? "The ten busiest, over the whole period."
    : "The ten busiest of the selection, of what has a row of its own.";
}

export const placeBar = (row: PlaceFacts) => ({
  label: row.city ?? row.region ?? "known only to the country",
  about: placeName(row),
  part: {dimension: "place" as const, value: placeValue(row)}
});

export const networkBar = (row: Pick<AddressFacts, "asn" | "organization">) => ({
  label: holderOf(row) || "network not known",
  part: {dimension: "asn" as const, value: row.asn === null ? "" : String(row.asn)}
});

export const addressBar = (row: AddressFacts & {ip: string}) => ({
  label: row.ip,
  part: {dimension: "ip" as const, value: row.ip},
  href: addressHref(row.ip),
  about: [placeName(row), holderOf(row)].filter(Boolean).join("\n")
});

import type {Atlas} from "./atlas.js";
import type {Bound} from "./bound.js";
import {both, mark} from "./bound.js";
import {isListed} from "./lists.js";
import type {Measure} from "./measure.js";
import {bytesOf} from "./tables.js";
import type {PlaceFacts, PlaceRow, SourceRow, Sums} from "./tables.js";

/** What the figures of a place or a country add up to. */
export interface MapFigures extends Sums {
  readonly addresses: number;
  readonly bound?: Bound; // of all figures, where it is not that of the measure
}

/** A country's totals, from the dimension table, which no budget has cut. */
export interface CountryFigures extends MapFigures {
  readonly code: string;
}

/** A place that can be drawn, and how far its point can be trusted. */
export interface MapPlace extends PlaceRow {
  readonly latitude: number;
  readonly longitude: number;
  readonly vague: boolean; // the point stands for a country or a region, not for a city
  readonly listed: number; // its addresses on threat lists
}

/** The countries with traffic, by code. */
export function countryFigures({sources}: Pick<Atlas, "sources">): Map<string, CountryFigures> {
  const figures = new Map<string, CountryFigures>();
  for (const row of sources) {
    if (row.country === null) continue;
    const known = figures.get(row.country);
    figures.set(row.country, {code: row.country, ...(known ? addFigures(known, row) : figuresOf(row))});
  }
  return figures;
}

/** The places that have a point, in the order of the table. */
export function mapPlaces(places: readonly PlaceRow[], sources: readonly SourceRow[] = []): MapPlace[] {
  const listed = new Map<string, number>();
  for (const row of sources)
    if (isListed(row)) listed.set(siteKey(row), (listed.get(siteKey(row)) ?? 0) + row.addresses);
  return places
    .filter(({latitude, longitude}) => latitude !== null && longitude !== null)
    .map(
      (place) => ({...place, vague: place.precision !== "city", listed: listed.get(siteKey(place)) ?? 0}) as MapPlace
    );
}

/** The places of addresses on threat lists, with the sums of those alone. */
export function listedPlaces(sources: readonly SourceRow[]): PlaceRow[] {
  const sites = new Map<string, PlaceRow>();
  for (const row of sources) {
    if (!isListed(row) || row.country === null) continue;
    const {country, region, city, latitude, longitude, precision} = row;
    const known = sites.get(siteKey(row));
    const figures = known ? addFigures(known, row) : figuresOf(row);
    sites.set(
      siteKey(row),
      known ? {...known, ...figures} : {country, region, city, latitude, longitude, precision, ...figures}
    );
  }
  return [...sites.values()];
}

function siteKey({country, region, city}: PlaceFacts): string {
  return [country, region, city].join("|");
}

/** What the map cannot show, by measure: traffic without a country, and traffic of countries without a point. */
export function unplaced(
  {summary}: Pick<Atlas, "summary">,
  measure: Measure,
  countries: Map<string, CountryFigures>
): {value: number | null; whole: number | null} {
  const whole = measure.name === "addresses" ? summary.sources : measure.of(summary);
  let placed = 0;
  for (const figures of countries.values()) placed += measure.of(figures) ?? 0;
  return {value: whole === null ? null : whole - placed, whole};
}

/** Sums figures, and their bounds; bytes stay null only where none of the two has any. */
export function addFigures(a: MapFigures, b: MapFigures): MapFigures {
  return {
    ...(a.bound || b.bound ? {bound: both(a.bound ?? "exact", b.bound ?? "exact")} : {}),
    events: a.events + b.events,
    unsized: a.unsized + b.unsized,
    addresses: a.addresses + b.addresses,
    bytes_sent: addNullable(a.bytes_sent, b.bytes_sent),
    bytes_received: addNullable(a.bytes_received, b.bytes_received)
  };
}

/** The lines of a tooltip: every measure that is known. */
export function figureLines(figures: MapFigures, measures: readonly Measure[]): [string, string][] {
  return measures.map((measure) => [
    measure.label,
    mark(
      measure.name === "bytes" && bytesOf(figures) === null ? "not logged" : measure.format(measure.of(figures)),
      figures.bound ?? "exact"
    )
  ]);
}

function figuresOf({events, unsized, addresses, bytes_sent, bytes_received}: MapFigures): MapFigures {
  return {events, unsized, addresses, bytes_sent, bytes_received};
}

/** Null is not logged: it adds nothing. */
export function addNullable(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : a + b;
}

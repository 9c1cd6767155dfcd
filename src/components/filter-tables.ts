import type {Atlas} from "./atlas.js";
import {placeValue, valuesOf} from "./filter-atlas.js";
import {addFigures} from "./map-model.js";
import {dimensions, fits, isEverything, isRowDimension} from "./selection.js";
import type {AddressRow, PlaceRow, SourceRow, SystemRow} from "./tables.js";

/** The places of the selection. Under one, only what has a row of its own: an address, or the remainder of a place. */
export function filterPlaces(atlas: Atlas, places: readonly PlaceRow[]): readonly PlaceRow[] {
  if (isEverything(atlas.selection)) return places;
  const {points, keys} = pointsOf(places);
  const sums = new Map<string, PlaceRow>();
  for (const row of atlas.sources) {
    if (row.country === null || row.level === "country" || row.level === "class") continue;
    let key = keys.get(row.source);
    if (key === undefined) keys.set(row.source, (key = placeValue(row)));
    const known = sums.get(key);
    const {country, region, city, latitude, longitude, precision} = points.get(key) ?? row;
    const figures = known ? addFigures(known, row) : row;
    const {events, bytes_sent, bytes_received, unsized, addresses} = figures;
    sums.set(key, {
      ...{country, region, city, latitude, longitude, precision},
      ...{events, bytes_sent, bytes_received, unsized, addresses}
    });
  }
  return [...sums.values()];
}

/**
 * The addresses of the selection: all that the table lists where the selection is about addresses only; else those with a
 * row of their own, with the sums of the selection.
 */
export function filterAddresses(
  atlas: Atlas,
  addresses: readonly AddressRow[]
): {rows: readonly AddressRow[]; left: number} {
  const {selection, sources, whole} = atlas;
  if (isEverything(selection)) return {rows: addresses, left: 0};
  const ofRows =
    selection.from !== null ||
    selection.to !== null ||
    selection.parts.some(({dimension}) => isRowDimension(dimension));
  const tests = dimensions
    .filter((dimension) => selection.parts.some((part) => part.dimension === dimension))
    .map((dimension) => ({dimension, fit: fits(selection.parts, dimension)}));
  const asked = addresses.filter((row) =>
    tests.every(
      ({dimension, fit}) =>
        isRowDimension(dimension) || fit(valuesOf({...row, level: "address", addresses: 1}, dimension))
    )
  );
  if (!ofRows) return {rows: asked, left: 0};
  const own = new Map<string, SourceRow>();
  for (const row of sources) if (row.ip !== null) own.set(row.ip, row);
  const rows = asked.flatMap((row) => {
    const sums = own.get(row.ip);
    if (!sums) return [];
    const {events, bytes_sent, bytes_received, unsized, first_seen, last_seen} = sums;
    return [{...row, events, bytes_sent, bytes_received, unsized, first_seen, last_seen}];
  });
  return {rows, left: asked.filter((row) => whole.source(row.source)?.ip !== row.ip).length};
}

/** The networks of the selection: sums over the addresses that it lists, with what is known of each network anyway. */
export function filterSystems(
  atlas: Atlas,
  systems: readonly SystemRow[],
  addresses: readonly AddressRow[] // of the selection
): readonly SystemRow[] {
  if (isEverything(atlas.selection)) return systems;
  const known = new Map(systems.map((row) => [row.asn, row]));
  const sums = new Map<number | null, SystemRow>();
  for (const row of addresses) {
    const {asn} = row;
    const before = sums.get(asn);
    const one = {...row, addresses: 1};
    const {events, bytes_sent, bytes_received, unsized, addresses} = before ? addFigures(before, one) : one;
    sums.set(asn, {
      ...factsOf(asn, known.get(asn), row),
      ...{events, bytes_sent, bytes_received, unsized, addresses},
      first_seen: either(Math.min, before?.first_seen ?? null, row.first_seen),
      last_seen: either(Math.max, before?.last_seen ?? null, row.last_seen)
    });
  }
  return [...sums.values()];
}

/** What is known of a network; of one that is summed with other quiet ones, what one of its addresses tells. */
function factsOf(asn: number | null, system: SystemRow | undefined, row: AddressRow) {
  if (asn === null) return {asn, organization: null, country: null, countries: null, systems: 0};
  const {organization, country} = system ?? row;
  return {asn, organization, country, countries: system?.countries ?? null, systems: 1};
}

function either(of: (a: number, b: number) => number, a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : of(a, b);
}

interface Points {
  readonly points: Map<string, PlaceRow>;
  readonly keys: Map<number, string>; // of sources
}

const pointsByTable = new WeakMap<readonly PlaceRow[], Points>();

function pointsOf(places: readonly PlaceRow[]): Points {
  let known = pointsByTable.get(places);
  if (!known) {
    known = {points: new Map(places.map((row) => [placeValue(row), row])), keys: new Map()};
    pointsByTable.set(places, known);
  }
  return known;
}

import type {Atlas} from "./atlas.js";
import type {Bound} from "./bound.js";
import {placeValue, valuesOf} from "./filter-atlas.js";
import {addFigures} from "./map-model.js";
import {dimensions, fits, isEverything, isRowDimension} from "./selection.js";
import type {AddressRow, PlaceRow, SourceRow, SystemRow} from "./tables.js";

/**
 * The places of the selection. Under one, only what has a row of its own: an address, or the remainder of a place. Where the
 * whole place has more than these, and its country's remainder is selected too, its figures are the least that they can be.
 */
export function filterPlaces(atlas: Atlas, places: readonly PlaceRow[]): readonly PlaceRow[] {
  if (isEverything(atlas.selection)) return places;
  const {points, keys, hidden} = pointsOf(places, atlas.whole.sources);
  const coarse = new Set(atlas.sources.flatMap(({level, country}) => (isCoarse(level) ? [country] : [])));
  const sums = new Map<string, PlaceRow>();
  for (const row of atlas.sources) {
    if (row.country === null || isCoarse(row.level)) continue;
    let key = keys.get(row.source);
    if (key === undefined) keys.set(row.source, (key = placeValue(row)));
    const known = sums.get(key);
    const {country, region, city, latitude, longitude, precision} = points.get(key) ?? row;
    const figures = known ? addFigures(known, row) : row;
    const {events, bytes_sent, bytes_received, unsized, addresses} = figures;
    const bound: Bound = coarse.has(country) && hidden(key) ? "least" : "exact";
    sums.set(key, {
      ...{country, region, city, latitude, longitude, precision, bound},
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
  const {selection, sources, known} = atlas;
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
    own.delete(row.ip);
    const {source, events, bytes_sent, bytes_received, unsized, first_seen, last_seen} = sums;
    return [{...row, source, events, bytes_sent, bytes_received, unsized, first_seen, last_seen}];
  });
  const others = [...own.values()].filter((row) => !addressesOf(addresses).has(row.ip!)); // which finer detail alone tells
  return {
    rows: [...rows, ...others.map((row) => ({...row, ip: row.ip!}))],
    left: asked.filter(({ip}) => !known.has("ip", ip)).length
  };
}

const listed = new WeakMap<readonly AddressRow[], ReadonlySet<string>>();

function addressesOf(table: readonly AddressRow[]): ReadonlySet<string> {
  let known = listed.get(table);
  if (!known) listed.set(table, (known = new Set(table.map(({ip}) => ip))));
  return known;
}

/** The networks of the selection: sums over the addresses that it lists, with what is known of each network anyway. */
export function filterSystems(
  atlas: Atlas,
  systems: readonly SystemRow[],
  addresses: readonly AddressRow[] // of the selection
): readonly SystemRow[] {
  if (isEverything(atlas.selection)) return systems;
  const known = new Map(systems.map((row) => [row.asn, row]));
  const complete = holdsAll(atlas, addresses);
  const told = eventsBySystem(atlas.whole.sources);
  const boundOf = (asn: number | null): Bound =>
    complete || (asn !== null && (told.get(asn) ?? 0) >= (known.get(asn)?.events ?? Infinity)) ? "exact" : "least";
  const sums = new Map<number | null, SystemRow>();
  for (const row of addresses) {
    const {asn} = row;
    const before = sums.get(asn);
    const one = {...row, addresses: 1};
    const {events, bytes_sent, bytes_received, unsized, addresses} = before ? addFigures(before, one) : one;
    sums.set(asn, {
      ...factsOf(asn, known.get(asn), row),
      ...{events, bytes_sent, bytes_received, unsized, addresses, bound: boundOf(asn)},
      first_seen: either(Math.min, before?.first_seen ?? null, row.first_seen),
      last_seen: either(Math.max, before?.last_seen ?? null, row.last_seen)
    });
  }
  return [...sums.values()];
}

/** Whether some addresses are all that the selection has; never where remainders may hold more that fits it. */
export function holdsAll(
  {summary, doubt}: Pick<Atlas, "summary" | "doubt">,
  addresses: readonly Pick<AddressRow, "events">[]
): boolean {
  const held = addresses.reduce((sum, {events}) => sum + events, 0);
  return held >= summary.events && (doubt.sums === "exact" || doubt.sums === "most");
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

function isCoarse(level: SourceRow["level"]): boolean {
  return level === "country" || level === "class";
}

/** The events of each network's addresses that have a row of their own. */
function eventsBySystem(sources: readonly SourceRow[]): Map<number | null, number> {
  const sums = new Map<number | null, number>();
  for (const {ip, asn, events} of sources) if (ip !== null) sums.set(asn, (sums.get(asn) ?? 0) + events);
  return sums;
}

interface Points {
  readonly points: Map<string, PlaceRow>;
  readonly keys: Map<number, string>; // of sources
  readonly hidden: (place: string) => boolean; // whether it has more than its rows of sources tell
}

const pointsByTable = new WeakMap<readonly PlaceRow[], Points>();

function pointsOf(places: readonly PlaceRow[], sources: readonly SourceRow[]): Points {
  let known = pointsByTable.get(places);
  if (!known) {
    const points = new Map(places.map((row) => [placeValue(row), row]));
    const told = new Map<string, number>();
    for (const row of sources)
      if (!isCoarse(row.level)) told.set(placeValue(row), (told.get(placeValue(row)) ?? 0) + row.events);
    const hidden = (key: string) => (told.get(key) ?? 0) < (points.get(key)?.events ?? Infinity);
    known = {points, keys: new Map(), hidden};
    pointsByTable.set(places, known);
  }
  return known;
}

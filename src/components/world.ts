import type {Feature, MultiPolygon, Polygon} from "geojson";
import {feature} from "topojson-client";
import type {GeometryCollection, Topology} from "topojson-specification";
import type {CountryRow} from "./tables.js";

/** A shape of the map, and the country that it belongs to; null for the few shapes without a code. */
export interface Land {
  readonly code: string | null;
  readonly name: string;
  readonly shape: Feature<Polygon | MultiPolygon>;
}

/**
 * Joins the shapes of `data/world.json` to the countries by their id, which is text with leading zeros. Several shapes
 * may belong to one country. Throws `missing object in the map: countries`.
 */
export function readWorld(topology: Topology, countries: readonly CountryRow[]): Land[] {
  const object = topology.objects.countries;
  if (!object) throw new Error("missing object in the map: countries");
  const byId = new Map(countries.map((country) => [country.id, country]));
  const {features} = feature(topology, object as GeometryCollection<{name?: string}>);
  return features.map((shape) => {
    const country = byId.get(String(shape.id));
    return {
      code: country?.code ?? null,
      name: country?.name ?? shape.properties?.name ?? "no name",
      shape: shape as Feature<Polygon | MultiPolygon>
    };
  });
}

/** The countries that have no shape of their own and are drawn as points instead. */
export function pointCountries(world: readonly Land[], countries: readonly CountryRow[]): CountryRow[] {
  const drawn = new Set(world.map(({code}) => code));
  return countries.filter(({code, latitude, longitude}) => !drawn.has(code) && latitude !== null && longitude !== null);
}

import {defaultPrecision} from "./default-points.js";

/** How far a point can be trusted. `registry`: it says where the holder of the addresses is, not where they are used. */
export type Precision = "city" | "region" | "country" | "registry";

/** Where an address is. A missing value is null, never an empty text. */
export interface Location {
  readonly country: string | null; // ISO 3166 alpha-2, or XK
  readonly region: string | null;
  readonly city: string | null;
  readonly latitude: number | null; // degrees north, rounded to 0.01
  readonly longitude: number | null; // degrees east, rounded to 0.01
  readonly precision: Precision;
}

/** The ways in which databases name what they know: MaxMind and DB-IP nest it, the packages of ip-location-db do not. */
export type LocationSchema = "nested" | "flat";

const noCountries = new Set(["ZZ", "EU", "AP", "XX"]); // unknown, and two continents that older databases use

/** Recognises the schema of a location database by its first records; null if they hold no location. */
export function locationSchemaOf(records: readonly unknown[]): LocationSchema | null {
  for (const record of records) {
    if (!isMap(record)) continue;
    if (["country", "registered_country", "city", "location", "continent"].some((key) => isMap(record[key])))
      return "nested";
    if (typeof record.country_code === "string") return "flat";
  }
  return null;
}

/** Reads a record of a location database; null if it says nothing. */
export function readLocation(record: unknown, schema: LocationSchema): Location | null {
  if (!isMap(record)) return null;
  const raw = schema === "nested" ? readNested(record) : readFlat(record);
  const country = codeOf(raw.country);
  const region = textOf(raw.region);
  const city = textOf(raw.city);
  const point = pointOf(raw.latitude, raw.longitude, city);
  if (country === null && region === null && city === null && point === null) return null;
  const known = point && defaultPrecision(point.latitude, point.longitude);
  const precision = known ?? (city ? "city" : region ? "region" : country ? "country" : "registry");
  return {country, region, city, latitude: round(point?.latitude), longitude: round(point?.longitude), precision};
}

type Raw = Record<"country" | "region" | "city" | "latitude" | "longitude", unknown>;

function readNested({country, registered_country, subdivisions, city, location}: Record<string, unknown>): Raw {
  const {latitude, longitude} = mapOf(location);
  return {
    country: mapOf(country).iso_code ?? mapOf(registered_country).iso_code,
    region: nameOf(Array.isArray(subdivisions) ? subdivisions[0] : undefined),
    city: nameOf(city),
    latitude,
    longitude
  };
}

function readFlat({country_code, state1, city, latitude, longitude}: Record<string, unknown>): Raw {
  return {country: country_code, region: state1, city, latitude, longitude};
}

function nameOf(place: unknown): unknown {
  return mapOf(mapOf(place).names).en;
}

function codeOf(value: unknown): string | null {
  const code = textOf(value)?.toUpperCase() ?? null;
  return code !== null && /^[A-Z]{2}$/.test(code) && !noCountries.has(code) ? code : null;
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value.trim() !== "" ? value.trim() : null;
}

/** Zero degrees both ways is open sea: databases that write numbers only mean that they do not know. */
function pointOf(latitude: unknown, longitude: unknown, city: string | null) {
  if (typeof latitude !== "number" || typeof longitude !== "number") return null;
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) return null;
  return latitude === 0 && longitude === 0 && city === null ? null : {latitude, longitude};
}

function round(degrees: number | undefined): number | null {
  return degrees === undefined ? null : Math.round(degrees * 100) / 100 || 0;
}

function mapOf(value: unknown): Record<string, unknown> {
  return isMap(value) ? value : {};
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

import isoCountries from "i18n-iso-countries";
import type {Continent} from "./country-names.js";
import {continents, countryNames} from "./country-names.js";

/** A country or territory with a code of its own, as the published table `countries` has it. */
export interface Country {
  readonly code: string; // ISO 3166 alpha-2, or XK
  readonly name: string; // English
  readonly id: string; // in the map: ISO 3166 numeric with leading zeros, -2 for Kosovo
  readonly continent: Continent;
  readonly latitude: number | null; // of a point for what the map has no polygon of, else null
  readonly longitude: number | null;
}

/** Where to draw what has no polygon of its own in the 50m map, by the main settlement or the middle of the largest island. */
const points: Readonly<Record<string, readonly [latitude: number, longitude: number]>> = {
  BQ: [12.18, -68.25],
  BV: [-54.42, 3.36],
  CC: [-12.17, 96.83],
  CX: [-10.49, 105.63],
  GF: [3.95, -53.08],
  GI: [36.14, -5.35],
  GP: [16.25, -61.58],
  MQ: [14.64, -61.02],
  RE: [-21.13, 55.53],
  SJ: [78.22, 15.65],
  TK: [-9.2, -171.85],
  UM: [19.28, 166.65],
  YT: [-12.83, 45.15]
};

/** All 249 codes of ISO 3166-1 and Kosovo, by code. */
export const countries: readonly Country[] = continents
  .flatMap((continent) =>
    countryNames[continent].split(";").map((entry) => {
      const [code, ...words] = entry.trim().split(" ");
      const [latitude, longitude] = points[code] ?? [null, null];
      return {code, name: words.join(" "), id: mapId(code), continent, latitude, longitude};
    })
  )
  .sort((a, b) => (a.code < b.code ? -1 : 1));

function mapId(code: string): string {
  if (code === "XK") return "-2";
  const id = isoCountries.alpha2ToNumeric(code);
  if (id === undefined) throw new Error(`unknown country code: ${code}`);
  return id;
}

import type {Precision} from "./location-record.js";

/**
 * Points that databases give to millions of addresses which they cannot place, so that a pin there would mislead. Counted in
 * GeoLite2 and in DB-IP Lite of June 2026; the addresses that share each point stand beside it.
 *
 * `country`: the middle or the capital of a country. `registry`: the seat of a holder of large blocks; in DB-IP these are the
 * points with five million addresses or more in ranges of 20,000 or more on average, as no city's access networks are.
 */
const points: Readonly<Record<"country" | "registry", readonly (readonly [latitude: number, longitude: number])[]>> = {
  country: [
    [37.751, -97.822], // GeoLite2, United States: 975 million
    [34.7732, 113.722], // GeoLite2, China: 265 million
    [51.5072, -0.1276], // DB-IP, London: 83 million
    [51.5074, -0.1278] // DB-IP, London: 18 million
  ],
  registry: [
    [39.9819, -82.9048], // DB-IP, Columbus, Ohio: 169 million, mostly of the United States' Department of Defense
    [39.9747, -82.8947], // DB-IP, Whitehall, Ohio: 83 million, of the same
    [31.5552, -110.35], // DB-IP, Sierra Vista: 20 million
    [42.3223, -83.1763], // DB-IP, Dearborn: 17 million
    [48.7863, 9.2381], // DB-IP, Stuttgart: 17 million
    [32.4033, -86.2383], // DB-IP, Montgomery: 15 million
    [39.7709, -86.1585], // DB-IP, Indianapolis: 12 million
    [39.7559, -86.1531], // DB-IP, Indianapolis: 6 million
    [37.4161, -122.146], // DB-IP, Palo Alto: 11 million
    [39.9137, 116.362], // DB-IP, Beijing: 10 million
    [39.8997, 116.334], // DB-IP, Beijing: 6 million
    [40.737, -74.1717], // DB-IP, Newark: 7 million
    [40.7369, -74.172], // DB-IP, Newark: 7 million
    [40.7085, -74.0106], // DB-IP, New York: 6 million
    [32.8201, -117.179], // DB-IP, San Diego: 5 million
    [37.974, -122.033] // DB-IP, Concord: 5 million
  ]
};

const keys = new Map<string, Precision>(
  Object.entries(points).flatMap(([precision, list]) =>
    list.map(([latitude, longitude]) => [keyOf(latitude, longitude), precision as Precision] as const)
  )
);

/** The precision of a point that is known to stand for addresses which could not be placed; null for every other point. */
export function defaultPrecision(latitude: number, longitude: number): Precision | null {
  return keys.get(keyOf(latitude, longitude)) ?? null;
}

/** To 0.001 degrees: databases store 32-bit floats and differ in their decimals, while a real place is 100 m away at least. */
function keyOf(latitude: number, longitude: number): string {
  return `${Math.round(latitude * 1000)},${Math.round(longitude * 1000)}`;
}

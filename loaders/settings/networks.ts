import type {OwnNetwork} from "../addresses/own-networks.js";
import {parsePrefix} from "../addresses/prefix.js";
import {UserError} from "../errors.js";
import {invalid, normalizeObject, normalizeText, normalizeTexts} from "./values.js";

export interface NetworkSetting {
  name: string; // how the report names it
  addresses: string | readonly string[]; // blocks in CIDR notation, such as "10.1.0.0/16"; of nested ones the smallest counts
  place?: {country?: string; region?: string; city?: string; latitude?: number; longitude?: number}; // wins over the databases
}

export function normalizeNetworks(value: unknown): OwnNetwork[] {
  if (!Array.isArray(value)) throw invalid("networks", value, "a list");
  const names = new Map<string, string>();
  return value.map((item: unknown) => {
    const {name, addresses, place} = normalizeObject("networks", item, ["name", "addresses", "place"]);
    const network = {
      name: normalizeText("networks.name", name),
      addresses: normalizeBlocks("networks.addresses", addresses),
      place: place === undefined ? null : normalizePlace(place)
    };
    for (const block of network.addresses) {
      const {family, first, length} = parsePrefix(block)!;
      const key = [family, first, length].join();
      const other = names.get(key);
      if (other !== undefined)
        throw new UserError(
          `invalid setting networks: ${block} is in ${other} and in ${network.name}; an address block can have one name`
        );
      names.set(key, network.name);
    }
    return network;
  });
}

export function normalizeBlocks(name: string, value: unknown): string[] {
  return normalizeTexts(name, value).map((block) => {
    if (parsePrefix(block) === null)
      throw invalid(name, block, 'a block of addresses, such as "10.1.0.0/16" or "2001:db8::/32"');
    return block;
  });
}

function normalizePlace(value: unknown): OwnNetwork["place"] {
  const all = normalizeObject("networks.place", value, ["country", "region", "city", "latitude", "longitude"]);
  const text = (key: string) => (all[key] === undefined ? null : normalizeText(`networks.place.${key}`, all[key]));
  const degrees = (key: string, most: number) => {
    const number = all[key];
    if (number === undefined) return null;
    if (typeof number === "number" && Math.abs(number) <= most) return Math.round(number * 100) / 100 || 0;
    throw invalid(`networks.place.${key}`, number, `degrees from -${most} to ${most}`);
  };
  const country = text("country")?.toUpperCase() ?? null;
  if (country !== null && !/^[A-Z]{2}$/.test(country))
    throw invalid("networks.place.country", all.country, 'a code of two letters, such as "DE"');
  const latitude = degrees("latitude", 90);
  const longitude = degrees("longitude", 180);
  if ((latitude === null) !== (longitude === null))
    throw invalid("networks.place", value, "given with both latitude and longitude, or with neither");
  const [region, city] = [text("region"), text("city")];
  const precision = city !== null || latitude !== null ? "city" : region !== null ? "region" : "country";
  return {country, region, city, latitude, longitude, precision};
}

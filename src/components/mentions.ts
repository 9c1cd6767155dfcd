import {el, href} from "./dom.js";
import type {Part} from "./selection.js";

// Where an address, a country or a network has its own page. Every mention of one leads there.

export function addressHref(ip: string): string {
  return href("address", {ip});
}

export function countryHref(code: string): string {
  return href("country", {code});
}

export function networkHref(asn: number): string {
  return href("network", {asn: String(asn)});
}

/** The page of a network that the settings name. */
export function ownNetworkHref(name: string): string {
  return href("network", {name});
}

/** The page of what can be selected; null for what has none. */
export function partHref({dimension, value}: Pick<Part, "dimension" | "value">): string | null {
  if (value === "") return null;
  switch (dimension) {
    case "ip":
      return addressHref(value);
    case "country":
      return countryHref(value);
    case "asn":
      return networkHref(Number(value));
    case "network":
      return ownNetworkHref(value);
    default:
      return null;
  }
}

/** A mention as a link to the page of what is mentioned; as it is where there is none. */
export function Mention(text: string, address: string | null): HTMLElement | string {
  return address === null ? text : el("a", {href: address}, text);
}

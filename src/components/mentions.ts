import {el, href} from "./dom.js";

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

/** A mention as a link to the page of what is mentioned; as it is where there is none. */
export function Mention(text: string, address: string | null): HTMLElement | string {
  return address === null ? text : el("a", {href: address}, text);
}

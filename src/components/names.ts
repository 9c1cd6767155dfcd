import {formatNoun} from "./format.js";
import type {AddressFacts, CountryRow, PlaceFacts, SourceRow} from "./tables.js";

const classes: Record<string, string> = {
  private: "private networks",
  loopback: "loopback",
  "link-local": "link-local",
  multicast: "multicast",
  "not-logged": "no address logged"
};

/** Country names by code; an unknown code is shown as it is, none as "not placed". */
export function countryNames(countries: readonly CountryRow[]): (code: string | null) => string {
  const names = new Map(countries.map(({code, name}) => [code, name]));
  return (code) => (code === null ? "not placed" : (names.get(code) ?? code));
}

/** Where an address is, as far as it is known: `São Paulo, BR`; else its class or the user's own network in words. */
export function placeOf(row: AddressFacts): string {
  if (row.country === null) return row.network ?? unplacedName(row.class);
  return placeName(row);
}

/** A place by its smallest known part: `São Paulo, BR`, `Hesse, DE`, `BR (country only)`. */
export function placeName({city, region, country}: PlaceFacts): string {
  const part = city ?? region;
  return part === null ? `${country ?? "not placed"} (country only)` : `${part}, ${country}`;
}

/** An address class in words. */
export function className(name: string | null): string {
  return name === null ? "not known" : (classes[name] ?? name.replaceAll("-", " "));
}

/** What stands in place of a country: public addresses have none that is known, the others cannot have one. */
function unplacedName(name: string | null): string {
  return name === "public" ? "public, not placed" : className(name);
}

/** A row of sources: its address, or how many addresses it sums and where. */
export function sourceName(row: SourceRow, country: (code: string | null) => string): string {
  return row.ip ?? `${formatNoun(row.addresses, "address", "addresses")} together (${remainderName(row, country)})`;
}

/** What a remainder has in common: its city, its country, or its class. */
export function remainderName(row: SourceRow, country: (code: string | null) => string): string {
  if (row.country === null) return unplacedName(row.class);
  return row.city === null ? country(row.country) : `${row.city}, ${country(row.country)}`;
}

/** The holder of a network: `AS64496 Example Hosting`; empty if none is known. */
export function holderOf({asn, organization}: Pick<AddressFacts, "asn" | "organization">): string {
  return [asn === null ? null : `AS${asn}`, organization].filter((part) => part !== null).join(" ");
}

/** What networks are called in one chart: by who holds them, and with their number where one holds several of them. */
export function networkLabels(rows: readonly Pick<AddressFacts, "asn" | "organization">[]): string[] {
  const names = rows.map(({organization}) => organization);
  return rows.map((row) => {
    const single = row.organization !== null && names.indexOf(row.organization) === names.lastIndexOf(row.organization);
    return single ? row.organization : holderOf(row);
  });
}

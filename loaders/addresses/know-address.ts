import type {AsnProvider} from "./asn.js";
import type {AutonomousSystem} from "./asn-table.js";
import {classify} from "./classify.js";
import type {Location} from "./location-record.js";
import type {LocationProvider} from "./location.js";
import type {Labels, Matcher, Seen} from "./lists/index.js";
import type {Address, IpNumber} from "./parse-address.js";
import type {AddressClass} from "./special-ranges.js";

/** What is known of an address. */
export interface KnownAddress {
  readonly class: AddressClass;
  readonly location: Location | null;
  readonly system: AutonomousSystem | null;
  readonly labels: Labels | null;
}

export interface Providers {
  readonly locations: LocationProvider | null;
  readonly networks: AsnProvider | null;
  readonly lists: Matcher | null;
}

/**
 * Classifies an address and looks it up if it can have a place: databases answer for private, reserved and tunnel addresses
 * too, but with nonsense. NAT64 is looked up by the IPv4 address inside. Null is text that is no address.
 */
export function knowAddress(
  address: IpNumber | Address | null,
  {locations, networks, lists}: Providers,
  seen: Seen | null = null
): KnownAddress {
  const name = classify(address);
  const asked = address && standIn(address, name);
  if (asked === null) return {class: name, location: null, system: null, labels: null};
  const system = networks?.find(asked) ?? null;
  const labels = lists?.find(asked, system?.asn ?? null, seen) ?? null;
  return {class: name, location: locations?.locate(asked) ?? null, system, labels};
}

/** The public address to ask databases of, or null if there is none. */
function standIn(address: IpNumber | Address, name: AddressClass): IpNumber | null {
  if (name === "public") return address;
  if (name !== "nat64" || !("embeddedV4" in address) || address.embeddedV4 === null) return null;
  const inside: IpNumber = {family: 4, value: address.embeddedV4};
  return classify(inside) === "public" ? inside : null;
}

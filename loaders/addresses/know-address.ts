import type {AsnProvider} from "./asn.js";
import type {AutonomousSystem} from "./asn-table.js";
import {classify} from "./classify.js";
import type {Location} from "./location-record.js";
import type {LocationProvider} from "./location.js";
import type {Labels, Matcher, Seen} from "./lists/index.js";
import type {OwnNetwork} from "./own-networks.js";
import type {Address, IpNumber} from "./parse-address.js";
import type {AddressClass} from "./special-ranges.js";

/** What is known of an address. */
export interface KnownAddress {
  readonly class: AddressClass;
  readonly location: Location | null;
  readonly system: AutonomousSystem | null;
  readonly network: OwnNetwork | null;
  readonly labels: Labels | null;
}

export interface Providers {
  readonly locations: LocationProvider | null;
  readonly networks: AsnProvider | null;
  readonly own: (address: IpNumber) => OwnNetwork | null;
  readonly lists: Matcher | null;
}

/**
 * Classifies an address and looks it up if it can have a place: databases answer for private, reserved and tunnel addresses
 * too, but with nonsense. NAT64 is looked up by the IPv4 address inside. Where the settings place one of the user's own networks,
 * no database is asked for its place. Null is text that is no address.
 */
export function knowAddress(
  address: IpNumber | Address | null,
  {locations, networks, own, lists}: Providers,
  seen: Seen | null = null
): KnownAddress {
  const name = classify(address);
  const network = address && own(address);
  const asked = address && standIn(address, name);
  const system = asked && (networks?.find(asked) ?? null);
  return {
    class: name,
    location: network?.place ?? (asked && (locations?.locate(asked) ?? null)),
    system,
    network,
    labels: asked && (lists?.find(asked, system?.asn ?? null, seen) ?? null)
  };
}

/** The public address to ask databases of, or null if there is none. */
function standIn(address: IpNumber | Address, name: AddressClass): IpNumber | null {
  if (name === "public") return address;
  if (name !== "nat64" || !("embeddedV4" in address) || address.embeddedV4 === null) return null;
  const inside: IpNumber = {family: 4, value: address.embeddedV4};
  return classify(inside) === "public" ? inside : null;
}

import type {Location} from "./location-record.js";
import type {IpNumber} from "./parse-address.js";
import {openPrefixes, parsePrefix} from "./prefix.js";

/** A network that the settings name, and where it stands if they say so. */
export interface OwnNetwork {
  readonly name: string;
  readonly addresses: readonly string[]; // blocks in CIDR notation
  readonly place: Location | null;
}

/** Finds the network that holds an address: of nested ones the smallest. Null for an address outside all of them. */
export function openOwnNetworks(networks: readonly OwnNetwork[]): (address: IpNumber) => OwnNetwork | null {
  return openPrefixes(
    networks.flatMap((network) => network.addresses.map((block) => ({prefix: parsePrefix(block)!, value: network})))
  );
}

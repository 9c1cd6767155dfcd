import type {IpNumber} from "./parse-address.js";
import {openPrefixes, parsePrefix} from "./prefix.js";
import type {AddressClass} from "./special-ranges.js";
import {specialRanges} from "./special-ranges.js";

const find = openPrefixes(
  Object.entries(specialRanges).flatMap(([name, ranges]) =>
    ranges.map((range) => ({prefix: parsePrefix(range)!, value: name as AddressClass}))
  )
);

/** The class of an address by the IANA registries; `invalid` for null, which is what text that is no address parses to. */
export function classify(address: IpNumber | null): AddressClass {
  return address === null ? "invalid" : find(address)!;
}

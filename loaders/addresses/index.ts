import {parseAddress} from "./parse-address.js";

export {cdnSystems} from "./cdn-systems.js";
export type {AddressSource, AddressSources} from "./address-source.js";
export {classify} from "./classify.js";
export type {Country} from "./countries.js";
export {countries} from "./countries.js";
export {databaseStamps} from "./database-stamps.js";
export type {KnowAddressesOptions} from "./know-addresses.js";
export {knowAddresses} from "./know-addresses.js";
export type {AddressList, AboutList, ListsSetting} from "./lists/index.js";
export {describeLists, labelSeparator, listStamps, readLists} from "./lists/index.js";
export type {Address, IpNumber} from "./parse-address.js";
export {parseAddress} from "./parse-address.js";
export type {AddressMemory} from "./remember.js";
export type {ResolvePackage} from "./optional-package.js";
export {resolvePackage} from "./optional-package.js";
export type {AddressClass} from "./special-ranges.js";
export type {TrustedClient} from "./trusted-client.js";
export {trustProxies} from "./trusted-client.js";
export {addressClasses} from "./special-ranges.js";

/** The canonical text of an address, which is its key everywhere; null for text that is no address. */
export function canonicalAddress(text: string): string | null {
  return parseAddress(text)?.text ?? null;
}

import {readFileSync} from "node:fs";
import type {ResolvePackage} from "../addresses/index.js";

/** Ranges of addresses that networks announce. IPv6 by its upper 64 bits, since a network gives each customer a /64 or more. */
export interface NetworkRanges {
  readonly v4: readonly (readonly [start: number, end: number])[];
  readonly v6: readonly (readonly [start: bigint, end: bigint])[];
}

/**
 * Where the addresses of the real internet lie, from the optional package `@ip-location-db/asn`. Without it: null, and the
 * caller takes whole blocks of the unicast space instead.
 */
export function readNetworkRanges(resolve: ResolvePackage): NetworkRanges | null {
  const [v4, v6] = ["asn-ipv4-num.csv", "asn-ipv6-num.csv"].map((file) => resolve(`@ip-location-db/asn/${file}`));
  if (v4 === null || v6 === null) return null;
  return {
    v4: readRanges(v4, Number),
    v6: readRanges(v6, (text) => BigInt(text) >> 64n)
  };
}

function readRanges<T>(path: string, parse: (text: string) => T): (readonly [T, T])[] {
  return readFileSync(path, "latin1")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const first = line.indexOf(",");
      return [parse(line.slice(0, first)), parse(line.slice(first + 1, line.indexOf(",", first + 1)))] as const;
    });
}

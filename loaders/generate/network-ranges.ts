import {readFileSync} from "node:fs";
import type {ResolvePackage} from "../addresses/index.js";

/** Ranges of addresses that networks announce, as pairs of a first and a last one. */
export interface NetworkRanges {
  readonly v4: Float64Array;
  readonly v6: BigUint64Array; // upper 64 bits, since a network gives each customer a /64 or more
}

/**
 * Where the addresses of the real internet lie, from the optional package `@ip-location-db/asn`. Without it: null, and the
 * caller takes whole blocks of the unicast space instead.
 */
export function readNetworkRanges(resolve: ResolvePackage): NetworkRanges | null {
  const [v4, v6] = ["asn-ipv4-num.csv", "asn-ipv6-num.csv"].map((file) => resolve(`@ip-location-db/asn/${file}`));
  if (v4 === null || v6 === null) return null;
  return {
    v4: Float64Array.from(readPairs(v4), Number),
    v6: BigUint64Array.from(readPairs(v6), (text) => BigInt(text) >> 64n)
  };
}

/** The first two fields of each line, one after the other. */
function readPairs(path: string): string[] {
  const text = readFileSync(path, "latin1");
  const fields: string[] = [];
  for (let at = 0; at >= 0 && at < text.length;) {
    const first = text.indexOf(",", at);
    const second = text.indexOf(",", first + 1);
    if (first < 0 || second < 0) break;
    fields.push(text.slice(at, first), text.slice(first + 1, second));
    const end = text.indexOf("\n", second);
    at = end < 0 ? text.length : end + 1;
  }
  return fields;
}

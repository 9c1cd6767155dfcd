import type {IpNumber} from "./parse-address.js";
import {parseAddress} from "./parse-address.js";
import {openPrefixes, parsePrefix} from "./prefix.js";

/** The address of who is behind a peer, as it says itself; null if the peer is not to be believed or names nobody. */
export type TrustedClient = (peer: string, forwarded: string) => string | null;

/**
 * Believes the blocks of addresses given, and nobody else, what they forward: the client is the right-most address of the list that
 * is not trusted itself, since each proxy adds on the right whom it heard it from, and what stands further left anybody may have
 * made up. Text that is no address ends the search. Reads X-Forwarded-For and its kin of one address, and `for=` of RFC 7239.
 */
export function trustProxies(blocks: readonly string[]): TrustedClient {
  const trusted = openPrefixes(blocks.map((block) => ({prefix: parsePrefix(block)!, value: true})));
  const isTrusted = (address: IpNumber) => trusted(address) === true;
  return (peer, forwarded) => {
    const from = parseAddress(peer);
    if (from === null || !isTrusted(from)) return null;
    let client: string | null = null;
    for (const element of forwarded.split(",").reverse()) {
      const address = parseAddress(nodeOf(element));
      if (address === null) return client;
      client = address.text;
      if (!isTrusted(address)) return client;
    }
    return client;
  };
}

/** The address in an element of a list, whose blanks some logs write as `+` or `%20`. */
function nodeOf(element: string): string {
  const text = element.replace(/\+|%20/g, " ").trim();
  return (/(?:^|;)\s*for=("?)([^";]+)\1/i.exec(text)?.[2] ?? text).trim();
}

import type {Atlas} from "./atlas.js";
import type {Subject} from "./drill.js";
import {Chooser, NetworkFacts, OwnNetworkFacts} from "./drill-page.js";
import {addFigures} from "./map-model.js";
import {networkHref, ownNetworkHref} from "./mentions.js";
import {holderOf} from "./names.js";
import {topBy} from "./sums.js";
import {bytesOf} from "./tables.js";
import type {SourceRow, Sums, SystemRow} from "./tables.js";
import {getParameter} from "./url-state.js";

/** What a page about a network shows of it before any chart, and whether there is something to chart. */
export interface NetworkSubject {
  readonly subject: Subject;
  readonly found: boolean;
  readonly title: string;
  readonly node: HTMLElement; // what is known of it, or all that there are to choose from
}

/** The network that the page's address asks for: an autonomous system (`asn`), or one of the user's own (`name`). */
export function networkSubject(whole: Atlas, systems: readonly SystemRow[]): NetworkSubject {
  const numbered = systems.filter(({asn}) => asn !== null);
  const named = ownNetworks(whole.sources);
  const [asn, name] = [getParameter("asn"), getParameter("name")];
  const system = name === null ? numbered.find((row) => String(row.asn) === asn) : undefined;
  const own = named.find((row) => row.network === name);
  if (system)
    return {
      subject: {dimension: "asn", value: asn!},
      found: true,
      title: system.organization ?? `AS${system.asn}`,
      node: NetworkFacts(whole, system)
    };
  if (own)
    return {
      subject: {dimension: "network", value: own.network},
      found: true,
      title: own.network,
      node: OwnNetworkFacts(whole, own)
    };
  const choices: (Sums & {label: string; href: string})[] = [
    ...named.map((row) => ({...row, label: row.network, href: ownNetworkHref(row.network)})),
    ...numbered.map((row) => ({...row, label: holderOf(row), href: networkHref(row.asn!)}))
  ];
  return {
    subject: {dimension: "asn", value: asn ?? ""},
    found: false,
    title: "One network",
    node: Chooser(whole, choices, {
      asked: name ?? asn,
      noun: ["network", "networks"],
      name: ({label}) => label,
      href: ({href}) => href
    })
  };
}

/** The networks that the settings name, by the totals of their addresses. */
export function ownNetworks(sources: readonly SourceRow[]): OwnNetwork[] {
  const sums = new Map<string, OwnNetwork>();
  for (const row of sources) {
    const {network, events, bytes_sent, bytes_received, unsized, addresses} = row;
    if (network === null) continue;
    const known = sums.get(network);
    const figures = {events, bytes_sent, bytes_received, unsized, addresses};
    sums.set(network, {network, ...(known ? addFigures(known, row) : figures)});
  }
  return topBy([...sums.values()], bytesOf);
}

export interface OwnNetwork extends Sums {
  readonly network: string;
  readonly addresses: number;
}

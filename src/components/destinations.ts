import type {Bound} from "./bound.js";
import {both} from "./bound.js";
import {formatNoun} from "./format.js";
import {addFigures} from "./map-model.js";
import {total} from "./sums.js";
import type {AddressDestinationRow, DestinationRow} from "./tables.js";

/** Destinations with how their figures stand to the true ones, and those of all that are meant, if they are more. */
export interface Destinations {
  readonly rows: readonly (DestinationRow & {readonly bound?: Bound})[];
  readonly many: Bound; // how the number of destinations stands to the true one
  readonly about: string; // whose they are, in a sentence
}

/** The destinations of all traffic. */
export function allDestinations(rows: readonly DestinationRow[]): Destinations {
  return {rows, many: "exact", about: "All traffic."};
}

/** The destinations of one address; null where they are not kept. */
export function destinationsOf(ip: string, rows: readonly AddressDestinationRow[]): Destinations | null {
  const own = rows.filter((row) => row.ip === ip);
  return own.length === 0 ? null : {rows: own, many: "exact", about: "All that the address sent."};
}

/**
 * The destinations of some addresses together, of those whose destinations are kept. What the others sent, or these to quieter
 * destinations, may have gone to any: figures are the least that they can be, unless there is nothing of the kind.
 */
export function destinationsAmong(
  ips: ReadonlySet<string>,
  rows: readonly AddressDestinationRow[],
  events: number // of all that are meant
): Destinations | null {
  const own = rows.filter(({ip}) => ips.has(ip));
  if (own.length === 0) return null;
  const seen = new Set(own.map(({ip}) => ip)).size;
  const complete = total(own, (row) => row.events)! >= events;
  const bound: Bound = complete && own.every(({destinations}) => destinations < 2) ? "exact" : "least";
  const sums = new Map<string | null, Destinations["rows"][number]>();
  for (const row of own) {
    if (row.dest_ip === null && row.destinations > 0) continue; // of several, which may be among the others
    const known = sums.get(row.dest_ip);
    sums.set(row.dest_ip, {...row, ...(known ? together(known, row) : {}), bound});
  }
  const whose = complete ? "All traffic" : `The ${formatNoun(seen, "busiest address", "busiest addresses")} here`;
  return {rows: [...sums.values()], many: bound, about: `${whose}.`};
}

/** Several rows as one. */
export function together<T extends Destinations["rows"][number]>(a: T, b: T) {
  const {events, unsized, bytes_sent, bytes_received} = addFigures({...a, addresses: 0}, {...b, addresses: 0});
  const time = (of: (...times: number[]) => number, times: (number | null)[]) => {
    const known = times.filter((one) => one !== null);
    return known.length === 0 ? null : of(...known);
  };
  return {
    ...{events, unsized, bytes_sent, bytes_received},
    destinations: a.dest_ip !== null && a.dest_ip === b.dest_ip ? 1 : a.destinations + b.destinations,
    first_seen: time(Math.min, [a.first_seen, b.first_seen]),
    last_seen: time(Math.max, [a.last_seen, b.last_seen]),
    bound: both(a.bound ?? "exact", b.bound ?? "exact")
  };
}

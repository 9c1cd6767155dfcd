import type {Atlas} from "./atlas.js";
import type {Bound} from "./bound.js";
import {both} from "./bound.js";
import {rowFilter} from "./filter-atlas.js";
import type {Flow, Flows} from "./flows.js";
import {flowScopes} from "./flow-scope.js";
import type {FlowScope} from "./flow-scope.js";
import {formatBucket} from "./format-time.js";
import {addNullable} from "./map-model.js";
import {partName} from "./selection-names.js";
import {isRowDimension, isTimed, timeBefore} from "./selection.js";
import type {Dimension, Selection} from "./selection.js";
import type {DestinationRow, Span, Sums} from "./tables.js";
import {sumTraffic} from "./traffic-index.js";

/** A destination; without an address all others together, or what has none. */
export interface Destination extends Sums, Partial<Span> {
  readonly dest_ip: string | null;
  readonly destinations: number | null; // 1; how many the others are, null if that is not known; 0 where the log has none
  readonly bound?: Bound; // how its figures stand to the true ones
  readonly than?: Sums | null; // what it is compared with
}

/** What is told of the destinations in a selection. */
export interface Destinations {
  readonly rows: readonly Destination[];
  readonly about: string; // whose they are, or why there are none to tell, in a sentence
  readonly waits: boolean; // for what tells more
}

/** What a card of destinations is drawn from. */
export interface DestinationsModel {
  readonly atlas: Atlas;
  readonly destinations: Destinations;
}

export interface DestinationsOptions {
  flows: Flows;
  kept?: readonly DestinationRow[] | null; // those over the whole period of all that the page is about, if they are in its tables
  subject?: Dimension | null; // what the page is about, if not all traffic: nothing wider tells of it
}

/**
 * The destinations in a selection, from the flows that hold it. Where these may hold more than what is selected, figures are the
 * most that they can be; where a destination is told apart in only some of them, the least.
 */
export function destinationsIn(atlas: Atlas, {flows, kept = null, subject = null}: DestinationsOptions): Destinations {
  const {selection, whole} = atlas;
  if (!hasDestinations(whole)) return {rows: [], about: "No log has any.", waits: false};
  const isBare = !isTimed(selection) && selection.parts.every(({dimension}) => dimension === subject);
  if (isBare && kept !== null && atlas.compared === null)
    return {rows: kept, about: "Over the whole period.", waits: false};
  const scopes = flowScopes(atlas, selection).filter(({keys}) => isWithin(keys, subject));
  for (const scope of scopes) {
    const states = scope.keys.map(flows.ask);
    if (states.some(({kind}) => kind === "none")) continue;
    const failed = states.find((state) => state.kind === "failed");
    if (failed) return ofAll(kept, `those of the selection could not be loaded (${failed.reason})`, false);
    if (states.some(({kind}) => kind === "loading"))
      return ofAll(kept, "those of the selection are on their way", true);
    return tell(atlas, scope, {flows, held: states.flatMap((state) => (state.kind === "loaded" ? [state.flow] : []))});
  }
  const none =
    "None are kept: only those of the busiest addresses and of those on lists, of countries and of networks.";
  return {rows: [], about: none, waits: false};
}

/** Whether any log has destinations. */
export function hasDestinations({summary}: Pick<Atlas, "summary">): boolean {
  return summary.destinations > 0;
}

/** A page about a country is not told by all traffic, and one about an address not by its country. */
function isWithin(keys: FlowScope["keys"], subject: Dimension | null): boolean {
  const order: (Dimension | "all")[] = ["ip", "network", "asn", "country", "all"];
  return subject === null || keys.every(({dimension}) => order.indexOf(dimension) <= order.indexOf(subject));
}

/** What the whole period has is the most that a part of it can have. */
function ofAll(kept: readonly DestinationRow[] | null, why: string, waits: boolean): Destinations {
  const rows = (kept ?? []).map((row): Destination => ({...row, bound: "most", first_seen: undefined}));
  const about = `${kept === null ? "" : "Over the whole period: "}${why}.`;
  return {rows, about: about[0].toUpperCase() + about.slice(1), waits};
}

function tell(atlas: Atlas, {left}: FlowScope, {flows, held}: {flows: Flows; held: readonly Flow[]}): Destinations {
  const {selection, whole, compared} = atlas;
  const step = Math.max(...held.map(({index}) => index.step));
  const times = wholeSlots(selection, whole.known.start, step);
  const cut = times.from !== selection.from || times.to !== selection.to;
  const of = (some: Selection) => join(held.map((flow) => sumFlow(flow, some)));
  const bound: Bound = cut || left.length > 0 ? "most" : "exact";
  const own = of({...selection, ...times});
  const than = compared === null || cut ? null : comparedRows(atlas, {flows, of, own});
  const rows = [...own.values()].map((row): Destination => {
    const limit = both(row.bound ?? "exact", bound);
    return {...row, bound: limit, ...(than && limit === "exact" ? {than: than(row)} : {})};
  });
  const notes = [
    left.length > 0
      ? `Not told apart by ${[...new Set(left.map((part) => partName(atlas, part)[0].toLowerCase()))].join(" and ")}: figures are the most that they can be.`
      : "",
    cut ? `Counted by ${formatBucket(step / 1000)}: figures are of all that the time touches.` : "",
    held.length > 1 && rows.some(({bound: one}) => one === "least" || one === "about")
      ? "Each of what is selected has its own busiest: what others sent to them is not known."
      : ""
  ];
  const first = rows.length === 0 ? "Nothing fits the selection." : "The busiest in the selection.";
  return {rows, about: [first, ...notes].filter(Boolean).join(" "), waits: false};
}

type Rows = Map<string, Destination>;

/** Sums by destination of what a selection leaves of a flow; only its times, and what is told row by row. */
function sumFlow({traffic, index, ips, others}: Flow, selection: Selection): {rows: Rows; hasOthers: boolean} {
  const parts = selection.parts.filter(({dimension}) => isRowDimension(dimension));
  const sources = new Uint8Array(index.sources).fill(1);
  const filter = {...rowFilter({...selection, parts}, traffic, [], index), sources};
  const {events, sent, received, unsized} = sumTraffic(traffic, index, filter);
  const rows: Rows = new Map();
  const whole = !isTimed(selection) && parts.length === 0;
  const known = (value: number) => (Number.isNaN(value) ? null : value);
  const last = ips.length - 1;
  for (const [place, ip] of ips.entries())
    if (events[place] > 0)
      rows.set(ip ?? (place === 0 ? "none" : "others"), {
        dest_ip: ip,
        destinations: ip !== null ? 1 : place === 0 ? 0 : whole ? others : null,
        events: events[place],
        unsized: unsized[place],
        bytes_sent: known(sent[place]),
        bytes_received: known(received[place])
      });
  return {rows, hasOthers: events[last] > 0};
}

/** Several flows as one. What one tells apart may be among the others of the next. */
function join(flows: readonly ReturnType<typeof sumFlow>[]): Rows {
  const all: Rows = new Map();
  for (const {rows} of flows)
    for (const [name, row] of rows) {
      const known = all.get(name);
      all.set(name, known ? {...known, ...together(known, row)} : row);
    }
  if (flows.length < 2) return all;
  for (const [name, row] of all) {
    if (name === "none") continue;
    if (name === "others") all.set(name, {...row, destinations: null, bound: "most"});
    else if (flows.some(({rows, hasOthers}) => hasOthers && !rows.has(name))) all.set(name, {...row, bound: "least"});
  }
  return all;
}

/** What each destination is compared with: its sums in the other time, or in all traffic that is not selected. */
function comparedRows(
  {selection, known, compared}: Atlas,
  {flows, of, own}: {flows: Flows; of: (some: Selection) => Rows; own: Rows}
): ((row: Destination) => Sums | null) | null {
  const kind = compared!.kind;
  const nothing: Sums & Pick<Destination, "bound"> = {events: 0, unsized: 0, bytes_sent: 0, bytes_received: 0};
  if (kind === "rest") {
    const state = flows.ask({dimension: "all", value: ""});
    if (state.kind !== "loaded") return null;
    const all = sumFlow(state.flow, {from: null, to: null, parts: []}).rows;
    return ({dest_ip}) => less(dest_ip === null ? undefined : all.get(dest_ip), own.get(dest_ip ?? ""));
  }
  const before = timeBefore(kind, selection, known);
  if (before === null) return null;
  const rows = of({...selection, ...before});
  return ({dest_ip, destinations}) => {
    const row = rows.get(dest_ip ?? (destinations === 0 ? "none" : "others")) ?? nothing;
    return (row.bound ?? "exact") === "exact" ? row : null;
  };
}

/** What is left of a whole without a part; null if there is none. */
function less(whole: Sums | undefined, part: Sums | undefined): Sums | null {
  if (!whole || !part) return null;
  const of = (name: "bytes_sent" | "bytes_received") => (whole[name] === null ? null : whole[name] - (part[name] ?? 0));
  return {
    events: whole.events - part.events,
    unsized: whole.unsized - part.unsized,
    bytes_sent: of("bytes_sent"),
    bytes_received: of("bytes_received")
  };
}

/** The selected time in whole buckets of the flows that tell of it. */
function wholeSlots({from, to}: Selection, start: number, step: number): Pick<Selection, "from" | "to"> {
  return {
    from: from === null ? null : start + Math.floor((from - start) / step) * step,
    to: to === null ? null : start + Math.ceil((to - start) / step) * step
  };
}

/** Several rows as one. */
export function together(a: Destination, b: Destination): Omit<Destination, "dest_ip"> {
  const time = (of: (...times: number[]) => number, times: (number | null | undefined)[]) => {
    const known = times.filter((one) => one != null);
    return known.length === 0 ? undefined : of(...known);
  };
  const count = a.destinations === null || b.destinations === null ? null : a.destinations + b.destinations;
  return {
    ...addSums(a, b),
    destinations: a.dest_ip !== null && a.dest_ip === b.dest_ip ? 1 : count,
    first_seen: time(Math.min, [a.first_seen, b.first_seen]),
    last_seen: time(Math.max, [a.last_seen, b.last_seen]),
    bound: both(a.bound ?? "exact", b.bound ?? "exact"),
    ...(a.than === undefined ? {} : {than: a.than && b.than ? addSums(a.than, b.than) : null})
  };
}

function addSums(a: Sums, b: Sums): Sums {
  return {
    events: a.events + b.events,
    unsized: a.unsized + b.unsized,
    bytes_sent: addNullable(a.bytes_sent, b.bytes_sent),
    bytes_received: addNullable(a.bytes_received, b.bytes_received)
  };
}

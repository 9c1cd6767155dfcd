import type {Table} from "apache-arrow";
import {readRows, readWords} from "./columns.js";
import {fetchTile} from "./fetch-tile.js";
import type {FetchTile} from "./fetch-tile.js";
import {readTraffic} from "./traffic.js";
import type {FlowRow} from "./tables.js";
import type {Traffic} from "./traffic.js";
import {indexTraffic} from "./traffic-index.js";
import type {TrafficIndex} from "./traffic-index.js";

const keptFlows = 24; // that were read before
const again = 5000; // milliseconds until what could not be loaded is asked for once more

/** What some of the sources sent through time, by destination: rows of traffic whose source is the place of the destination. */
export interface Flow {
  readonly traffic: Traffic;
  readonly index: TrafficIndex;
  readonly ips: readonly (string | null)[]; // by place: null where the log has none (0), the busiest, null for all others
  readonly others: number; // destinations that the last place sums
}

/** Whose flow: all traffic, or that of a country, a network or an address. */
export type FlowKey = Pick<FlowRow, "dimension" | "value">;

export type FlowState =
  | {readonly kind: "none"} // it is not kept
  | {readonly kind: "loading"}
  | {readonly kind: "failed"; readonly reason: string; readonly at: number}
  | {readonly kind: "loaded"; readonly flow: Flow};

/** The flows of a report, loaded as they are asked for. Tells of a `change` when some have come, or could not be loaded. */
export interface Flows extends EventTarget {
  /** What is known of a flow. One that is not there is on its way from then on. */
  readonly ask: (key: FlowKey) => FlowState;
}

export interface FlowsOptions {
  load?: FetchTile;
  clock?: () => number; // milliseconds
}

/** Opens table `flows`, which is fetched when the first of them is asked for. */
export function openFlows(
  table: () => Promise<Table>,
  {load = fetchTile, clock = () => performance.now()}: FlowsOptions = {}
): Flows {
  const kept = new Map<string, FlowState>(); // the last that was asked for last
  const target = new EventTarget();
  let rows: Promise<Map<string, FlowRow>> | null = null;

  function ask(key: FlowKey): FlowState {
    const name = nameOf(key);
    let state = kept.get(name);
    if (!state || (state.kind === "failed" && clock() - state.at > again)) {
      state = {kind: "loading"};
      void fetchOne(key);
    }
    kept.delete(name);
    kept.set(name, state);
    if (kept.size > keptFlows) kept.delete(kept.keys().next().value!);
    return state;
  }

  async function fetchOne(key: FlowKey): Promise<void> {
    let state: FlowState;
    try {
      rows ??= table().then((table) => new Map(readRows<FlowRow>(table).map((row) => [nameOf(row), row])));
      const row = (await rows).get(nameOf(key));
      state = row ? {kind: "loaded", flow: readFlow(await load(row.file, never), row)} : {kind: "none"};
    } catch (error) {
      rows = null;
      state = {kind: "failed", reason: (error as Error).message, at: clock()};
    }
    kept.set(nameOf(key), state);
    target.dispatchEvent(new Event("change"));
  }

  return Object.assign(target, {ask});
}

const never = new AbortController().signal;

function nameOf({dimension, value}: FlowKey): string {
  return `${dimension} ${value}`;
}

function readFlow(table: Table, {first, rows, seconds, kept, others}: FlowRow): Flow {
  const own = table.slice(first, first + rows);
  const traffic = readTraffic(own);
  const {codes, words} = readWords(own, "dest_ip");
  const ips = Array<string | null>(kept + 2).fill(null);
  for (let i = 0; i < traffic.rows; i++) if (codes[i] >= 0) ips[traffic.source[i]] = words[codes[i]];
  return {traffic, index: indexTraffic(traffic, seconds, kept + 2), ips, others};
}

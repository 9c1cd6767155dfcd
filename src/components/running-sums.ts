import type {Traffic} from "./traffic.js";
import {addRows, emptySums, rowsWithin, sumTraffic} from "./traffic-index.js";
import type {RowFilter, TrafficIndex, TrafficSums} from "./traffic-index.js";

const blocks = 32; // a range costs the rows of less than one block at either end
const few = 20_000; // rows that are summed as soon as they are looked up
const most = 4; // filters: a page asks without one dimension here, without another there

/** The sums of all rows before a block, by source. */
interface Before extends Pick<TrafficSums, "events" | "sent" | "received" | "unsized"> {
  readonly knownSent: Int32Array; // rows
  readonly knownReceived: Int32Array;
}

interface RunningSums {
  readonly before: readonly Before[]; // each block, and the end
  readonly size: number; // rows of a block
  readonly whole: TrafficSums;
}

interface Asked {
  readonly filter: RowFilter;
  running?: RunningSums | null; // made when it is asked for again; null where differences would not be exact
}

/**
 * The same as `sumTraffic`, for a table that is asked again and again. While only the time changes, as where it is dragged,
 * the answer is what lies between two running sums.
 */
export function createSummer(traffic: Traffic, index: TrafficIndex): (filter: RowFilter) => TrafficSums {
  const recent: Asked[] = [];
  return (filter) => {
    const [from, to] = rowsWithin(index, filter.first, filter.end);
    if (filter.rest || index.begins === null || to - from < few) return sumTraffic(traffic, index, filter);
    const at = recent.findIndex((asked) => differInTime(asked.filter, filter));
    const [asked] = at < 0 ? [{filter}] : recent.splice(at, 1);
    recent.unshift(asked);
    recent.length = Math.min(recent.length, most);
    if (at < 0) return sumTraffic(traffic, index, filter);
    if (asked.running === undefined) asked.running = runningSums(traffic, index, filter);
    return asked.running === null
      ? sumTraffic(traffic, index, filter)
      : between(asked.running, traffic, index, {filter, from, to});
  };
}

function differInTime(a: RowFilter, b: RowFilter): boolean {
  return equal(a.kinds, b.kinds) && equal(a.sources, b.sources);
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

function runningSums(traffic: Traffic, index: TrafficIndex, {kinds, sources}: RowFilter): RunningSums | null {
  const always = {first: 0, end: index.slots + 1, kinds, sources};
  const whole = emptySums(index);
  const [knownSent, knownReceived] = [new Int32Array(index.sources), new Int32Array(index.sources)];
  const size = Math.ceil(traffic.rows / blocks);
  const before: Before[] = [];
  const keep = () => {
    const {events, sent, received, unsized} = whole;
    const copies = {events: events.slice(), sent: sent.slice(), received: received.slice(), unsized: unsized.slice()};
    before.push({...copies, knownSent: knownSent.slice(), knownReceived: knownReceived.slice()});
  };
  keep();
  for (let from = 0; from < traffic.rows; from += size) {
    const to = Math.min(traffic.rows, from + size);
    addRows(whole, traffic, index, always, [from, to]);
    for (let i = from; i < to; i++) {
      if (kinds[index.kind[i]] === 0) continue;
      if (!Number.isNaN(traffic.sent[i])) knownSent[index.source[i]]++;
      if (!Number.isNaN(traffic.received[i])) knownReceived[index.source[i]]++;
    }
    keep();
  }
  const exact = [whole.events, whole.sent, whole.received, whole.unsized].every((sums) =>
    sums.every((sum) => Number.isNaN(sum) || Number.isSafeInteger(sum))
  );
  return exact ? {before, size, whole} : null;
}

function between(
  {before, size, whole}: RunningSums,
  traffic: Traffic,
  index: TrafficIndex,
  {filter, from, to}: {filter: RowFilter; from: number; to: number}
): TrafficSums {
  const [first, last] = [Math.ceil(from / size), to === traffic.rows ? before.length - 1 : Math.floor(to / size)];
  if (first >= last) return sumTraffic(traffic, index, filter);
  const sums = emptySums(index);
  const {events, sent, received, unsized} = sums;
  const [a, b] = [before[first], before[last]];
  for (let s = 0; s < index.sources; s++) {
    events[s] = b.events[s] - a.events[s];
    unsized[s] = b.unsized[s] - a.unsized[s];
    if (b.knownSent[s] > a.knownSent[s]) sent[s] = b.sent[s] - (a.sent[s] || 0);
    if (b.knownReceived[s] > a.knownReceived[s]) received[s] = b.received[s] - (a.received[s] || 0);
  }
  addRows(sums, traffic, index, filter, [from, first * size]);
  addRows(sums, traffic, index, filter, [Math.min(to, last * size), to]);
  const cells = [filter.first, filter.end].map(
    (slot) => Math.min(Math.max(slot, 0), index.slots + 1) * index.kinds.length
  );
  for (const name of ["cubeEvents", "cubeBytes"] as const) {
    sums[name].fill(NaN);
    sums[name].set(whole[name].subarray(cells[0], cells[1]), cells[0]);
  }
  return sums;
}

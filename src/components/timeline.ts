import type {Words} from "./columns.js";
import {isKnown} from "./format.js";
import {sumBy} from "./sums.js";
import type {Group} from "./sums.js";
import type {Traffic} from "./traffic.js";
import {offsetAt} from "./zone.js";
import type {Kind, TrafficIndex} from "./traffic-index.js";

export interface Series {
  readonly name: string;
  readonly values: Float64Array; // a value a bucket; NaN where nothing was logged
  readonly total: number;
}

/** Sums by bucket of one length, without holes between the first and the last. */
export interface Timeline {
  readonly start: number; // of the first bucket, milliseconds UTC
  readonly step: number; // length of a bucket, milliseconds
  readonly length: number; // buckets
  readonly series: readonly Series[]; // largest first, "other" and "not logged" last
  readonly from: number; // first and last event, milliseconds UTC: the buckets that hold them may be incomplete
  readonly to: number;
}

export interface TimelineOptions {
  values: Float64Array; // what is summed, a value a row of traffic
  seconds: number; // length of a bucket
  from?: number | null; // first and last event
  to?: number | null;
  by?: Words; // a series a word; without it there is one series
  names?: readonly string[]; // the words with a series of their own, in order; the others are summed
  keep?: (row: number) => boolean;
}

/** Sums `traffic` through time. Rows without a time are left out. */
export function timeline(traffic: Traffic, options: TimelineOptions): Timeline {
  const {values, seconds, from, to, by, names = [], keep} = options;
  const step = seconds * 1000;
  let [first, last] = [Infinity, -Infinity];
  for (const time of traffic.bucket) {
    if (time < first) first = time;
    if (time > last) last = time;
  }
  if (first > last) return {start: 0, step, length: 0, series: [], from: 0, to: 0};
  const length = Math.round((last - first) / step) + 1;
  const labels = by ? [...names, "other", "not logged"] : ["all"];
  const seriesOf = by ? by.words.map((word) => (names.includes(word) ? names.indexOf(word) : names.length)) : [];
  const cells = new Float64Array(traffic.rows);
  for (let i = 0; i < cells.length; i++) {
    const code = by ? by.codes[i] : 0;
    const series = by ? (code < 0 ? names.length + 1 : seriesOf[code]) : 0;
    cells[i] = series * length + Math.round((traffic.bucket[i] - first) / step);
  }
  const sums = sumBy(cells, labels.length * length, values, keep);
  return {
    start: first,
    step,
    length,
    series: labels
      .map((name, i) => toSeries(name, sums.subarray(i * length, (i + 1) * length)))
      .filter(({values}) => !values.every(Number.isNaN)),
    from: from ?? first,
    to: to ?? last + step
  };
}

export interface CubeTimelineOptions {
  first: number; // slot
  end: number; // not included
  from: number | null; // first and last event
  to: number | null;
  column?: keyof Kind | null; // a series a word of it; without it there is one series
  words?: readonly string[];
  names?: readonly string[];
}

/** The same as `timeline`, from sums by kind and slot. */
export function cubeTimeline(index: TrafficIndex, cube: Float64Array, options: CubeTimelineOptions): Timeline {
  const {first, end, from, to, column, words = [], names = []} = options;
  const {start, step, slots, kinds} = index;
  if (slots === 0) return {start: 0, step, length: 0, series: [], from: 0, to: 0};
  const labels = column ? [...names, "other", "not logged"] : ["all"];
  const seriesOf = kinds.map((kind) => {
    if (!column) return 0;
    const word = words[kind[column]];
    return word === undefined ? names.length + 1 : names.includes(word) ? names.indexOf(word) : names.length;
  });
  const length = Math.max(0, end - first);
  const sums = labels.map(() => new Float64Array(length).fill(NaN));
  for (let slot = 0; slot < length; slot++)
    for (let kind = 0; kind < kinds.length; kind++) {
      const value = cube[(first + slot) * kinds.length + kind];
      if (Number.isNaN(value)) continue;
      const values = sums[seriesOf[kind]];
      values[slot] = (values[slot] || 0) + value;
    }
  return {
    start: start + first * step,
    step,
    length,
    series: labels.map((name, i) => toSeries(name, sums[i])).filter(({values}) => !values.every(Number.isNaN)),
    from: from ?? start,
    to: to ?? start + slots * step
  };
}

/** The same as `groupBy`, from sums by kind and slot. */
export function cubeGroups(
  {kinds}: TrafficIndex,
  events: Float64Array,
  cube: Float64Array,
  column: keyof Kind,
  {words}: Words
): Group[] {
  const sums = new Float64Array(words.length + 1).fill(NaN);
  const present = new Set<number>();
  for (let i = 0; i < cube.length; i++) {
    const at = kinds[i % kinds.length][column] + 1;
    if (events[i] > 0) present.add(at);
    if (!Number.isNaN(cube[i])) sums[at] = (sums[at] || 0) + cube[i];
  }
  return Array.from(sums, (value, i) => ({name: i === 0 ? null : words[i - 1], value: isKnown(value) ? value : null}))
    .filter((_, i) => present.has(i))
    .sort((a, b) => (b.value ?? -1) - (a.value ?? -1));
}

/** A part of a line, from one bucket to another. */
export function cropTimeline(line: Timeline, first: number, end: number): Timeline {
  if (first === 0 && end >= line.length) return line;
  const series = line.series.map(({name, values}) => toSeries(name, values.subarray(first, end)));
  return {
    ...line,
    start: line.start + first * line.step,
    length: Math.max(0, end - first),
    series: series.filter(({values}) => !values.every(Number.isNaN))
  };
}

/** The same sums in buckets `factor` times as long, aligned so that days begin at the midnight of the zone, as its clocks go at the start. */
export function coarsen(line: Timeline, factor: number): Timeline {
  if (factor <= 1 || line.length === 0) return line;
  const step = line.step * factor;
  const ahead = offsetAt(line.start);
  const start = Math.floor((line.start + ahead) / step) * step - ahead;
  const length = Math.floor((line.start + (line.length - 1) * line.step - start) / step) + 1;
  const cells = Float64Array.from({length: line.length}, (_, i) =>
    Math.floor((line.start + i * line.step - start) / step)
  );
  const series = line.series.map(({name, values}) => toSeries(name, sumBy(cells, length, values)));
  return {...line, start, step, length, series};
}

/** The sum of all series in each bucket; NaN where nothing was logged. */
export function bucketTotals({series, length}: Timeline): Float64Array {
  const totals = new Float64Array(length).fill(NaN);
  for (const {values} of series)
    for (let i = 0; i < length; i++)
      if (!Number.isNaN(values[i])) totals[i] = (Number.isNaN(totals[i]) ? 0 : totals[i]) + values[i];
  return totals;
}

function toSeries(name: string, values: Float64Array): Series {
  return {name, values, total: values.reduce((sum, value) => (Number.isNaN(value) ? sum : sum + value), 0)};
}

import type {Table} from "apache-arrow";
import {readRows} from "./columns.js";
import type {Words} from "./columns.js";
import {both, flip} from "./bound.js";
import {
  boundOf,
  boundsAddresses,
  filterSources,
  filterSummary,
  isDoubtful,
  knownValues,
  noDoubt,
  rowFilter,
  spanOf
} from "./filter-atlas.js";
import type {Doubt} from "./filter-atlas.js";
import {bounded, measures, offeredMeasures, trafficValues} from "./measure.js";
import type {Measure, MeasureName} from "./measure.js";
import {countryNames} from "./names.js";
import {backBy, everything, isEverything, rowDimensions, without, writeSelection} from "./selection.js";
import type {ComparisonKind, Dimension, Known, RowDimension, Selection} from "./selection.js";
import type {Group} from "./sums.js";
import {readTraffic} from "./tables.js";
import type {CountryRow, SourceRow, SummaryRow, Traffic} from "./tables.js";
import {cropTimeline, cubeGroups, cubeTimeline, timeline} from "./timeline.js";
import type {Timeline, TimelineOptions} from "./timeline.js";
import {indexTraffic, sumBySource, sumTraffic} from "./traffic-index.js";
import type {TrafficIndex} from "./traffic-index.js";

export interface AtlasTables {
  summary: Table;
  traffic: Table;
  sources: Table;
  countries: Table;
}

/** The published tables that most pages share, read once, without the database; or what a selection leaves of them. */
export interface Atlas {
  readonly summary: SummaryRow;
  readonly traffic: Traffic; // all of it: `fits` tells the selected rows
  readonly sources: readonly SourceRow[]; // those with traffic
  readonly countries: readonly CountryRow[];
  readonly measure: Measure; // what a page opens with; like the others it says where its figures are only a bound
  readonly offered: readonly Measure[]; // what a reader can choose from
  readonly measures: Readonly<Record<MeasureName, Measure>>;
  readonly country: (code: string | null) => string;
  readonly source: (key: number) => SourceRow | undefined;
  readonly fits: (row: number) => boolean;
  /** Sums traffic through time; `measure` defaults to the page's own. */
  readonly through: (options?: Partial<TimelineOptions> & {measure?: Measure}) => Timeline;
  /** Sums traffic by a text column of it, largest first. */
  readonly groups: (by: Words, measure?: Measure) => Group[];
  /** Sums traffic by the key of the source, from one time to another. */
  readonly bySource: (measure: Measure, from?: number, to?: number) => Float64Array;
  readonly known: Known;
  readonly selection: Selection;
  readonly doubt: Doubt;
  readonly compared: Comparison | null; // if the selection asks for it, and there is something to compare with
  readonly whole: Atlas; // without a selection
  /** What another selection leaves of the whole. */
  readonly select: (selection: Selection) => Atlas;
  /** The same without the parts that are about one dimension: what its own chart shows, to choose from. */
  readonly apart: (dimension: Dimension | "time") => Atlas;
}

/** What a selection is compared with. */
export interface Comparison {
  readonly kind: ComparisonKind;
  readonly atlas: Atlas;
  readonly complete: boolean; // false where the logs begin within the time that it takes
  /** What a value there comes to here if nothing changed: itself, or its share of all else applied to the selection. */
  readonly expect: (value: number | null, measure?: Measure) => number | null;
}

/** Opens the tables that `FileAttachment(…).arrow()` gave. Throws `missing row: summary` if nothing was published. */
export function openAtlas(tables: AtlasTables): Atlas {
  const [summary] = readRows<SummaryRow>(tables.summary);
  if (!summary) throw new Error("missing row: summary; run the build again");
  const traffic = readTraffic(tables.traffic);
  const sources = markUnlisted(readRows<SourceRow>(tables.sources), summary);
  const countries = readRows<CountryRow>(tables.countries);
  const keys = sources.reduce((most, {source}) => Math.max(most, source + 1), 0);
  const index = indexTraffic(traffic, summary.bucket_seconds, keys);
  return openWhole({summary, traffic, sources, countries, index});
}

interface Core {
  summary: SummaryRow;
  traffic: Traffic;
  sources: readonly SourceRow[];
  countries: readonly CountryRow[];
  index: TrafficIndex;
}

function openWhole(core: Core): Atlas {
  const known = knownValues(core.traffic, core.sources, core.index);
  const byKey = new Map(core.sources.map((row) => [row.source, row]));
  const country = countryNames(core.countries);
  const recent = new Map<string, Atlas>();
  let whole: Atlas | null = null;

  function open(selection: Selection, rest = false): Atlas {
    const {traffic, index} = core;
    const all = isEverything(selection);
    const filter = {...rowFilter(selection, traffic, core.sources, index), rest};
    const times = rest ? everything : selection;
    const sum = once(() => sumTraffic(traffic, index, filter));
    const sources = once(() => (all ? core.sources : filterSources(core.sources, sum())));
    const summary = once(() => (all ? core.summary : filterSummary(core.summary, sources(), times)));
    const doubt = once(() => (all ? noDoubt : doubtOf(selection, sources(), rest)));
    const ofDoubt = (measure: Measure) =>
      all ? measure : bounded(measure, measure.name === "addresses" ? doubt().addresses : doubt().sums);
    const offered = once(() => offeredMeasures(core.summary).map(ofDoubt));
    const measure = () => offered()[0];
    const named = once(() => {
      const {bytes, events, addresses} = measures(core.summary.units);
      return {bytes: ofDoubt(bytes), events: ofDoubt(events), addresses: ofDoubt(addresses)};
    });
    const fits = all
      ? () => true
      : (i: number) => {
          const slot = index.slot[i];
          const held =
            slot >= filter.first &&
            slot < filter.end &&
            filter.kinds[index.kind[i]] === 1 &&
            filter.sources[index.source[i]] === 1;
          return held !== rest;
        };
    const shape = {
      first: rest ? 0 : Math.max(0, Math.min(filter.first, index.slots)),
      end: rest ? index.slots : Math.max(0, Math.min(filter.end, index.slots)),
      ...spanOf(core.summary, times)
    };
    const comparison = once(() => compare(atlas));
    const cube = ({name}: Measure) => (name === "bytes" ? sum().cubeBytes : sum().cubeEvents);
    const atlas: Atlas = {
      get summary() {
        return summary();
      },
      traffic,
      get sources() {
        return sources();
      },
      countries: core.countries,
      get measure() {
        return measure();
      },
      get offered() {
        return offered();
      },
      get measures() {
        return named();
      },
      country,
      source: (key) => byKey.get(key),
      fits,
      through: ({measure: chosen = measure(), keep, by, names, ...options} = {}) => {
        const column = by ? columnOf(traffic, by) : undefined;
        if (!keep && column !== null)
          return cubeTimeline(index, cube(chosen), {...shape, column, words: by?.words, names, ...options});
        const line = timeline(traffic, {
          values: trafficValues(traffic, chosen),
          seconds: core.summary.bucket_seconds,
          from: shape.from,
          to: shape.to,
          by,
          names,
          ...options,
          keep: keep ? (i) => fits(i) && keep(i) : fits
        });
        return cropTimeline(line, shape.first, shape.end);
      },
      groups: (by, chosen = measure()) => cubeGroups(index, sum().cubeEvents, cube(chosen), columnOf(traffic, by)!, by),
      bySource: (chosen, from = -Infinity, to = Infinity) => {
        const slotOf = (time: number) => Math.round((time - index.start) / index.step);
        const timed = Number.isFinite(from) || Number.isFinite(to);
        const begin = Number.isFinite(from) ? slotOf(from) : 0;
        const end = Number.isFinite(to) ? Math.min(index.slots, slotOf(to)) : timed ? index.slots : Infinity;
        return sumBySource(index, filter, trafficValues(traffic, chosen), [begin, end]);
      },
      known,
      selection,
      get doubt() {
        return doubt();
      },
      get compared() {
        return all || rest ? null : comparison();
      },
      get whole() {
        return whole!;
      },
      select,
      apart: (dimension) => {
        const rest = without(selection, dimension);
        return keyOf(rest) === keyOf(selection) ? atlas : select(rest);
      }
    };
    return atlas;
  }

  function compare(atlas: Atlas): Comparison | null {
    const {compare: kind, ...selection} = atlas.selection;
    if (kind === undefined) return null;
    if (kind === "rest") {
      const other = cached(`${keyOf(selection)} rest`, () => open(selection, true));
      const share = (value: number | null, {of} = atlas.measure) => {
        const [own, all] = [of(atlas.summary), of(other.summary)];
        return value === null || own === null || !all ? null : (value / all) * own;
      };
      return {kind, atlas: other, complete: true, expect: share};
    }
    if (selection.from === null && selection.to === null) return null;
    const {from, to} = {from: selection.from ?? known.start, to: selection.to ?? known.end};
    const back = backBy(kind, from, to);
    if (to - back <= known.start || back % known.step !== 0) return null;
    const other = select({...selection, from: from - back, to: to - back});
    return {kind, atlas: other, complete: from - back >= known.start, expect: (value) => value};
  }

  function doubtOf(selection: Selection, sources: readonly SourceRow[], rest: boolean): Doubt {
    const unsure = selection.parts.filter(({dimension}) => ["place", "asn", "label"].includes(dimension));
    const cut = boundsAddresses(byKey, sources) ? "least" : "exact";
    if (unsure.length === 0) return {sums: "exact", addresses: cut, events: 0};
    const around = select({...selection, parts: selection.parts.filter((part) => !unsure.includes(part))});
    const allowed = rowFilter(selection, core.traffic, core.sources, core.index).sources;
    const [left, counted] = [0, 1].map((held) =>
      around.sources
        .filter((row) => allowed[row.source] === held && isDoubtful(row, unsure, core.sources))
        .reduce((total, {events}) => total + events, 0)
    );
    const sums = rest ? flip(boundOf(counted, left)) : boundOf(counted, left);
    return {sums, addresses: both(sums, cut), events: counted + left};
  }

  function select(selection: Selection): Atlas {
    if (isEverything(selection)) return whole!;
    return cached(keyOf(selection), () => open(selection));
  }

  function cached(key: string, make: () => Atlas): Atlas {
    const found = recent.get(key) ?? make();
    recent.delete(key);
    recent.set(key, found);
    if (recent.size > 16) recent.delete(recent.keys().next().value!);
    return found;
  }

  whole = open(everything);
  return whole;
}

/** Tells of each remainder whether it can hold listed addresses: it does not where all of them have a row of their own. */
function markUnlisted(sources: SourceRow[], {listed_addresses}: SummaryRow): SourceRow[] {
  const own = sources.filter(({labels}) => labels !== null).length;
  const unlisted = listed_addresses != null && own >= listed_addresses;
  return sources.map((row) => (row.level === "address" ? row : {...row, unlisted}));
}

/** Makes a value when it is first asked for: the charts of one dimension need little of the atlas without it. */
function once<T>(make: () => T): () => T {
  let made: {value: T} | null = null;
  return () => (made ??= {value: make()}).value;
}

function columnOf(traffic: Traffic, words: Words): RowDimension | null {
  return rowDimensions.find((name) => traffic[name] === words) ?? null;
}

function keyOf(selection: Selection): string {
  return writeSelection(selection, new URLSearchParams()).toString();
}

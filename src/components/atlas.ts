import type {Table} from "apache-arrow";
import {readRows} from "./columns.js";
import type {Words} from "./columns.js";
import {
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
import {atLeast, measures, offeredMeasures, trafficValues} from "./measure.js";
import type {Measure, MeasureName} from "./measure.js";
import {countryNames} from "./names.js";
import {everything, isEverything, rowDimensions, without, writeSelection} from "./selection.js";
import type {Dimension, Known, RowDimension, Selection} from "./selection.js";
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
  readonly measure: Measure; // what a page opens with
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
  readonly whole: Atlas; // without a selection
  /** What another selection leaves of the whole. */
  readonly select: (selection: Selection) => Atlas;
  /** The same without the parts that are about one dimension: what its own chart shows, to choose from. */
  readonly apart: (dimension: Dimension | "time") => Atlas;
}

/** Opens the tables that `FileAttachment(…).arrow()` gave. Throws `missing row: summary` if nothing was published. */
export function openAtlas(tables: AtlasTables): Atlas {
  const [summary] = readRows<SummaryRow>(tables.summary);
  if (!summary) throw new Error("missing row: summary; run the build again");
  const traffic = readTraffic(tables.traffic);
  const sources = readRows<SourceRow>(tables.sources);
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

  function open(selection: Selection): Atlas {
    const {traffic, index} = core;
    const all = isEverything(selection);
    const filter = rowFilter(selection, traffic, core.sources, index);
    const sum = once(() => sumTraffic(traffic, index, filter));
    const sources = once(() => (all ? core.sources : filterSources(core.sources, sum(), selection)));
    const summary = once(() => (all ? core.summary : filterSummary(core.summary, sources(), selection)));
    const bounded = once(() => !all && boundsAddresses(byKey, sources()));
    const whatIsOffered = offeredMeasures(core.summary);
    const named = measures(core.summary.units);
    const [measure] = whatIsOffered;
    const fits = all
      ? () => true
      : (i: number) => {
          const slot = index.slot[i];
          return (
            slot >= filter.first &&
            slot < filter.end &&
            filter.kinds[index.kind[i]] === 1 &&
            filter.sources[index.source[i]] === 1
          );
        };
    const shape = {
      first: Math.min(filter.first, index.slots),
      end: Math.min(filter.end, index.slots),
      ...spanOf(core.summary, selection)
    };
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
      measure,
      get offered() {
        return bounded() ? whatIsOffered.map(atLeast) : whatIsOffered;
      },
      get measures() {
        return bounded() ? {...named, addresses: atLeast(named.addresses)} : named;
      },
      country,
      source: (key) => byKey.get(key),
      fits,
      through: ({measure: chosen = measure, keep, by, names, ...options} = {}) => {
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
      groups: (by, chosen = measure) => cubeGroups(index, sum().cubeEvents, cube(chosen), columnOf(traffic, by)!, by),
      bySource: (chosen, from = -Infinity, to = Infinity) => {
        const slotOf = (time: number) => Math.round((time - index.start) / index.step);
        const first = Math.max(filter.first, Number.isFinite(from) ? slotOf(from) : 0);
        const end = Number.isFinite(from) || Number.isFinite(to) ? index.slots : filter.end;
        const limit = Math.min(filter.end, end, Number.isFinite(to) ? slotOf(to) : Infinity);
        return sumBySource(traffic, index, {...filter, first, end: limit}, trafficValues(traffic, chosen));
      },
      known,
      selection,
      get doubt() {
        return all ? noDoubt : {addresses: bounded(), events: doubtfulEvents(selection)};
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

  function doubtfulEvents(selection: Selection): number {
    const unsure = selection.parts.filter(({dimension}) => ["place", "asn", "label"].includes(dimension));
    if (unsure.length === 0) return 0;
    const rest = select({...selection, parts: selection.parts.filter((part) => !unsure.includes(part))});
    return rest.sources
      .filter((row) => isDoubtful(row, unsure, core.sources))
      .reduce((total, {events}) => total + events, 0);
  }

  function select(selection: Selection): Atlas {
    if (isEverything(selection)) return whole!;
    const key = keyOf(selection);
    const found = recent.get(key) ?? open(selection);
    recent.delete(key);
    recent.set(key, found);
    if (recent.size > 8) recent.delete(recent.keys().next().value!);
    return found;
  }

  whole = open(everything);
  return whole;
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

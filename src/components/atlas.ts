import type {Table} from "apache-arrow";
import {readRows} from "./columns.js";
import type {Words} from "./columns.js";
import {both, flip} from "./bound.js";
import type {Bound} from "./bound.js";
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
import {
  everything,
  isEverything,
  isTimed,
  rowDimensions,
  timeBefore,
  wholeBuckets,
  without,
  writeSelection
} from "./selection.js";
import type {ComparisonKind, Dimension, Known, RowDimension, Selection} from "./selection.js";
import type {Group} from "./sums.js";
import {fineCore, restCore} from "./fine-core.js";
import {readTraffic} from "./tables.js";
import type {CountryRow, SourceRow, SummaryRow, TileRow, Traffic} from "./tables.js";
import {openTiles} from "./tiles.js";
import type {Range, Tiles, TilesOptions, TileState} from "./tiles.js";
import {cropTimeline, cubeGroups, cubeTimeline, timeline} from "./timeline.js";
import type {Timeline, TimelineOptions} from "./timeline.js";
import {createSummer} from "./running-sums.js";
import {indexTraffic, sumBySource} from "./traffic-index.js";
import type {RowFilter, TrafficIndex, TrafficSums} from "./traffic-index.js";

export interface AtlasTables {
  summary: Table;
  traffic: Table;
  sources: Table;
  countries: Table;
  tiles?: Table; // without it there is no finer detail
}

/** The published tables that most pages share, read once, without the database; or what a selection leaves of them. */
export interface Atlas {
  readonly summary: SummaryRow;
  readonly traffic: Traffic; // all of it: `fits` tells the selected rows
  readonly sources: readonly SourceRow[]; // those with traffic
  readonly every: readonly SourceRow[]; // all that traffic has, whatever is selected, with their sums over all of the time
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
  readonly tiles: Tiles; // the finer detail, which comes as it is wanted
  /** The time that the figures are of while the finer detail, that the selected time or address needs, is not there. */
  readonly coarse: Range | null;
  /** The same without its own times, where finer detail is there: all that was loaded for them. */
  readonly loaded: Atlas | null;
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
  readonly detail: Atlas | null; // all else in finer buckets, of the time around the selected one, where those were loaded
  readonly complete: boolean; // false where the logs begin within the time that it takes
  /** What a value there comes to here if nothing changed: itself, or its share of all else applied to the selection. */
  readonly expect: (value: number | null, measure?: Measure) => number | null;
}

/** Opens the tables that `FileAttachment(…).arrow()` gave. Throws `missing row: summary` if nothing was published. */
export function openAtlas(tables: AtlasTables, options: TilesOptions = {}): Atlas {
  const [summary] = readRows<SummaryRow>(tables.summary);
  if (!summary) throw new Error("missing row: summary; run the build again");
  const traffic = readTraffic(tables.traffic);
  const sources = markUnlisted(readRows<SourceRow>(tables.sources), summary);
  const countries = readRows<CountryRow>(tables.countries);
  const keys = sources.reduce((most, {source}) => Math.max(most, source + 1), 0);
  const index = indexTraffic(traffic, summary.bucket_seconds, keys);
  const tiles = openTiles(tables.tiles ? readRows<TileRow>(tables.tiles) : [], options);
  return openWhole({summary, traffic, sources, countries, index}, tiles);
}

/** What an atlas is made from: the report's tables, or those of a part of its time. */
export interface Core {
  summary: SummaryRow;
  traffic: Traffic;
  sources: readonly SourceRow[];
  countries: readonly CountryRow[];
  index: TrafficIndex;
}

/** What an atlas is of. */
interface Opening {
  tables?: Tables; // defaults to the report's
  answer?: Selection; // that the figures are of; defaults to what is selected
  rest?: boolean; // whether it is what the selection leaves
  key?: string; // of the tiles, where the tables are made of them
  doubt?: (cut: Bound) => Doubt; // where it cannot be told from the selection; given what cut remainders do to addresses
}

/** A core with what is looked up in it. */
interface Tables {
  readonly core: Core;
  readonly known: Known;
  readonly byKey: ReadonlyMap<number, SourceRow>;
  readonly sum: (filter: RowFilter) => TrafficSums;
}

function openWhole(report: Core, tiles: Tiles): Atlas {
  const reportTables = tablesOf(report);
  const known: Known = {
    ...reportTables.known,
    fine: tiles.span > 0 ? {step: tiles.step, span: tiles.span} : null
  };
  const country = countryNames(report.countries);
  const recent = new Map<string, Atlas>();
  const finer = new Map<string, Tables>();
  let whole: Atlas | null = null;

  function open(selection: Selection, opening: Opening = {}): Atlas {
    const {tables = reportTables, answer = selection, rest = false, key} = opening;
    const {core, byKey} = tables;
    const {traffic, index} = core;
    const all = isEverything(selection) && tables === reportTables;
    const times = rest ? everything : answer;
    const filter = {...rowFilter(answer, traffic, core.sources, index), rest};
    const sum = once(() => tables.sum(filter));
    const sources = once(() => (all ? core.sources : filterSources(core.sources, sum())));
    const summary = once(() => (all ? core.summary : filterSummary(core.summary, sources(), times)));
    const doubt = once(() => {
      if (all) return noDoubt;
      const cut = boundsAddresses(byKey, sources()) ? "least" : "exact";
      return opening.doubt ? opening.doubt(cut) : doubtOf(answer, cut, opening);
    });
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
    const comparison = once(() => compare(atlas, tables, key));
    const loaded = once(() => (key === undefined ? null : openLoaded(selection, tables, key)));
    const cube = ({name}: Measure) => (name === "bytes" ? sum().cubeBytes : sum().cubeEvents);
    const atlas: Atlas = {
      get summary() {
        return summary();
      },
      traffic,
      get sources() {
        return sources();
      },
      every: core.sources,
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
          by: column ? traffic[column] : by,
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
      known: {...known, has: tables.known.has},
      selection,
      tiles,
      coarse: answer === selection ? null : rangeOf(answer),
      get loaded() {
        return loaded();
      },
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

  function compare(atlas: Atlas, tables: Tables, key?: string): Comparison | null {
    const {core} = tables;
    const {compare: kind, ...selection} = atlas.selection;
    if (kind === undefined || atlas.coarse) return null;
    if (kind === "rest") {
      const other =
        core === report
          ? cached(`${keyOf(selection)} rest`, () => open(selection, {rest: true}))
          : open(everything, {
              tables: tablesOf(restCore(report, core, atlas.fits)),
              doubt: (cut) => doubtOfRest(atlas.doubt, cut)
            });
      const share = (value: number | null, {of} = atlas.measure) => {
        const [own, all] = [of(atlas.summary), of(other.summary)];
        return value === null || own === null || !all ? null : (value / all) * own;
      };
      const detail = key === undefined ? null : open(selection, {tables, key, rest: true});
      return {kind, atlas: other, detail, complete: true, expect: share};
    }
    const before = timeBefore(kind, selection, {...known, step: core.index.step});
    if (before === null) return null;
    const other = select({...selection, ...before});
    if (other.coarse) return null;
    return {kind, atlas: other, detail: null, complete: before.from >= known.start, expect: (value) => value};
  }

  function doubtOf(selection: Selection, cut: Bound, {tables = reportTables, rest, key}: Opening): Doubt {
    const {core} = tables;
    const unsure = selection.parts.filter(({dimension}) => ["place", "asn", "label"].includes(dimension));
    if (unsure.length === 0) return {sums: "exact", addresses: cut, events: 0};
    const others = {...selection, parts: selection.parts.filter((part) => !unsure.includes(part))};
    const around =
      key === undefined ? select(others) : cached(`${keyOf(others)} ${key}`, () => open(others, {tables, key}));
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
    const state = tiles.state(rangeOf(selection));
    if (isTimed(selection) && state.kind === "loaded") {
      const {key} = state;
      return cached(`${keyOf(selection)} ${key}`, () => open(selection, {tables: finerTables(state), key}));
    }
    return cached(keyOf(selection), () => open(selection, {answer: wholeBuckets(selection, known)}));
  }

  function rangeOf({from, to}: Selection): Range {
    return {from: from ?? known.start, to: to ?? known.end};
  }

  /** Tables of some tiles; the last few are kept, since all that is pointed at within a time is asked of the same. */
  function finerTables({tiles, key}: Extract<TileState, {kind: "loaded"}>): Tables {
    const found = finer.get(key) ?? tablesOf(fineCore(report, tiles));
    finer.delete(key);
    finer.set(key, found);
    if (finer.size > 3) finer.delete(finer.keys().next().value!);
    return found;
  }

  function openLoaded(selection: Selection, tables: Tables, key: string): Atlas | null {
    const {start, step, slots} = tables.core.index;
    if (slots === 0) return null;
    const all = {from: start, to: start + slots * step, parts: selection.parts};
    return cached(`${keyOf(all)} ${key} loaded`, () => open(all, {tables, key}));
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

/** What of everything else is only a bound: as the selection's sums are, turned round. */
function doubtOfRest({sums, events}: Doubt, cut: Bound): Doubt {
  return {sums: flip(sums), addresses: both(flip(sums), cut), events};
}

/** Makes a value when it is first asked for: the charts of one dimension need little of the atlas without it. */
function once<T>(make: () => T): () => T {
  let made: {value: T} | null = null;
  return () => (made ??= {value: make()}).value;
}

function tablesOf(core: Core): Tables {
  return {
    core,
    known: knownValues(core.traffic, core.sources, core.index),
    byKey: new Map(core.sources.map((row) => [row.source, row])),
    sum: createSummer(core.traffic, core.index)
  };
}

/** The column that words are of: those of tiles share their list of words with the report's. */
function columnOf(traffic: Traffic, {words}: Words): RowDimension | null {
  return rowDimensions.find((name) => traffic[name].words === words) ?? null;
}

function keyOf(selection: Selection): string {
  return writeSelection(selection, new URLSearchParams()).toString();
}

import type {Table} from "apache-arrow";
import {both, flip} from "./bound.js";
import type {Bound} from "./bound.js";
import {readRows} from "./columns.js";
import type {Words} from "./columns.js";
import {compareWithRest, compareWithTime} from "./comparison.js";
import type {Comparison} from "./comparison.js";
import {openCore} from "./core.js";
import type {OpenCore} from "./core.js";
import {figuresOf} from "./figures.js";
import {tellPeriod} from "./format-time.js";
import {boundOf, boundsAddresses, isDoubtful, noDoubt, rowFilter} from "./filter-atlas.js";
import type {Doubt} from "./filter-atlas.js";
import {fineCore, restCore} from "./fine-core.js";
import {bounded, measures, offeredMeasures} from "./measure.js";
import type {Measure, MeasureName} from "./measure.js";
import {countryNames} from "./names.js";
import {keepRecent, once} from "./memo.js";
import {everything, isEverything, isTimed, timeBefore, wholeBuckets, without, writeSelection} from "./selection.js";
import type {Dimension, Known, Selection} from "./selection.js";
import type {Group} from "./sums.js";
import {readTraffic} from "./traffic.js";
import type {CountryRow, SourceRow, SummaryRow, TileRow} from "./tables.js";
import type {Traffic} from "./traffic.js";
import {openTiles} from "./tiles.js";
import type {Range, Tiles, TilesOptions} from "./tiles.js";
import type {Timeline, TimelineOptions} from "./timeline.js";
import {indexTraffic} from "./traffic-index.js";

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

/** Opens the tables that `FileAttachment(…).arrow()` gave. Throws `missing row: summary` if nothing was published. */
export function openAtlas(tables: AtlasTables, options: TilesOptions = {}): Atlas {
  const [summary] = readRows<SummaryRow>(tables.summary);
  if (!summary) throw new Error("missing row: summary; run the build again");
  tellPeriod(summary.first_seen, summary.last_seen);
  const traffic = readTraffic(tables.traffic);
  const sources = markUnlisted(readRows<SourceRow>(tables.sources), summary);
  const countries = readRows<CountryRow>(tables.countries);
  const keys = sources.reduce((most, {source}) => Math.max(most, source + 1), 0);
  const index = indexTraffic(traffic, summary.bucket_seconds, keys);
  const tiles = openTiles(tables.tiles ? readRows<TileRow>(tables.tiles) : [], options);
  return openWhole(openCore({summary, traffic, sources, countries, index}), tiles);
}

/** What an atlas is of. */
interface Opening {
  core?: OpenCore; // defaults to the report's
  answer?: Selection; // that the figures are of; defaults to what is selected
  rest?: boolean; // whether it is what the selection leaves
  key?: string; // of the tiles, where the core is made of them
  doubt?: (cut: Bound) => Doubt; // where it cannot be told from the selection; given what cut remainders do to addresses
}

function openWhole(report: OpenCore, tiles: Tiles): Atlas {
  const known: Known = {
    ...report.known,
    fine: tiles.span > 0 ? {step: tiles.step, span: tiles.span} : null
  };
  const country = countryNames(report.countries);
  const recent = keepRecent<Atlas>(16);
  const finer = keepRecent<OpenCore>(3); // all that is pointed at within a time is asked of the same
  let whole: Atlas | null = null;

  function open(selection: Selection, opening: Opening = {}): Atlas {
    const {core = report, answer = selection, rest = false, key} = opening;
    const all = isEverything(selection) && core === report;
    const figures = figuresOf(core, {selection: answer, all, rest});
    const doubt = once(() => {
      if (all) return noDoubt;
      const cut = boundsAddresses(core.byKey, figures.sources()) ? "least" : "exact";
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
    const comparison = once(() => compare(atlas, core, key));
    const loaded = once(() => (key === undefined ? null : openLoaded(selection, core, key)));
    const atlas: Atlas = {
      get summary() {
        return figures.summary();
      },
      traffic: core.traffic,
      get sources() {
        return figures.sources();
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
      source: (key) => core.byKey.get(key),
      fits: figures.fits,
      through: ({measure: chosen = measure(), ...options} = {}) => figures.through(chosen, options),
      groups: (by, chosen = measure()) => figures.groups(by, chosen),
      bySource: figures.bySource,
      known: {...known, has: core.known.has},
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

  function compare(atlas: Atlas, core: OpenCore, key?: string): Comparison | null {
    const {compare: kind, ...selection} = atlas.selection;
    if (kind === undefined || atlas.coarse) return null;
    if (kind === "rest") {
      const other =
        core === report
          ? recent(`${keyOf(selection)} rest`, () => open(selection, {rest: true}))
          : open(everything, {
              core: openCore(restCore(report, core, atlas.fits)),
              doubt: (cut) => doubtOfRest(atlas.doubt, cut)
            });
      return compareWithRest(atlas, other, key === undefined ? null : open(selection, {core, key, rest: true}));
    }
    const before = timeBefore(kind, selection, {...known, step: core.index.step});
    if (before === null) return null;
    const other = select({...selection, ...before});
    return other.coarse ? null : compareWithTime(kind, other, before.from >= known.start);
  }

  function doubtOf(selection: Selection, cut: Bound, {core = report, rest, key}: Opening): Doubt {
    const unsure = selection.parts.filter(({dimension}) => ["place", "asn", "label"].includes(dimension));
    if (unsure.length === 0) return {sums: "exact", addresses: cut, events: 0};
    const others = {...selection, parts: selection.parts.filter((part) => !unsure.includes(part))};
    const around =
      key === undefined ? select(others) : recent(`${keyOf(others)} ${key}`, () => open(others, {core, key}));
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
      const core = () => finer(key, () => openCore(fineCore(report, state.tiles)));
      return recent(`${keyOf(selection)} ${key}`, () => open(selection, {core: core(), key}));
    }
    return recent(keyOf(selection), () => open(selection, {answer: wholeBuckets(selection, known)}));
  }

  function rangeOf({from, to}: Selection): Range {
    return {from: from ?? known.start, to: to ?? known.end};
  }

  function openLoaded(selection: Selection, core: OpenCore, key: string): Atlas | null {
    const {start, step, slots} = core.index;
    if (slots === 0) return null;
    const all = {from: start, to: start + slots * step, parts: selection.parts};
    return recent(`${keyOf(all)} ${key} loaded`, () => open(all, {core, key}));
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

function keyOf(selection: Selection): string {
  return writeSelection(selection, new URLSearchParams()).toString();
}

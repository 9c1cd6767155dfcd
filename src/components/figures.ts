import type {Words} from "./columns.js";
import type {OpenCore} from "./core.js";
import {filterSources, filterSummary, rowFilter, spanOf} from "./filter-atlas.js";
import {trafficValues} from "./measure.js";
import type {Measure} from "./measure.js";
import {once} from "./memo.js";
import {everything, rowDimensions} from "./selection.js";
import type {RowDimension, Selection} from "./selection.js";
import type {Group} from "./sums.js";
import type {SourceRow, SummaryRow} from "./tables.js";
import type {Traffic} from "./traffic.js";
import {cropTimeline, cubeGroups, cubeTimeline, timeline} from "./timeline.js";
import type {Timeline, TimelineOptions} from "./timeline.js";
import {sumBySource} from "./traffic-index.js";

/** What a selection leaves of a core, or what is left without it; each part is made when it is first asked for. */
export interface Figures {
  readonly sources: () => readonly SourceRow[]; // those with traffic
  readonly summary: () => SummaryRow;
  readonly fits: (row: number) => boolean; // of traffic
  readonly through: (measure: Measure, options: Partial<TimelineOptions>) => Timeline;
  readonly groups: (by: Words, measure: Measure) => Group[];
  readonly bySource: (measure: Measure, from?: number, to?: number) => Float64Array;
}

export interface FiguresOptions {
  selection: Selection;
  all: boolean; // whether it leaves everything
  rest: boolean; // whether it is what the selection leaves out that is wanted
}

/** Sums what a selection asks of a core. */
export function figuresOf(core: OpenCore, {selection, all, rest}: FiguresOptions): Figures {
  const {traffic, index} = core;
  const times = rest ? everything : selection;
  const filter = {...rowFilter(selection, traffic, core.sources, index), rest};
  const sum = once(() => core.sum(filter));
  const sources = once(() => (all ? core.sources : filterSources(core.sources, sum())));
  const summary = once(() => (all ? core.summary : filterSummary(core.summary, sources(), times)));
  const cube = ({name}: Measure) => (name === "bytes" ? sum().cubeBytes : sum().cubeEvents);
  const shape = {
    first: rest ? 0 : Math.max(0, Math.min(filter.first, index.slots)),
    end: rest ? index.slots : Math.max(0, Math.min(filter.end, index.slots)),
    ...spanOf(core.summary, times)
  };
  const holds = (row: number) => {
    const slot = index.slot[row];
    const inTime = slot >= filter.first && slot < filter.end;
    return inTime && filter.kinds[index.kind[row]] === 1 && filter.sources[index.source[row]] === 1;
  };
  const fits = all ? () => true : (row: number) => holds(row) !== rest;
  return {
    sources,
    summary,
    fits,
    through(measure, {keep, by, names, ...options}) {
      const column = by ? columnOf(traffic, by) : undefined;
      if (!keep && column !== null)
        return cubeTimeline(index, cube(measure), {...shape, column, words: by?.words, names, ...options});
      const line = timeline(traffic, {
        values: trafficValues(traffic, measure),
        seconds: core.summary.bucket_seconds,
        from: shape.from,
        to: shape.to,
        by: column ? traffic[column] : by,
        names,
        ...options,
        keep: keep ? (row) => fits(row) && keep(row) : fits
      });
      return cropTimeline(line, shape.first, shape.end);
    },
    groups: (by, measure) => cubeGroups(index, sum().cubeEvents, cube(measure), columnOf(traffic, by)!, by),
    bySource(measure, from = -Infinity, to = Infinity) {
      const slotOf = (time: number) => Math.round((time - index.start) / index.step);
      const timed = Number.isFinite(from) || Number.isFinite(to);
      const begin = Number.isFinite(from) ? slotOf(from) : 0;
      const end = Number.isFinite(to) ? Math.min(index.slots, slotOf(to)) : timed ? index.slots : Infinity;
      return sumBySource(index, filter, trafficValues(traffic, measure), [begin, end]);
    }
  };
}

/** The column that words are of: those of tiles share their list of words with the report's. */
function columnOf(traffic: Traffic, {words}: Words): RowDimension | null {
  return rowDimensions.find((name) => traffic[name].words === words) ?? null;
}

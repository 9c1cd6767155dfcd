import {knownValues} from "./filter-atlas.js";
import {createSummer} from "./running-sums.js";
import type {Known} from "./selection.js";
import type {CountryRow, SourceRow, SummaryRow} from "./tables.js";
import type {Traffic} from "./traffic.js";
import type {RowFilter, TrafficIndex, TrafficSums} from "./traffic-index.js";

/** What an atlas is made from: the report's tables, or those of a part of its time. */
export interface Core {
  readonly summary: SummaryRow;
  readonly traffic: Traffic;
  readonly sources: readonly SourceRow[];
  readonly countries: readonly CountryRow[];
  readonly index: TrafficIndex;
}

/** A core with what is looked up in it. */
export interface OpenCore extends Core {
  readonly known: Known;
  readonly byKey: ReadonlyMap<number, SourceRow>;
  readonly sum: (filter: RowFilter) => TrafficSums;
}

export function openCore(core: Core): OpenCore {
  const {traffic, sources, index} = core;
  return {
    ...core,
    known: knownValues(traffic, sources, index),
    byKey: new Map(sources.map((row) => [row.source, row])),
    sum: createSummer(traffic, index)
  };
}

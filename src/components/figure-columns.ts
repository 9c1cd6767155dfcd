import type {Bound} from "./bound.js";
import {mark, markInWords} from "./bound.js";
import type {DataColumn} from "./data-table.js";
import type {Measure} from "./measure.js";
import {shareOf} from "./measure.js";
import type {Sums} from "./tables.js";

/** What is summed in the tables of countries, addresses and networks. */
export interface Figures extends Sums {
  readonly addresses?: number;
  readonly bound?: Bound; // of all figures of the row, where it is not that of the measure
}

/** A measure as a column of numbers with bars; the exact value on hover. */
export function figureColumn<T extends Figures>(measure: Measure, width = 92): DataColumn<T> {
  const {noun, of, format, exact} = measure;
  return {
    label: noun[0].toUpperCase() + noun.slice(1),
    value: of,
    format: (row) => mark(format(of(row)), row.bound ?? "exact"),
    title: (row) => markInWords(exact(of(row)), row.bound ?? "exact"),
    number: true,
    bar: true,
    width
  };
}

/** The share of each row in a whole. */
export function shareColumn<T extends Figures>(measure: Measure, whole: number | null): DataColumn<T> {
  return {
    label: "Share",
    value: measure.of,
    format: (row) => shareOf(measure, measure.of(row), whole, row.bound),
    number: true,
    width: 66
  };
}

import type {Bar} from "./bar-chart.js";
import {Behind} from "./behind.js";
import type {PlainColumn} from "./behind.js";
import {formatShare} from "./format.js";
import {formatBucket, formatStamp} from "./format-time.js";
import type {Measure} from "./measure.js";
import {bucketTotals} from "./timeline.js";
import type {Timeline} from "./timeline.js";

export interface BehindBarsOptions {
  label?: string; // heads the column of the bars' names
  exact?: (value: number | null) => string;
  total?: number | null; // shares are of this; without it there is no such column
}

/** The table behind bars: every bar's name, exact value and share. */
export function BehindBars(
  bars: readonly Bar[],
  {label = "Name", exact = String, total = null}: BehindBarsOptions = {}
): HTMLElement {
  const columns: PlainColumn<Bar>[] = [
    {label, value: (bar) => bar.label},
    {label: "Value", value: ({value}) => value, format: ({value}) => exact(value), number: true}
  ];
  const share: PlainColumn<Bar> = {
    label: "Share",
    value: ({value}) => (value === null || !total ? null : value / total),
    format: ({value}) => formatShare(value, total),
    number: true
  };
  return Behind(bars, total === null ? columns : [...columns, share]);
}

/** The table behind a time line: a row a bucket, a column a series; a bucket in which nothing was logged says so. */
export function BehindTime(line: Timeline, measure: Measure): HTMLElement {
  const totals = bucketTotals(line);
  const known = (value: number) => (Number.isNaN(value) ? null : value);
  const rows = Array.from(totals, (value, i) => ({i, value: known(value)}));
  const series = line.series.length > 1 ? line.series : [];
  return Behind(rows, [
    {label: `${formatBucket(line.step / 1000)} from, UTC`, value: ({i}) => formatStamp(line.start + i * line.step)},
    {
      label: measure.label,
      value: ({value}) => value,
      format: ({value}) => (value === null ? "nothing logged" : measure.exact(value)),
      number: true
    },
    ...series.map(({name, values}) => ({
      label: name,
      value: ({i}: {i: number}) => known(values[i]),
      format: ({i}: {i: number}) => (Number.isNaN(values[i]) ? "–" : measure.format(values[i])),
      number: true
    }))
  ]);
}

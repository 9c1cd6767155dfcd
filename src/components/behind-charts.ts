import type {Bar} from "./bar-chart.js";
import {shareText} from "./bar-chart.js";
import type {Bound} from "./bound.js";
import {markInWords, spoken} from "./bound.js";
import {Behind} from "./behind.js";
import type {PlainColumn} from "./behind.js";
import {el} from "./dom.js";
import {formatBucket, formatStamp} from "./format-time.js";
import {partHref} from "./mentions.js";
import type {Measure} from "./measure.js";
import {SaveChart} from "./save-chart.js";
import {zoneName} from "./zone.js";
import {bucketTotals} from "./timeline.js";
import type {Timeline} from "./timeline.js";

export interface BehindBarsOptions {
  label?: string; // heads the column of the bars' names
  format?: (value: number | null) => string;
  exact?: (value: number | null) => string;
  bound?: Bound; // of the total
  total?: number | null; // shares are of this; without it there is no such column
}

/** The table behind bars: every bar's name, exact value and share. */
export function BehindBars(
  bars: readonly Bar[],
  {label = "Name", exact = String, format = exact, bound, total = null}: BehindBarsOptions = {}
): HTMLElement {
  const columns: PlainColumn<Bar>[] = [
    {
      label,
      value: (bar) => bar.label,
      href: ({href, part}) => href ?? (part ? partHref(part) : null)
    },
    {
      label: "Value",
      value: ({value}) => value,
      format: ({value, bound = "exact"}) => markInWords(exact(value), bound),
      number: true
    }
  ];
  const share: PlainColumn<Bar> = {
    label: "Share",
    value: ({value}) => (value === null || !total ? null : value / total),
    format: (bar) => shareText(bar, total, {format, bound}),
    number: true
  };
  const than = bars.find((bar) => bar.than)?.than;
  const compared: PlainColumn<Bar>[] = [
    {
      label: than ? than[0].toUpperCase() + than.slice(1) : "",
      value: ({reference}) => reference,
      format: ({reference}) => (reference == null ? "" : exact(reference)),
      number: true
    },
    {label: "Change", value: ({change}) => change, format: ({change}) => spoken(change ?? ""), number: true}
  ];
  return withSaves(Behind(bars, [...columns, ...(total === null ? [] : [share]), ...(than ? compared : [])]));
}

/**
 * The table behind a time line: a row a bucket, a column a series; a bucket in which nothing was logged says so. A line that
 * it is compared with has a column too.
 */
export function BehindTime(line: Timeline, measure: Measure, reference: Timeline | null = null): HTMLElement {
  const totals = bucketTotals(line);
  const known = (value: number) => (Number.isNaN(value) ? null : value);
  const rows = Array.from(totals, (value, i) => ({i, value: known(value)}));
  const series = line.series.length > 1 ? line.series : [];
  const others = reference ? bucketTotals(reference) : [];
  const other = (i: number) =>
    known(others[Math.round((line.start + i * line.step - (reference?.start ?? 0)) / line.step)] ?? NaN);
  const table = Behind(rows, [
    {
      label: `${formatBucket(line.step / 1000)} from, ${zoneName()}`,
      value: ({i}) => formatStamp(line.start + i * line.step)
    },
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
    })),
    ...(reference?.series ?? []).map(({name}) => ({
      label: name[0].toUpperCase() + name.slice(1),
      value: ({i}: {i: number}) => other(i),
      format: ({i}: {i: number}) => (other(i) === null ? "" : measure.format(other(i))),
      number: true
    }))
  ]);
  return withSaves(table);
}

function withSaves(table: HTMLElement): HTMLElement {
  return el("div", {class: "behind-line"}, table, SaveChart());
}

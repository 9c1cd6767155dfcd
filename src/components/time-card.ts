import type {Atlas} from "./atlas.js";
import {comparisonNames, referenceLine} from "./compare.js";
import {byBucket} from "./detail-note.js";
import {formatBucket, formatMinute} from "./format-time.js";
import {shareOf} from "./measure.js";
import {colorsFor} from "./palette.js";
import {timesOf} from "./selection-names.js";
import {roundTicks} from "./ticks.js";
import type {TimeDetail} from "./time-detail.js";
import {bucketTotals, cropTimeline} from "./timeline.js";
import type {Timeline} from "./timeline.js";
import {zoneName} from "./zone.js";

const hour = 3_600_000;
const lines = new WeakMap<Atlas, Timeline>();

/** A time line to choose from, whatever time is selected: while that moves, it stays the same object. */
function timeLine(of: Atlas, names: readonly string[]): Timeline {
  let line = lines.get(of);
  if (!line) lines.set(of, (line = of.through({by: of.traffic.protocol, names})));
  return line;
}

/** The finer line around the selected time, as far as it was loaded: as much before it and after it again, in whole hours. */
function timeDetail(atlas: Atlas, names: readonly string[]): TimeDetail | null {
  const {loaded, measure, selection} = atlas;
  if (loaded === null) return null;
  const all = timeLine(loaded, names);
  const {from, to} = timesOf(atlas, selection);
  const first = Math.floor((from - (to - from)) / hour) * hour;
  const end = Math.ceil((to + (to - from)) / hour) * hour;
  const line = partOf(
    all,
    Math.max(0, (first - all.start) / all.step),
    Math.min(all.length, (end - all.start) / all.step)
  );
  return {
    line,
    reference: referenceLine(atlas, line),
    about: `${measure.label} by ${byBucket(line.step)} around the selected time, in ${zoneName()}. Drag here to select a part.`
  };
}

const partsOf = new WeakMap<Timeline, Map<string, Timeline>>();

/** The same part of a line is the same object. */
function partOf(line: Timeline, first: number, end: number): Timeline {
  const parts = partsOf.get(line) ?? new Map<string, Timeline>();
  partsOf.set(line, parts);
  const part = parts.get(`${first} ${end}`) ?? cropTimeline(line, first, end);
  parts.set(`${first} ${end}`, part);
  return part;
}

/** The time line of a page: its title, what is included, the line to choose from and the finer one, and the options of both. */
export function timeCard(atlas: Atlas, names: readonly string[]) {
  const {measure, summary, traffic} = atlas;
  const line = timeLine(atlas.apart("time"), names);
  const reference = referenceLine(atlas, line);
  const detail = timeDetail(atlas, names);
  const selected = atlas.through({by: traffic.protocol, names});
  const color = colorsFor(names);
  const totals = bucketTotals(selected);
  const peak = totals.reduce((best, value, i) => (value > (totals[best] || 0) ? i : best), 0);
  const unit = formatBucket(selected.step / 1000);
  const when = formatMinute(selected.start + peak * selected.step);
  return {
    title:
      line.length === 0
        ? "No log has times: there is no traffic over time"
        : totals[peak] > 0
          ? `Traffic peaked ${measure.bound === "exact" ? "at" : "with"} ${measure.words(totals[peak])} in the ${unit} from ${when}`
          : "No traffic at the selected time",
    about: `${measure.label} through time by protocol, in ${zoneName()}. Hatched: only partly covered by the logs.`,
    legend: [
      ...selected.series.map(({name, total}) => ({
        label: name,
        color: color(name),
        value: shareOf(measure, total, measure.of(summary))
      })),
      ...(reference || detail?.reference
        ? [{label: comparisonNames[atlas.compared!.kind], color: "var(--atlas-text)", line: true}]
        : [])
    ],
    line,
    reference,
    detail,
    options: {
      title: "Traffic over time",
      label: measure.label,
      format: measure.format,
      ticks: (max: number) => roundTicks(max, measure.name === "bytes" ? summary.units : "si"),
      color
    }
  };
}

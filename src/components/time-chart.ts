import * as Plot from "@observablehq/plot";
import {empty, svgEl, tidy} from "./dom.js";
import {formatTick} from "./format.js";
import {formatBucket, formatMoment, formatPeriod} from "./format-time.js";
import {bucketTotals, coarsen} from "./timeline.js";
import type {Timeline} from "./timeline.js";
import {toLocal, zoneName, zoneTicks} from "./zone.js";

const day = 1440;
const knownMinutes = [1, 2, 5, 10, 15, 20, 30, 60, 120, 180, 360, 720, day, 2 * day, 7 * day, 14 * day, 28 * day];

export interface TimeChartOptions {
  width?: number; // CSS pixels, from the page's resize()
  height?: number;
  title?: string; // names the chart to those who cannot see it
  label?: string; // what is summed: "Bytes"
  format?: (value: number | null) => string;
  ticks?: (max: number) => number[]; // where the grid lines go
  color?: (name: string) => string;
}

const fortnight = 14 * 86_400_000;

/** Where the bars of the chart begin and end, CSS pixels from its edges. */
export const chartMargins = {left: 62, right: 8, top: 24, bottom: 38};

/**
 * Stacked bars through time, one a bucket, in UTC. A bucket without rows stays empty; a first or last one that the logs
 * cover only in part is hatched. Buckets too many for the width are joined, and the axis says so.
 */
export function TimeChart(source: Timeline, options: TimeChartOptions = {}): Element {
  const {width = 640, height = 240, title = "Traffic over time", label = "Events", format = String} = options;
  const {ticks = () => [], color = () => "var(--atlas-bar)"} = options;
  if (source.length === 0 || source.series.length === 0)
    return empty("No times here: the logs have none, or nothing was logged.", height);
  const line = joined(source, width);
  const bucket = formatBucket(line.step / 1000);
  const totals = bucketTotals(line);
  const heads = Array.from(totals, (value, i) => ({value, i, ...limits(line, i)})).filter(({value}) => value >= 0);
  const max = heads.reduce((most, {value}) => Math.max(most, value), 0) || 1;
  const hatch = `hatch-${title.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`;
  const inset = (width - 70) / line.length > 4 ? 0.5 : 0;
  return tidy(
    Plot.plot({
      width,
      height,
      className: "time",
      marginLeft: chartMargins.left,
      marginRight: chartMargins.right,
      marginTop: chartMargins.top,
      marginBottom: chartMargins.bottom,
      ariaLabel: title,
      ariaDescription: describe(line, heads, format, label, bucket),
      x: {type: "utc", domain: [new Date(line.start), new Date(line.start + line.length * line.step)], label: null},
      y: {domain: [0, max], label: null},
      marks: [
        () => svgEl("defs", {}, stripes(hatch)),
        Plot.gridY(ticks(max), {stroke: "var(--atlas-line)", strokeOpacity: 1}),
        Plot.axisY(ticks(max), {tickFormat: (value: number) => formatTick(format(value)), tickSize: 0, fontSize: 11}),
        timeAxis(line, width),
        Plot.text([`${label} per ${bucket}`], {
          frameAnchor: "top-left",
          dx: -62,
          dy: -22,
          fontSize: 11,
          textAnchor: "start"
        }),
        Plot.text([`time in ${zoneName()}`], {frameAnchor: "top-right", dy: -22, fontSize: 11, textAnchor: "end"}),
        (_, {x, y}) => svgEl("g", {}, ...stack(line, color, {x: x as Scale, y: y as Scale, inset})),
        Plot.rect(
          heads.filter(({i}) => isPartial(line, i)),
          {x1: "x1", x2: "x2", y1: 0, y2: "value", fill: `url(#${hatch})`}
        ),
        Plot.ruleY([0], {stroke: "var(--atlas-muted)"}),
        Plot.tip(
          heads,
          Plot.pointerX({
            x: ({x1}) => new Date(Number(x1) + line.step / 2),
            y: "value",
            lineWidth: 40,
            title: ({i}) => tipText(line, i, totals[i], format)
          })
        )
      ]
    })
  );
}

/** The axis of the time: Plot's own for dates in UTC; in another zone, and for hours, with ticks where the zone's clocks are round. */
function timeAxis({start, step, length}: Timeline, width: number): Plot.Markish {
  const style = {tickSize: 4, fontSize: 11};
  if (zoneName() === "UTC" && length * step >= fortnight)
    return Plot.axisX({ticks: width < 480 ? 4 : undefined, ...style});
  const ticks = zoneTicks(start, start + length * step, Math.max(3, Math.floor(width / 80)));
  return Plot.axisX(
    ticks.map((tick) => new Date(tick)),
    {...style, tickFormat: (_: Date, i: number) => tickText(ticks, i)}
  );
}

/** The clock, or at midnight the day; the month below it where it begins, and below the first of all. */
function tickText(ticks: readonly number[], i: number): string {
  const [date, last] = [ticks[i], ticks[i - 1]].map((tick) => new Date(toLocal(tick ?? 0)));
  const day = date.getUTCDate();
  const month = date.toLocaleString("en", {month: "short", timeZone: "UTC"});
  const isMidnight = date.getUTCHours() === 0 && date.getUTCMinutes() === 0;
  if (!isMidnight) return `${date.toISOString().slice(11, 16)}${i === 0 ? `\n${day} ${month}` : ""}`;
  return `${day}${i === 0 || last.getUTCMonth() !== date.getUTCMonth() ? `\n${month}` : ""}`;
}

/** The buckets as a chart of this width shows them. */
export function joined(line: Timeline, width: number): Timeline {
  return coarsen(line, factorFor(line, width - chartMargins.left - chartMargins.right));
}

/** The path of another line's totals as steps over the chart of a line, within the plot's own corner and size. */
export function stepLine(
  source: Timeline,
  reference: Timeline,
  chartWidth: number,
  {width, height}: {width: number; height: number}
): string {
  const line = joined(source, chartWidth);
  const max = bucketTotals(line).reduce((most, value) => Math.max(most, value || 0), 0) || 1;
  const {start, step, length, ...rest} = coarsen(reference, line.step / source.step);
  const totals = bucketTotals({start, step, length, ...rest});
  const x = (time: number) => ((time - line.start) / (line.length * line.step)) * width;
  const y = (value: number) => (1 - Math.min(1, (value || 0) / max)) * height;
  return Array.from(totals, (value, i) => {
    const [left, right] = [x(start + i * step), x(start + (i + 1) * step)].map((at) => at.toFixed(1));
    return `${i === 0 ? "M" : "L"}${left},${y(value).toFixed(1)}H${right}`;
  }).join("");
}

/** How many buckets to join so that each bar is at least two pixels wide; the result is a length that readers know. */
export function factorFor({step, length}: Timeline, pixels: number): number {
  const minutes = step / 60_000;
  const factors = [1, ...knownMinutes.map((known) => known / minutes)].filter(
    (factor) => factor >= 1 && factor % 1 === 0
  );
  return factors.find((factor) => (pixels * factor) / length >= 2) ?? Math.ceil((2 * length) / pixels);
}

type Scale = (value: number | Date) => number;

interface StackOptions {
  x: Scale;
  y: Scale;
  inset: number; // CSS pixels
}

/** The stacked bars, a path a series: thousands of shapes would take longer to draw than to sum. */
function stack(line: Timeline, color: (name: string) => string, {x, y, inset}: StackOptions): SVGElement[] {
  const base = new Float64Array(line.length);
  const at = (value: number) => Math.round(value * 100) / 100;
  return line.series.map(({name, values}) => {
    let d = "";
    for (let i = 0; i < line.length; i++) {
      if (!(values[i] > 0)) continue;
      const {x1, x2} = limits(line, i);
      const [left, right] = [at(x(x1) + inset), at(x(x2) - inset)];
      const [bottom, top] = [at(y(base[i])), at(y((base[i] += values[i])))];
      d += `M${left},${bottom}V${top}H${right}V${bottom}Z`;
    }
    return svgEl("path", {class: "stack", fill: color(name), d});
  });
}

function limits({start, step}: Timeline, i: number) {
  return {x1: new Date(start + i * step), x2: new Date(start + (i + 1) * step)};
}

/** Whether the logs begin or end inside this bucket, with more than a twentieth of it outside. */
function isPartial({start, step, from, to}: Timeline, i: number): boolean {
  const covered = Math.min(to, start + (i + 1) * step) - Math.max(from, start + i * step);
  return covered < 0.95 * step;
}

function tipText(line: Timeline, i: number, total: number, format: (value: number | null) => string): string {
  const parts = line.series
    .filter(({values}) => values[i] > 0)
    .map(({name, values}) => `${name}  ${format(values[i])}`);
  const head = formatMoment(line.start + i * line.step);
  const partial = isPartial(line, i) ? ["only partly covered by the logs"] : [];
  return [head, format(total), ...(parts.length > 1 ? parts : []), ...partial].join("\n");
}

function describe(
  line: Timeline,
  heads: readonly {value: number; i: number}[],
  format: (value: number | null) => string,
  label: string,
  bucket: string
): string {
  const peak = heads.reduce((best, head) => (head.value > best.value ? head : best), heads[0]);
  if (!peak) return `${label} per ${bucket}: none.`;
  const when = formatMoment(line.start + peak.i * line.step);
  return `${label} per ${bucket}, ${formatPeriod(line.from, line.to)}. The most was ${format(peak.value)} at ${when}.`;
}

function stripes(id: string): SVGElement {
  const size = {width: 5, height: 5};
  const pattern = svgEl("pattern", {id, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)", ...size});
  pattern.append(
    svgEl("rect", {...size, class: "hatch-ground"}),
    svgEl("rect", {width: 1.5, height: 5, class: "hatch-line"})
  );
  return pattern;
}

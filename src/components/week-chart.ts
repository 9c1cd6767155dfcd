import * as Plot from "@observablehq/plot";
import {Behind} from "./behind.js";
import {empty, tidy} from "./dom.js";
import type {Measure} from "./measure.js";
import {bucketTotals} from "./timeline.js";
import type {Timeline} from "./timeline.js";
import {toLocal, zoneName} from "./zone.js";

const hour = 3_600_000;
const days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** Traffic by day and hour of the week, summed over all weeks, as the clocks of the page's zone go. */
export interface Week {
  readonly hours: number; // of a cell; 24 where the buckets are as long as a day, or longer
  readonly cells: readonly WeekCell[]; // those with a bucket in them
}

export interface WeekCell {
  readonly day: string;
  readonly from: number; // hour of the day
  readonly value: number;
}

/** Sums a line by hour of the week. Null where its buckets are longer than a day, so that no day is told apart. */
export function weekOf(line: Timeline): Week | null {
  if (line.length === 0 || line.step > 24 * hour) return null;
  const hours = Math.max(1, Math.ceil(line.step / hour));
  const sums = new Map<number, number>();
  bucketTotals(line).forEach((value, i) => {
    if (Number.isNaN(value)) return;
    const date = new Date(toLocal(line.start + i * line.step));
    const cell = ((date.getUTCDay() + 6) % 7) * 24 + Math.floor(date.getUTCHours() / hours) * hours;
    sums.set(cell, (sums.get(cell) ?? 0) + value);
  });
  const cells = [...sums].map(([at, value]) => ({day: days[Math.floor(at / 24)], from: at % 24, value}));
  return {hours, cells: cells.sort((a, b) => days.indexOf(a.day) - days.indexOf(b.day) || a.from - b.from)};
}

export interface WeekChartOptions {
  width?: number; // CSS pixels, from the page's resize()
  measure: Measure;
  title?: string;
}

/** The week as a grid, a row a day: the darker or lighter against the ground, the more. */
export function WeekChart(week: Week | null, options: WeekChartOptions): Element {
  const {width = 480, measure, title = "Traffic by hour of the week"} = options;
  if (!week || week.cells.length === 0) return empty("Times are too coarse here to tell hours or days apart.", 160);
  const {hours, cells} = week;
  const most = cells.reduce((best, cell) => (cell.value > best.value ? cell : best));
  return tidy(
    Plot.plot({
      width,
      height: 7 * 22 + 40,
      className: "week",
      marginLeft: 40,
      marginTop: 20,
      marginBottom: 20,
      padding: 0.06,
      ariaLabel: title,
      ariaDescription: `The most was ${measure.words(most.value)}, on ${most.day} from ${clockOf(most.from)}.`,
      x: {domain: Array.from({length: 24 / hours}, (_, i) => i * hours), label: null, axis: null},
      y: {domain: days, label: null},
      color: {type: "linear", domain: [0, most.value], range: ["var(--atlas-line)", "var(--atlas-bar)"]},
      marks: [
        Plot.axisX({
          anchor: "top",
          tickSize: 0,
          fontSize: 11,
          tickFormat: (from: number) => (from % 6 === 0 ? clockOf(from) : "")
        }),
        Plot.axisY({tickSize: 0, fontSize: 11}),
        Plot.cell(cells, {
          x: "from",
          y: "day",
          fill: "var(--atlas-bar)",
          fillOpacity: ({value}: WeekCell) => 0.06 + (0.94 * value) / most.value,
          rx: 2
        }),
        Plot.text([`hours in ${zoneName()}`], {frameAnchor: "bottom-right", dy: 18, fontSize: 11, textAnchor: "end"}),
        Plot.tip(
          cells,
          Plot.pointer({
            x: "from",
            y: "day",
            title: ({day, from, value}: WeekCell) => `${day} ${spanOf(from, hours)}\n${measure.exact(value)}`
          })
        )
      ]
    })
  );
}

/** The table behind the week. */
export function BehindWeek(week: Week | null, measure: Measure): HTMLElement {
  const {cells, hours} = week ?? {cells: [], hours: 1};
  return Behind(cells, [
    {label: "Day", value: ({day}) => day},
    {label: `Hours, ${zoneName()}`, value: ({from}) => spanOf(from, hours)},
    {label: measure.label, value: ({value}) => value, format: ({value}) => measure.exact(value), number: true}
  ]);
}

function spanOf(from: number, hours: number): string {
  return hours === 24 ? "all day" : `${clockOf(from)}–${clockOf(from + hours)}`;
}

function clockOf(hour: number): string {
  return `${String(hour % 24).padStart(2, "0")}:00`;
}

import * as Plot from "@observablehq/plot";
import {BarChart} from "../bar-chart.js";
import {el, empty, tidy} from "../dom.js";
import {formatTick} from "../format.js";
import type {Units} from "../format.js";
import {MapBase} from "../map-base.js";
import {Legend} from "../legend.js";
import {MapLegend} from "../map-legend.js";
import {shadeScale} from "../map-scale.js";
import {colorsFor} from "../palette.js";
import type {Land} from "../world.js";
import type {ChartChoice} from "./choose-chart.js";
import type {Cell, QueryAnswer} from "./answer.js";
import {formatCell} from "./format-cell.js";

export interface AnswerChartOptions {
  width?: number; // CSS pixels
  units?: Units;
  world?: readonly Land[]; // for maps
  country?: (code: string | null) => string; // name of a country, for maps
}

const mostBars = 30;
const mostSeries = 6;

/** Draws a result as the chart that was chosen. What does not fit into it is said below it. */
export function AnswerChart(
  {columns, rows}: Pick<QueryAnswer, "columns" | "rows">,
  {kind, x, y, color}: ChartChoice,
  {width = 640, units = "si", world = [], country = String}: AnswerChartOptions = {}
): Element {
  if (kind === "none" || x === null || y === null) return empty("No chart: the table below has the result.", 40);
  const title = `${columns[y].name} by ${columns[x].name}`;
  const format = (value: number | null) => formatCell(value, columns[y], units) || "not logged";
  const number = (row: readonly Cell[]) => (row[y] === null ? null : Number(row[y]));
  if (kind === "bars")
    return noted(
      BarChart(
        rows
          .slice(0, mostBars)
          .map((row) => ({
            label: formatCell(row[x], columns[x], units) || "none",
            value: number(row),
            color: color === null ? undefined : String(row[color])
          }))
          .map(({color: _, ...bar}) => bar),
        {width, title, format}
      ),
      rows.length > mostBars ? `The first ${mostBars} of ${rows.length} rows.` : null
    );
  if (kind === "map") {
    const values = new Map(rows.map((row) => [String(row[x]), number(row)]));
    const scale = shadeScale(
      [...values.values()].map((value) => value ?? 0),
      units
    );
    const {svg, paths} = MapBase(world, {
      width,
      height: Math.round(width * 0.49),
      title,
      description: `Countries shaded by ${columns[y].name}.`,
      shade: (code) => scale.of(code === null ? null : (values.get(code) ?? null))
    });
    paths.forEach((path, i) => {
      const {code} = world[i];
      if (code !== null && values.has(code))
        path.append(titleOf(`${country(code)}: ${format(values.get(code) ?? null)}`));
    });
    const drawn = new Set(world.map(({code}) => code));
    const missing = [...values.keys()].filter((code) => code !== "null" && !drawn.has(code)).length;
    return el(
      "div",
      {},
      svg,
      MapLegend(scale, {label: columns[y].name, format}),
      missing > 0 ? el("p", {class: "fine"}, `Too small for a shape, see the table: ${missing}.`) : null
    );
  }
  const points = rows
    .filter((row) => row[x] !== null && row[y] !== null)
    .map((row) => ({
      x: columns[x].kind === "time" ? new Date(Number(row[x])) : Number(row[x]),
      y: Number(row[y]),
      z: color === null ? null : row[color] === null ? "none" : String(row[color])
    }));
  const names = busiest(points);
  const colors = colorsFor(names);
  const shown = points.filter(({z}) => z === null || names.includes(z));
  const text = (point: {x: number | Date; y: number; z: string | null}) =>
    [point.z, formatCell(Number(point.x), columns[x], units), format(point.y)]
      .filter((part) => part !== null)
      .join("\n");
  const fill = (point: {z: string | null}) => (point.z === null ? "var(--atlas-bar)" : colors(point.z));
  const marks =
    kind === "line"
      ? [
          Plot.ruleY([0], {stroke: "var(--atlas-muted)"}),
          Plot.lineY(shown, {x: "x", y: "y", z: "z", stroke: fill, strokeWidth: 1.5, sort: "x"}),
          Plot.tip(shown, Plot.pointer({x: "x", y: "y", title: text, lineWidth: 40}))
        ]
      : [
          Plot.dot(shown, {x: "x", y: "y", r: 3, fill, fillOpacity: 0.7}),
          Plot.tip(shown, Plot.pointer({x: "x", y: "y", title: text, lineWidth: 40}))
        ];
  const chart = tidy(
    Plot.plot({
      width,
      height: Math.min(340, Math.max(220, Math.round(width * 0.4))),
      className: "time",
      marginLeft: 70,
      marginBottom: 36,
      ariaLabel: title,
      ariaDescription: `${kind === "line" ? "A line" : "Dots"} of ${points.length} points.`,
      x:
        kind === "line"
          ? {type: "utc", label: "time in UTC"}
          : {label: columns[x].name, tickFormat: (value: number) => formatTick(formatCell(value, columns[x], units))},
      y: {
        label: columns[y].name,
        grid: true,
        tickFormat: (value: number) => formatTick(format(value)),
        ...(kind === "line" ? {zero: true} : {})
      },
      marks
    })
  );
  const left = new Set(points.map(({z}) => z)).size - new Set(shown.map(({z}) => z)).size;
  return el(
    "div",
    {},
    names.length > 0 ? Legend(names.map((label) => ({label, color: colors(label)}))) : null,
    chart,
    left > 0 ? el("p", {class: "fine"}, `The ${mostSeries} largest are drawn, ${left} are not.`) : null
  );
}

function busiest(points: readonly {y: number; z: string | null}[]): string[] {
  const sums = new Map<string, number>();
  for (const {y, z} of points) if (z !== null) sums.set(z, (sums.get(z) ?? 0) + y);
  return [...sums]
    .sort((a, b) => b[1] - a[1])
    .slice(0, mostSeries)
    .map(([name]) => name);
}

function noted(chart: Element, note: string | null): Element {
  return note === null ? chart : el("div", {}, chart, el("p", {class: "fine"}, note));
}

function titleOf(text: string): Element {
  const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
  title.textContent = text;
  return title;
}

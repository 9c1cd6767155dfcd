import type {Table} from "apache-arrow";
import {AnswerChart} from "./ask/answer-chart.js";
import {AnswerTable} from "./ask/answer-table.js";
import type {ChartKind} from "./ask/choose-chart.js";
import {chartOf, chooseChart} from "./ask/choose-chart.js";
import {readAnswer} from "./ask/answer.js";
import type {QueryAnswer} from "./ask/answer.js";
import {formatCell} from "./ask/format-cell.js";
import {readRows} from "./columns.js";
import type {Units} from "./format.js";
import {Headline} from "./headline.js";
import {countryNames} from "./names.js";
import type {CountryRow} from "./tables.js";
import {readWorld} from "./world.js";
import type {Land} from "./world.js";

export {openDatabase} from "./db.js";

// What a page of one's own needs: each takes the result of a `sql` cell.

export interface ResultChartOptions {
  width?: number; // CSS pixels, from the page's resize()
  kind?: ChartKind; // line, bars, map, dots; defaults to what fits the columns
  x?: string | null; // names of columns
  y?: string | null;
  color?: string | null;
  units?: Units;
  world?: World; // from readWorldOf, for maps
}

export interface World {
  readonly lands: readonly Land[];
  readonly country: (code: string | null) => string;
}

/** Draws a result as the chart that fits its columns, or as the one that is asked for. Throws `unknown column: name`. */
export function ResultChart(
  table: Table,
  {width, kind, x, y, color = null, units, world}: ResultChartOptions = {}
): Element {
  const answer = readAnswer(table);
  const found = kind === undefined ? chooseChart(answer) : chartOf(answer, kind);
  const at = (name: string | null | undefined, or: number | null) => (name == null ? or : columnAt(answer, name));
  const choice = {
    kind: kind ?? found.kind,
    x: at(x, found.x),
    y: at(y, found.y),
    color: color === null ? (kind === undefined ? found.color : null) : columnAt(answer, color)
  };
  return AnswerChart(answer, choice, {width, units, world: world?.lands, country: world?.country});
}

type NamedChartOptions = Omit<ResultChartOptions, "kind">;

/** A result through time: its first column of times across, its first number up; `color` names a column of series. */
export function TimeLine(table: Table, options: NamedChartOptions = {}): Element {
  return ResultChart(table, {...options, kind: "line"});
}

/** A result as bars: its first text beside, its first number along. */
export function Bars(table: Table, options: NamedChartOptions = {}): Element {
  return ResultChart(table, {...options, kind: "bars"});
}

/** A result on the map: its column of country codes, shaded by its first number. Needs the world of `readWorldOf`. */
export function WorldMap(table: Table, options: NamedChartOptions & {world: World}): Element {
  return ResultChart(table, {...options, kind: "map"});
}

/** The first row of a result as headline numbers, a column each. */
export function Numbers(table: Table, {units}: {units?: Units} = {}): HTMLElement {
  const {columns, rows} = readAnswer(table);
  const [row = []] = rows;
  return Headline(columns.map((column, i) => ({label: column.name, value: formatCell(row[i] ?? null, column, units)})));
}

/** A result as a table that can be sorted, searched and copied. */
export function ResultTable(table: Table, options: {units?: Units; height?: number} = {}): HTMLElement {
  return AnswerTable(readAnswer(table), options);
}

/** The world for maps, from the files of its borders and of the countries' names. */
export async function readWorldOf(
  topology: {json(): Promise<unknown>},
  countries: {arrow(): Promise<Table>}
): Promise<World> {
  const rows = readRows<CountryRow>(await countries.arrow());
  return {
    lands: readWorld((await topology.json()) as Parameters<typeof readWorld>[0], rows),
    country: countryNames(rows)
  };
}

function columnAt({columns}: Pick<QueryAnswer, "columns">, name: string): number {
  const at = columns.findIndex((column) => column.name === name);
  if (at < 0) throw new Error(`unknown column: ${name}; the result has ${columns.map(({name}) => name).join(", ")}`);
  return at;
}

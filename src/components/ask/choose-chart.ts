import type {QueryAnswer, ResultColumn} from "./answer.js";

export const chartKinds = ["line", "bars", "map", "dots", "none"] as const;
export type ChartKind = (typeof chartKinds)[number];

/** Which columns of a result a chart draws, by their position. */
export interface ChartChoice {
  readonly kind: ChartKind;
  readonly x: number | null; // time of a line, category of bars, country of a map, number of dots
  readonly y: number | null; // what is drawn
  readonly color: number | null; // text that tells series apart
}

export const noChart: ChartChoice = {kind: "none", x: null, y: null, color: null};

/**
 * The chart that fits the columns of a result: a time and a number make a line, country codes and a number a map, text and a
 * number bars, two numbers dots. With one row or without a number there is none: a table says it better.
 */
export function chooseChart(answer: Pick<QueryAnswer, "columns" | "rows">): ChartChoice {
  const [kind] = possibleCharts(answer);
  return kind === "none" ? noChart : chartOf(answer, kind);
}

/** The charts that a result can be drawn as, the fitting one first, and none at all last. */
export function possibleCharts({columns, rows}: Pick<QueryAnswer, "columns" | "rows">): ChartKind[] {
  const has = (kind: ResultColumn["kind"]) => columns.some((column) => column.kind === kind);
  const numbers = columns.filter(({kind}) => kind === "number").length;
  if (rows.length < 2 || numbers === 0) return ["none"];
  const fitting: ChartKind[] = [];
  if (has("time")) fitting.push("line");
  if (countryColumn({columns, rows}) !== null) fitting.push("map");
  if (has("text") || has("flag") || fitting.length === 0) fitting.push("bars");
  if (numbers > 1) fitting.push("dots");
  return [
    ...(numbers > 1 && fitting[0] === "bars" && !has("text") && !has("flag") ? ["dots" as const] : []),
    ...fitting,
    "none" as const
  ].filter((kind, i, all) => all.indexOf(kind) === i);
}

/** A chart of a kind that a result can be drawn as, with the columns that come first. */
export function chartOf(answer: Pick<QueryAnswer, "columns" | "rows">, kind: ChartKind): ChartChoice {
  const {columns} = answer;
  const all = columns.map((column, at) => ({...column, at}));
  const numbers = all.filter((column) => column.kind === "number");
  const words = all.filter((column) => column.kind === "text" || column.kind === "flag");
  const time = all.find((column) => column.kind === "time")?.at ?? null;
  const value = numbers.find(({name}) => !isKey(name)) ?? numbers[0];
  if (kind === "line") return {kind, x: time, y: value.at, color: words[0]?.at ?? null};
  if (kind === "map") return {kind, x: countryColumn(answer), y: value.at, color: null};
  if (kind === "dots") {
    const [x, y] = [...numbers.filter(({name}) => !isKey(name)), ...numbers.filter(({name}) => isKey(name))];
    return {kind, x: x.at, y: y.at, color: null};
  }
  if (kind === "none") return noChart;
  const label = words[0] ?? numbers.find(({at}) => at !== value.at) ?? all.find(({at}) => at !== value.at) ?? value;
  return {kind, x: label.at, y: value.at, color: null};
}

/** Numbers that name something and count nothing. */
function isKey(name: string): boolean {
  return /^(asn|source|source_port|dest_port|status_code|hour|day|weekday|latitude|longitude)$/i.test(name);
}

/** The column that holds country codes: text of two capitals wherever it is filled, by a name that says so. */
function countryColumn({columns, rows}: Pick<QueryAnswer, "columns" | "rows">): number | null {
  const at = columns.findIndex(
    ({name, kind}, j) =>
      kind === "text" &&
      /country|^code$/i.test(name) &&
      rows.every((row) => row[j] === null || /^[A-Z]{2}$/.test(String(row[j])))
  );
  const distinct = at < 0 ? 0 : new Set(rows.map((row) => row[at])).size;
  return at >= 0 && distinct === rows.length ? at : null; // a country twice would need a choice of its rows
}

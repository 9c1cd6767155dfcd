import type {World} from "../author.js";
import {CopyButton} from "../copy-button.js";
import {toCsv} from "../csv.js";
import {el} from "../dom.js";
import {Download} from "../download.js";
import {formatCount} from "../format.js";
import type {Units} from "../format.js";
import {SaveChart} from "../save-chart.js";
import type {PublishedTable} from "../schema-list.js";
import {Segmented} from "../segmented.js";
import {getParameter, setParameter} from "../url-state.js";
import {AnswerTable, rawOf} from "./answer-table.js";
import type {ChartChoice, ChartKind} from "./choose-chart.js";
import {chartKinds, chartOf, chooseChart, possibleCharts} from "./choose-chart.js";
import type {QueryAnswer} from "./answer.js";
import type {Asker} from "./engine.js";
import {pageOf} from "./page-of.js";

const kindNames: Record<ChartKind, string> = {line: "Line", bars: "Bars", map: "Map", dots: "Dots", none: "None"};

export interface ResultOptions {
  sql: string;
  asker: Asker;
  tables: readonly PublishedTable[];
  world: () => Promise<World>; // asked for when a map is drawn first
  units: Units;
}

/** Loads what draws charts, which is as much again as the rest of the page: an answer need not wait for it. */
export const loadChart = () => import("./answer-chart.js");

/** A result: the chart that fits and what it could be instead, the table, and ways to take it along. */
export function Result(answer: QueryAnswer, {sql, asker, tables, world, units}: ResultOptions): HTMLElement {
  const {columns, rows} = answer;
  const asked = getParameter("chart");
  const possible = possibleCharts(answer);
  let choice: ChartChoice = possible.includes(asked as ChartKind)
    ? chartOf(answer, asked as ChartKind)
    : chooseChart(answer);
  const drawing = el("div", {class: "chart"});
  const selects = el("div", {class: "ask-columns"});
  const page = el("pre", {tabindex: 0, "aria-label": "Markdown of the page"});
  const title = el("input", {type: "text", value: "My question", "aria-label": "Title of the page", input: writePage});

  async function draw() {
    const [{AnswerChart}, lands] = await Promise.all([loadChart(), choice.kind === "map" ? world() : null]);
    const width = Math.max(280, drawing.clientWidth || 640);
    drawing.replaceChildren(AnswerChart(answer, choice, {width, units, world: lands?.lands, country: lands?.country}));
    selects.replaceChildren(...columnSelects());
    writePage();
  }

  function choose(next: ChartChoice) {
    choice = next;
    setParameter("chart", next.kind === chooseChart(answer).kind ? null : next.kind);
    void draw();
  }

  function columnSelects(): HTMLElement[] {
    if (choice.kind === "none") return [];
    const across = choice.kind === "line" ? "time" : choice.kind === "dots" ? "number" : null;
    const offers = [
      {
        key: "x" as const,
        label: choice.kind === "line" ? "Time" : choice.kind === "dots" ? "Across" : "By",
        fits: (kind: string) => across === null || kind === across
      },
      {key: "y" as const, label: "Value", fits: (kind: string) => kind === "number"},
      ...(choice.kind === "line" || choice.kind === "dots"
        ? [{key: "color" as const, label: "Colour", fits: (kind: string) => kind === "text" || kind === "flag"}]
        : [])
    ];
    return offers.map(({key, label, fits}) => {
      const select = el(
        "select",
        {change: () => choose({...choice, [key]: select.value === "" ? null : Number(select.value)})},
        key === "color" ? el("option", {value: ""}, "none") : null,
        ...columns.flatMap(({name, kind}, at) =>
          fits(kind) ? [el("option", {value: at, selected: at === choice[key]}, name)] : []
        )
      );
      return el("label", {}, `${label} `, select);
    });
  }

  function writePage() {
    page.textContent = pageOf({title: title.value, sql, tables: tables.map(({name}) => name), chart: choice, columns});
  }

  const csv = () =>
    toCsv(
      rows,
      columns.map(({name, kind}, j) => ({label: name, value: (row: (typeof rows)[number]) => rawOf(row[j], kind)}))
    );
  const json = () =>
    JSON.stringify(
      rows.map((row) => Object.fromEntries(columns.map(({name, kind}, j) => [name, rawOf(row[j], kind)]))),
      null,
      1
    );
  new ResizeObserver(([{contentRect}], observer) => {
    if (!drawing.isConnected) return observer.disconnect();
    if (Math.abs(contentRect.width - (drawing.firstElementChild?.clientWidth ?? 0)) > 8) void draw();
  }).observe(drawing);
  requestAnimationFrame(() => void draw());
  return el(
    "div",
    {},
    possible.length === 1 && rows.length > 0
      ? null
      : rows.length === 0
        ? el("div", {class: "card"}, el("p", {}, `No rows. Columns: ${columns.map(({name}) => name).join(", ")}.`))
        : el(
            "div",
            {class: "card"},
            el(
              "div",
              {class: "ask-chart-tools"},
              Segmented(
                chartKinds.filter((kind) => possible.includes(kind)),
                {
                  label: "Chart",
                  value: choice.kind,
                  text: (kind) => kindNames[kind],
                  onChange: (kind) => choose(chartOf(answer, kind))
                }
              ),
              selects
            ),
            drawing,
            SaveChart()
          ),
    el(
      "div",
      {class: "card"},
      answer.cut
        ? el(
            "p",
            {class: "sub"},
            `There are more rows than ${formatCount(rows.length)}: sum them up, or add a LIMIT and an order.`
          )
        : null,
      AnswerTable(answer, {units, height: 380}),
      el(
        "div",
        {class: "ask-tools"},
        Download("Download CSV", csv, {name: "result.csv", type: "text/csv"}),
        Download("Download JSON", json, {name: "result.json", type: "application/json"}),
        Download("Download Arrow", () => asker.arrow(sql), {
          name: "result.arrow",
          type: "application/vnd.apache.arrow.stream"
        }),
        CopyButton(() => location.href, {label: "Copy link"})
      )
    ),
    el(
      "details",
      {class: "card"},
      el("summary", {}, "Make this a page"),
      el(
        "p",
        {class: "sub"},
        "Save it in the project as src/my-question.md and build: it is a page of the report, in its menu."
      ),
      el(
        "div",
        {class: "ask-tools"},
        el("label", {}, "Title ", title),
        CopyButton(() => page.textContent ?? "", {label: "Copy"}),
        Download("Download Markdown", () => page.textContent ?? "", {name: "my-question.md", type: "text/markdown"})
      ),
      page
    )
  );
}

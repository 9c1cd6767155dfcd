import {CopyButton} from "../copy-button.js";
import {Download} from "../download.js";
import {toCsv} from "../csv.js";
import {el} from "../dom.js";
import {SaveChart} from "../save-chart.js";
import {formatCount, formatNoun} from "../format.js";
import type {Units} from "../format.js";
import {formatDuration} from "../format-time.js";
import type {PublishedTable} from "../schema-list.js";
import {Segmented} from "../segmented.js";
import {getParameter, setParameter} from "../url-state.js";
import type {World} from "../author.js";
import {AnswerChart} from "./answer-chart.js";
import {AnswerTable, rawOf} from "./answer-table.js";
import type {ChartChoice, ChartKind} from "./choose-chart.js";
import {chartKinds, chartOf, chooseChart, possibleCharts} from "./choose-chart.js";
import {cookbook} from "./cookbook.js";
import {SqlEditor} from "./editor.js";
import type {Asker, Engine, QueryAnswer} from "./engine.js";
import {createAsker, QueryError} from "./engine.js";
import {readHistory, remember} from "./history.js";
import {pageOf} from "./page-of.js";

export interface AskPageOptions {
  open: () => Promise<Engine>; // an engine of the page's own, with the published tables
  tables: readonly PublishedTable[];
  world: () => Promise<World>; // asked for when a map is drawn first
  units?: Units;
}

const kindNames: Record<ChartKind, string> = {line: "Line", bars: "Bars", map: "Map", dots: "Dots", none: "None"};
const first = cookbook.find(({question}) => question.startsWith("How did each protocol"))!;

/** A page to ask the report anything in SQL: editor, schema, result as chart and table, history, recipes. */
export function AskPage({open, tables, world, units = "si"}: AskPageOptions): HTMLElement {
  const asker = createAsker({open});
  const status = el("span", {class: "muted ask-status", role: "status"});
  const problem = el("div", {class: "ask-error", role: "alert", hidden: true});
  const result = el("section", {class: "ask-result", "aria-label": "Result"});
  const runButton = el("button", {type: "button", class: "primary", click: run}, "Run");
  const stopButton = el("button", {type: "button", class: "quiet", click: () => asker.stop(), disabled: true}, "Stop");
  const past = el("div", {class: "ask-list"});
  const editor = SqlEditor({text: getParameter("q") ?? first.sql, tables, onRun: run});

  async function run() {
    setParameter("q", editor.text());
    await show(editor.text());
  }

  async function show(sql: string) {
    busy(true);
    editor.mark(null);
    problem.hidden = true;
    const begun = performance.now();
    const timer = setInterval(
      () => (status.textContent = `Running, ${formatDuration(performance.now() - begun)}`),
      500
    );
    try {
      status.textContent = "Running";
      const answer = await asker.run(sql);
      status.textContent = `${answer.cut ? "the first " : ""}${formatNoun(answer.rows.length, "row")} in ${formatTook(answer.milliseconds)}`;
      result.replaceChildren(Result(answer, {sql, asker, tables, world, units}));
      if (getParameter("q") !== null) fillPast(remember(sql));
    } catch (error) {
      const shown = error instanceof QueryError ? error : new QueryError(String(error));
      status.textContent = "";
      problem.hidden = false;
      problem.textContent = shown.at ? `Line ${shown.at.line}: ${shown.message}` : shown.message;
      editor.mark(shown);
    } finally {
      clearInterval(timer);
      busy(false);
    }
  }

  function busy(is: boolean) {
    stopButton.disabled = !is;
    runButton.setAttribute("aria-busy", String(is));
  }

  function load(sql: string) {
    editor.write(sql);
    editor.node.scrollIntoView({block: "nearest"});
    void run();
  }

  function fillPast(list: readonly string[]) {
    past.replaceChildren(
      ...(list.length === 0
        ? [el("p", {class: "fine"}, "What you run is kept here, in this browser only.")]
        : list.map((sql) =>
            el(
              "button",
              {type: "button", class: "quiet mono", click: () => load(sql)},
              sql.replace(/\s+/g, " ").slice(0, 200)
            )
          ))
    );
  }

  fillPast(readHistory());
  void show(editor.text());
  return el(
    "div",
    {class: "ask"},
    el(
      "div",
      {class: "card ask-top"},
      el(
        "div",
        {class: "ask-write"},
        editor.node,
        el(
          "div",
          {class: "ask-tools"},
          runButton,
          stopButton,
          el(
            "span",
            {class: "muted"},
            "Ctrl+Enter runs it. It stops after 30 seconds and 10 000 rows; it can reach no network."
          ),
          status
        ),
        problem
      ),
      el("div", {class: "ask-schema"}, Schema(tables))
    ),
    result,
    el("details", {class: "card"}, el("summary", {}, "What you asked before"), past),
    el("h2", {id: "cookbook"}, "Questions to start from"),
    el(
      "ul",
      {class: "recipes"},
      ...cookbook.map(({question, note, sql}) =>
        el(
          "li",
          {class: "card"},
          el("button", {type: "button", class: "recipe", click: () => load(sql)}, question),
          el("p", {class: "fine"}, note)
        )
      )
    )
  );
}

function formatTook(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.ceil(milliseconds)}\u00a0ms` : formatDuration(milliseconds);
}

interface ResultOptions {
  sql: string;
  asker: Asker;
  tables: readonly PublishedTable[];
  world: AskPageOptions["world"];
  units: Units;
}

/** A result: the chart that fits and what it could be instead, the table, and ways to take it along. */
function Result(answer: QueryAnswer, {sql, asker, tables, world, units}: ResultOptions): HTMLElement {
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
    const lands = choice.kind === "map" ? await world() : null;
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

function Schema(tables: readonly PublishedTable[]): HTMLElement {
  return el(
    "div",
    {class: "folds"},
    el("h2", {}, "Tables"),
    ...tables.map(({name, about, columns}) =>
      el(
        "details",
        {},
        el("summary", {title: about}, el("code", {}, name)),
        el("p", {class: "fine"}, about),
        el(
          "dl",
          {class: "ask-columns-list"},
          ...columns.flatMap((column) => [el("dt", {}, el("code", {}, column.name)), el("dd", {}, column.about)])
        )
      )
    )
  );
}

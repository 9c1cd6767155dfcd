import {el} from "../dom.js";
import {formatNoun} from "../format.js";
import type {Units} from "../format.js";
import {formatDuration} from "../format-time.js";
import type {PublishedTable} from "../schema-list.js";
import {getParameter, setParameter} from "../url-state.js";
import type {World} from "../author.js";
import {cookbook} from "./cookbook.js";
import {SqlEditor} from "./editor.js";
import type {Engine, TableFile} from "./engine.js";
import {createAsker, QueryError} from "./engine.js";
import {readHistory, remember} from "./history.js";
import {loadChart, Result} from "./result.js";

export interface AskPageOptions {
  open: () => Promise<Engine>; // an engine of the page's own
  files: Readonly<Record<string, TableFile>>; // the published tables
  tables: readonly PublishedTable[];
  world: () => Promise<World>; // asked for when a map is drawn first
  units?: Units;
}

const first = cookbook.find(({question}) => question.startsWith("How did each protocol"))!;

/** A page to ask the report anything in SQL: editor, schema, result as chart and table, history, recipes. */
export function AskPage({open, files, tables, world, units = "si"}: AskPageOptions): HTMLElement {
  const asker = createAsker({open, tables: files});
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

  let turns = 0;
  async function show(sql: string) {
    const turn = ++turns;
    const isLast = () => turn === turns; // otherwise a later query has taken its place
    busy(true);
    editor.mark(null);
    problem.hidden = true;
    const begun = performance.now();
    const timer = setInterval(() => {
      if (isLast()) status.textContent = `Running, ${formatDuration(performance.now() - begun)}`;
    }, 500);
    try {
      status.textContent = "Running";
      const answering = asker.run(sql);
      void loadChart(); // while the engine starts
      const answer = await answering;
      if (!isLast()) return;
      status.textContent = `${answer.cut ? "the first " : ""}${formatNoun(answer.rows.length, "row")} in ${formatTook(answer.milliseconds)}`;
      result.classList.remove("past");
      result.replaceChildren(Result(answer, {sql, asker, tables, world, units}));
      if (getParameter("q") !== null) fillPast(remember(sql));
    } catch (error) {
      if (!isLast()) return;
      const shown = error instanceof QueryError ? error : new QueryError(String(error));
      const hasResult = result.childElementCount > 0;
      status.textContent = hasResult ? "Below is still what the query before gave." : "";
      result.classList.toggle("past", hasResult);
      problem.hidden = false;
      problem.textContent = shown.at ? `Line ${shown.at.line}: ${shown.message}` : shown.message;
      editor.mark(shown);
    } finally {
      clearInterval(timer);
      if (isLast()) busy(false);
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

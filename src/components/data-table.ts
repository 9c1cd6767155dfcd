import {Figured} from "./bound.js";
import {CopyButton} from "./copy-button.js";
import {toCsv} from "./csv.js";
import type {CsvColumn} from "./csv.js";
import {el} from "./dom.js";
import {formatCount} from "./format.js";
import {compareBy, windowOf} from "./table-rows.js";

/** A column of the large table: its raw value is sorted and copied, its text is shown. */
export interface DataColumn<T> extends CsvColumn<T> {
  readonly format?: (row: T) => string; // defaults to the value as text
  readonly title?: (row: T) => string; // shown on hover: the exact value
  readonly number?: boolean; // aligned right, sorts from the largest first
  readonly href?: (row: T) => string | null; // where what the cell mentions has its own page
  readonly bar?: boolean; // a bar behind the value, in proportion to the largest
  readonly mono?: boolean; // addresses
  readonly end?: boolean; // where there is no room, what is cut off is the start of the text
  readonly width: number; // CSS pixels; the first column takes what is left
}

export interface DataTableOptions<T> {
  label: string; // names the table
  noun?: [one: string, many: string]; // what a row is
  height?: number; // CSS pixels of the part that scrolls
  search?: (row: T) => string; // the text that the search box looks through; without it there is no box
  placeholder?: string;
  sort?: string; // label of the column to begin with
  unsorted?: boolean; // begin in the order of the rows; defaults to false
  selected?: T | null;
  onSelect?: (row: T) => void;
}

const rowHeight = 28;
const overscan = 8;

/**
 * A table of many rows: only those in sight are in the page. Sorts by any column, searches as one types, chooses a row by
 * mouse or with the arrow keys and Enter, and copies what is left after the search as CSV.
 */
export function DataTable<T>(
  rows: readonly T[],
  columns: readonly DataColumn<T>[],
  options: DataTableOptions<T>
): HTMLElement {
  const {label, noun = ["row", "rows"], height: tallest = 480, search, placeholder = "Search", onSelect} = options;
  const height = Math.min(tallest, rowHeight * (Math.max(3, rows.length) + 1) + 16);
  let sorted = options.unsorted ? null : (columns.find((column) => column.label === options.sort) ?? columns[0]);
  let descending = Boolean(sorted?.number);
  let selected = options.selected ?? null;
  let shown: T[] = [];
  let active = 0;
  const texts = new Map<T, string>();
  const most = new Map(columns.filter(({bar}) => bar).map((column) => [column, largest(rows, column)]));

  const said = el("span", {class: "muted", role: "status"});
  const box = search
    ? el("input", {
        type: "search",
        placeholder,
        "aria-label": `${placeholder}: ${label}`,
        spellcheck: "false",
        autocomplete: "off",
        input: refresh
      })
    : null;
  const heads = columns.map((column) =>
    el(
      "th",
      {scope: "col", class: column.number ? "number" : null},
      el("button", {type: "button", click: () => sortBy(column)}, column.label)
    )
  );
  const body = el("tbody");
  const table = el(
    "table",
    {class: "data", "aria-label": label},
    el("colgroup", {}, ...columns.map(({width}, i) => widthOf(el("col"), i === 0 ? null : width))),
    el("thead", {}, el("tr", {}, ...heads)),
    body
  );
  table.style.minWidth = `${columns.reduce((sum, {width}) => sum + width, 0)}px`;
  const scroller = el(
    "div",
    {class: "grid-scroll", tabindex: 0, role: "region", "aria-label": label, scroll: draw, keydown: key},
    table
  );
  scroller.style.height = `${height}px`;

  function refresh() {
    const words = (box?.value ?? "").toLowerCase().split(/\s+/).filter(Boolean);
    shown = rows.filter((row) => words.every((word) => textOf(row).includes(word)));
    if (sorted) shown.sort(compareBy(sorted.value, descending));
    active = Math.max(0, selected === null ? 0 : shown.indexOf(selected));
    table.setAttribute("aria-rowcount", String(shown.length + 1));
    said.textContent =
      shown.length === rows.length
        ? `${formatCount(rows.length)} ${noun[rows.length === 1 ? 0 : 1]}`
        : `${formatCount(shown.length)} of ${formatCount(rows.length)} ${noun[1]}`;
    scroller.scrollTop = 0;
    columns.forEach((column, i) =>
      heads[i].setAttribute("aria-sort", column === sorted ? (descending ? "descending" : "ascending") : "none")
    );
    draw();
  }

  function draw() {
    const {first, last} = windowOf({top: scroller.scrollTop, height, rowHeight, rows: shown.length, overscan});
    const filler = (count: number) => {
      const cell = el("td", {colspan: columns.length});
      cell.style.height = `${count * rowHeight}px`;
      return el("tr", {class: "filler", "aria-hidden": "true"}, cell);
    };
    body.replaceChildren(
      ...(first > 0 ? [filler(first)] : []),
      ...shown.slice(first, last).map((row, i) => drawRow(row, first + i)),
      ...(last < shown.length ? [filler(shown.length - last)] : []),
      ...(shown.length === 0
        ? [
            el(
              "tr",
              {class: "none"},
              el(
                "td",
                {colspan: columns.length},
                rows.length === 0 ? "Nothing to show here." : "Nothing fits this search."
              )
            )
          ]
        : [])
    );
  }

  function drawRow(row: T, index: number): HTMLTableRowElement {
    return el(
      "tr",
      {
        "aria-rowindex": index + 2,
        "aria-selected": onSelect ? String(row === selected) : null,
        class: [row === selected && "selected", index === active && "active"].filter(Boolean).join(" "),
        click: () => choose(index)
      },
      ...columns.map((column) => drawCell(row, column))
    );
  }

  function drawCell(row: T, column: DataColumn<T>): HTMLTableCellElement {
    const {value, format, title, href, number, bar, mono, end} = column;
    const raw = value(row);
    const text = format ? format(row) : raw == null ? "" : String(raw);
    const address = href?.(row) ?? null;
    const cell = el(
      "td",
      {
        class: [number && "number", mono && "mono", end && "end"].filter(Boolean).join(" "),
        title: title?.(row) ?? text
      },
      address === null || text === ""
        ? number
          ? Figured(text)
          : end
            ? el("bdi", {}, text)
            : text
        : el("a", {href: address, tabindex: -1, click: stay}, text)
    );
    if (bar && typeof raw === "number") cell.style.setProperty("--share", `${(100 * raw) / (most.get(column) || 1)}%`);
    if (bar) cell.classList.add("bar-cell");
    return cell;
  }

  function choose(index: number) {
    active = index;
    if (onSelect && shown[index] !== undefined) onSelect((selected = shown[index]));
    draw();
  }

  function key(event: KeyboardEvent) {
    if (event.target !== scroller) return;
    const page = Math.max(1, Math.floor(height / rowHeight) - 2);
    const moves: Record<string, number> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: shown.length - 1
    };
    if (event.key === "Enter") return choose(active);
    if (!(event.key in moves)) return;
    event.preventDefault();
    active = Math.max(0, Math.min(shown.length - 1, moves[event.key]));
    reveal();
    draw();
  }

  function reveal() {
    const head = rowHeight;
    const [top, bottom] = [active * rowHeight, (active + 1) * rowHeight];
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (bottom > scroller.scrollTop + height - head) scroller.scrollTop = bottom - height + head + 14;
  }

  function sortBy(column: DataColumn<T>) {
    descending = column === sorted ? !descending : Boolean(column.number);
    sorted = column;
    refresh();
  }

  function textOf(row: T): string {
    let text = texts.get(row);
    if (text === undefined) texts.set(row, (text = search?.(row).toLowerCase() ?? ""));
    return text;
  }

  refresh();
  requestAnimationFrame(reveal);
  return el(
    "div",
    {class: "data-table"},
    el(
      "div",
      {class: "table-tools"},
      box,
      said,
      CopyButton(() => toCsv(shown, columns))
    ),
    scroller
  );
}

/** A link in a row leads away, and chooses nothing. The keyboard finds the same link in what the chosen row shows. */
function stay(event: Event): void {
  event.stopPropagation();
}

function largest<T>(rows: readonly T[], {value}: DataColumn<T>): number {
  return rows.reduce((most, row) => Math.max(most, Number(value(row) ?? 0)), 0);
}

function widthOf(column: HTMLElement, width: number | null): HTMLElement {
  if (width !== null) column.style.width = `${width}px`;
  return column;
}

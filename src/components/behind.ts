import {Figured} from "./bound.js";
import {CopyButton} from "./copy-button.js";
import {toCsv} from "./csv.js";
import type {CsvColumn} from "./csv.js";
import {el} from "./dom.js";
import {Mention} from "./mentions.js";

/** A column of a plain table: its raw value is sorted and copied, its text is shown. */
export interface PlainColumn<T> extends CsvColumn<T> {
  readonly format?: (row: T) => string; // defaults to the value as text
  readonly number?: boolean; // aligned right
  readonly href?: (row: T) => string | null; // where what the cell mentions has its own page
}

export interface BehindOptions {
  label?: string;
  limit?: number; // rows shown; all of them are copied
}

/** The numbers behind a chart, folded away: a table that is made when it is opened, and a button to copy it. */
export function Behind<T>(
  rows: readonly T[],
  columns: readonly PlainColumn<T>[],
  {label = "Show as table", limit = 200}: BehindOptions = {}
): HTMLElement {
  const details = el("details", {class: "behind"}, el("summary", {}, label));
  details.addEventListener("toggle", fill, {once: true});

  function fill() {
    const more = rows.length - limit;
    details.append(
      el(
        "div",
        {class: "scroll", tabindex: 0, role: "region", "aria-label": label},
        PlainTable(rows.slice(0, limit), columns)
      ),
      el(
        "p",
        {class: "fine"},
        more > 0 ? `${more} more rows are in the copy. ` : "",
        CopyButton(() => toCsv(rows, columns))
      )
    );
  }

  return details;
}

/** A plain table of few rows. */
export function PlainTable<T>(rows: readonly T[], columns: readonly PlainColumn<T>[]): HTMLTableElement {
  const kind = ({number}: PlainColumn<T>) => (number ? "number" : null);
  return el(
    "table",
    {class: "plain"},
    el(
      "thead",
      {},
      el("tr", {}, ...columns.map((column) => el("th", {scope: "col", class: kind(column)}, column.label)))
    ),
    el(
      "tbody",
      {},
      ...rows.map((row) =>
        el("tr", {}, ...columns.map((column) => el("td", {class: kind(column)}, cellOf(row, column))))
      )
    )
  );
}

function cellOf<T>(row: T, column: PlainColumn<T>): HTMLElement | string {
  const text = textOf(row, column);
  return column.number ? Figured(text) : Mention(text, column.href?.(row) ?? null);
}

function textOf<T>(row: T, {value, format}: PlainColumn<T>): string {
  if (format) return format(row);
  const raw = value(row);
  return raw == null ? "not logged" : String(raw);
}

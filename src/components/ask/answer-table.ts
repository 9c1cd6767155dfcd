import {DataTable} from "../data-table.js";
import type {Units} from "../format.js";
import type {Cell, QueryAnswer} from "./answer.js";
import {formatCell} from "./format-cell.js";

/** A result as a table: sortable, searchable, each column by its kind; what is copied is exact, times in ISO 8601. */
export function AnswerTable(
  {columns, rows}: Pick<QueryAnswer, "columns" | "rows">,
  {units = "si", height = 420}: {units?: Units; height?: number} = {}
): HTMLElement {
  return DataTable(
    rows,
    columns.map((column, j) => ({
      label: column.name,
      value: (row: readonly Cell[]) => rawOf(row[j], column.kind),
      format: (row: readonly Cell[]) => formatCell(row[j], column, units),
      title: (row: readonly Cell[]) => String(rawOf(row[j], column.kind) ?? ""),
      number: column.kind === "number",
      mono: /(^|_)ip$/.test(column.name),
      width: column.kind === "text" || column.kind === "other" ? 190 : column.kind === "time" ? 140 : 104
    })),
    {
      label: "Result",
      noun: ["row", "rows"],
      height,
      search: (row) => row.map((value, j) => formatCell(value, columns[j], units)).join(" "),
      placeholder: "Search the result",
      unsorted: true
    }
  );
}

/** What a file has of a value: times as ISO 8601, flags as words. */
export function rawOf(value: Cell, kind: string): string | number | null {
  if (value === null || (typeof value === "number" && Number.isNaN(value))) return null;
  if (kind === "time") return new Date(Number(value)).toISOString();
  return typeof value === "boolean" ? String(value) : value;
}

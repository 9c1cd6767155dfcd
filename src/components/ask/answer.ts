import type {Table} from "apache-arrow";

export type ColumnKind = "time" | "number" | "text" | "flag" | "other";

export interface ResultColumn {
  readonly name: string;
  readonly kind: ColumnKind;
}

export type Cell = number | string | boolean | null; // a time is milliseconds since 1970, UTC

/** What a query gave: `rows[i][j]` is row `i` of column `j`. */
export interface QueryAnswer {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly Cell[])[];
  readonly cut: boolean; // there were more rows than the limit
  readonly milliseconds: number;
}

/** Reads an Arrow table as rows of plain values, the first `most` of them. */
export function readAnswer(table: Table, most = Infinity): Omit<QueryAnswer, "milliseconds"> {
  const vectors = table.schema.fields.map((_, i) => table.getChildAt(i));
  const columns = table.schema.fields.map(({name, type}): ResultColumn => ({name, kind: kindOf(String(type))}));
  const count = Math.min(table.numRows, most);
  const rows = Array.from({length: count}, (_, i) => columns.map(({kind}, j) => cellOf(vectors[j]?.get(i), kind)));
  return {columns, rows, cut: table.numRows > most};
}

/** By the name of an Arrow type. */
function kindOf(type: string): ColumnKind {
  if (/^(Timestamp|Date)/.test(type)) return "time";
  if (/^(Int|Uint|Float|Decimal)/.test(type)) return "number";
  if (/^(Utf8|LargeUtf8|Dictionary<.*Utf8)/.test(type)) return "text";
  return type === "Bool" ? "flag" : "other";
}

function cellOf(value: unknown, kind: ColumnKind): Cell {
  if (value === null || value === undefined) return null;
  if (kind === "time" || kind === "number") return Number(value);
  if (kind === "flag") return Boolean(value);
  return typeof value === "string" ? value : kind === "text" ? String(value) : JSON.stringify(value, plain);
}

function plain(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value;
}

import {UserError} from "../errors.js";
import type {Column, ColumnType} from "../schema.js";
import {rowsToArrow} from "../tables/arrow.js";
import type {OpenStoreOptions} from "./own-store.js";
import {pointAt, withStore} from "./own-store.js";

export type Row = Record<string, unknown>;

/**
 * Asks the store in SQL: `events`, `sources` and all other published tables. Gives an object a row: numbers, texts, booleans, Dates for
 * times, null where there is nothing. Throws a UserError that points at what is wrong in the query.
 */
export type Query = (sql: string) => Promise<Row[]>;

export interface MakeRowsOptions extends OpenStoreOptions {
  columns?: Readonly<Record<string, ColumnType>>; // names and types, in order; by default those of the rows
}

/** Makes a table of the rows that a function gives, as an Arrow IPC stream. Throws a UserError if it cannot tell the columns. */
export function makeRows(
  make: (query: Query) => Iterable<Row> | Promise<Iterable<Row>>,
  {columns, ...options}: MakeRowsOptions
): Promise<Uint8Array> {
  return withStore(options, async ({connection, openNamed}) => {
    const query: Query = async (sql) => {
      await openNamed(sql);
      try {
        return (await connection.runAndReadAll(sql)).getRowObjectsJS().map(plainRow);
      } catch (error) {
        throw new UserError(pointAt("the query", (error as Error).message));
      }
    };
    const made = await make(query);
    if (made === null || typeof made !== "object" || !(Symbol.iterator in made))
      throw new UserError(`no rows: ${String(made)}; the function has to return them, as an array of objects`);
    const rows = [...made];
    const types = columns ?? typesOf(rows);
    if (Object.keys(types).length === 0)
      throw new UserError('no columns: there are no rows; name them, publish(make, {columns: {hour: "number"}})');
    const table = Object.entries(types).map(([name, type]): Column => ({name, type, about: ""}));
    return rowsToArrow(
      {name: "rows", about: "", columns: table},
      rows.map((row) => Object.fromEntries(table.map(({name, type}) => [name, valueOf(row[name], type)])))
    );
  });
}

/** Counts come as BigInt from DuckDB; a page reckons with numbers. */
function plainRow(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, typeof value === "bigint" ? Number(value) : value])
  );
}

/** The columns of rows in the order in which they first appear; one with values of several kinds is text. */
function typesOf(rows: readonly Row[]): Record<string, ColumnType> {
  const types: Record<string, ColumnType | null> = {};
  for (const row of rows)
    for (const [name, value] of Object.entries(row)) {
      const type = value === null || value === undefined ? null : typeOf(value);
      const known = types[name] ?? null;
      types[name] = known === null ? type : type === null || type === known ? known : "word";
    }
  return Object.fromEntries(Object.entries(types).map(([name, type]) => [name, type ?? "word"]));
}

function typeOf(value: unknown): ColumnType {
  if (value instanceof Date) return "time";
  if (typeof value === "number" || typeof value === "bigint") return "number";
  return typeof value === "boolean" ? "flag" : "word";
}

function valueOf(value: unknown, type: ColumnType): unknown {
  if (value === null || value === undefined) return null;
  if (type === "time") return value instanceof Date ? value.getTime() : Number(value);
  if (type !== "word" && type !== "text") return value;
  if (value instanceof Date) return value.toISOString();
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

import {existsSync, readdirSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {basename, join} from "node:path";
import type {DuckDBConnection} from "@duckdb/node-api";
import {UserError} from "../errors.js";
import type {Column, TableSchema} from "../schema.js";
import {schemas} from "../schema.js";
import {queryToArrow} from "../tables/arrow.js";
import type {OpenStoreOptions} from "./own-store.js";
import {pointAt, withStore} from "./own-store.js";

// A table of an author's own: `src/data/NAME.arrow.sql` holds one query over `events` and the published tables; `NAME.arrow.ts`
// makes rows of what it asks, see publish.ts.

const ending = /\.arrow\.(sql|ts)$/;

export interface OwnTable {
  readonly name: string;
  readonly file: string; // in the folder
}

/** The tables that an author has added to a folder: those that are not published anyway. */
export function ownTables(folder: string): OwnTable[] {
  return readdirSync(folder)
    .filter((file) => ending.test(file))
    .map((file) => ({name: file.replace(ending, ""), file}))
    .filter(({name, file}) => file.endsWith(".sql") || !(name in schemas))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Runs an author's query and gives its rows as an Arrow IPC stream. Throws a UserError that points at what is wrong in it. */
export function makeOwnTable(path: string, options: OpenStoreOptions): Promise<Uint8Array> {
  return withQuery(path, options, (connection, sql, schema) => queryToArrow(connection, schema, `${sql}\n`));
}

/** The columns of an author's table, as the list of tables shows them. */
export function describeOwnTable(path: string, options: OpenStoreOptions): Promise<TableSchema> {
  return withQuery(path, options, (_, __, schema) => Promise.resolve(schema));
}

/** Drops what the cache holds of an author's tables if the logs or the settings have changed since. Gives their files' names. */
export function dropOwnTables({store, cache, stubs}: {store: string; cache: string; stubs: string}): string[] {
  const names = ownTables(stubs).map(({name}) => name);
  if (names.length === 0) return [];
  const stamp = join(cache, "_own-tables.stamp");
  const digest = readFileSync(join(store, "tables", "digest"), "utf8");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === digest) return [];
  const old = names.map((name) => `${name}.arrow`).filter((name) => existsSync(join(cache, "data", name)));
  for (const name of old) rmSync(join(cache, "data", name));
  writeFileSync(stamp, digest);
  return old;
}

async function withQuery<T>(
  path: string,
  options: OpenStoreOptions,
  use: (connection: DuckDBConnection, sql: string, schema: TableSchema) => Promise<T>
): Promise<T> {
  const text = readFileSync(path, "utf8");
  const name = checkName(path);
  return withStore(options, async ({connection, openNamed}) => {
    await openNamed(text);
    const sql = await checkQuery(connection, text, path);
    const described = await connection.runAndReadAll(`DESCRIBE (${sql}\n)`);
    const columns = described
      .getRowObjectsJS()
      .map(({column_name, column_type}) => columnOf(String(column_name), String(column_type)));
    return use(connection, sql, {name, about: aboutOf(text), columns});
  });
}

/** The name of the table that a file makes. Throws a UserError if it is none, or taken. */
export function checkName(path: string): string {
  const name = basename(path).replace(ending, "");
  if (!/^[a-z_][a-z0-9_]*$/i.test(name))
    throw new UserError(`invalid table name: ${name}; rename ${path}: letters, digits and underscores`);
  if (name in schemas || name === "events")
    throw new UserError(`table exists: ${name}; rename ${path}: the report publishes a table of this name`);
  return name;
}

/** One statement, without its semicolon, that DuckDB takes. */
async function checkQuery(connection: DuckDBConnection, text: string, path: string): Promise<string> {
  if (text.replace(/--.*|\/\*[^]*?\*\//g, "").trim() === "")
    throw new UserError(`no query: ${path}; a table is made by one SELECT`);
  try {
    const statements = await connection.extractStatements(text);
    if (statements.count !== 1)
      throw new UserError(`not one query: ${path} has ${statements.count}; a table is made by one SELECT`);
    const prepared = await statements.prepare(0);
    prepared.destroySync();
    await connection.runAndReadAll(`EXPLAIN ${text}`); // what is no query has no plan to be read from
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(pointAt(path, (error as Error).message));
  }
  return text.trim().replace(/;\s*(--[^\n]*)?$/, "");
}

function columnOf(name: string, type: string): Column {
  const about = `${type.toLowerCase()} of the query`;
  if (/^(TIMESTAMP|DATE)/.test(type)) return {name, type: "time", about};
  if (/^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DOUBLE|FLOAT|REAL|DECIMAL)/.test(type))
    return {name, type: "number", about};
  if (type === "BOOLEAN") return {name, type: "flag", about};
  return {name, type: "word", about};
}

/** The remark at the top of a file, which says what the table is. */
export function aboutOf(text: string): string {
  return /^\s*(?:--|\/\/)\s*(.+)/.exec(text)?.[1].trim() ?? "A table of this report's own.";
}

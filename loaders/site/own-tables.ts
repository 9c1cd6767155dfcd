import {existsSync, readdirSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import type {DuckDBConnection} from "@duckdb/node-api";
import {DuckDBDataChunk, DuckDBTimestampValue} from "@duckdb/node-api";
import {tableFromIPC} from "apache-arrow";
import {tablePath} from "../atlas.js";
import {openDuckDB} from "../engines/duckdb.js";
import type {StoredEvents} from "../engines/rollups.js";
import {openEvents} from "../engines/rollups.js";
import {UserError} from "../errors.js";
import type {EventColumn} from "../formats/index.js";
import type {Column, ColumnType, TableName, TableSchema} from "../schema.js";
import {schemas} from "../schema.js";
import {queryToArrow} from "../tables/arrow.js";

// A table of an author's own: `src/data/NAME.arrow.sql` holds one query over `events` and the published tables.

const ending = ".arrow.sql";
const rowsAtOnce = 2048; // what DuckDB takes in one chunk

/** The names of the tables that an author has added to a folder. */
export function ownTables(folder: string): string[] {
  return readdirSync(folder)
    .flatMap((file) => (file.endsWith(ending) ? [file.slice(0, -ending.length)] : []))
    .sort();
}

export interface OwnTableOptions {
  store: string;
  memory: number; // bytes
}

/** Runs an author's query and gives its rows as an Arrow IPC stream. Throws a UserError that points at what is wrong in it. */
export function makeOwnTable(path: string, options: OwnTableOptions): Promise<Uint8Array> {
  return withQuery(path, options, (connection, sql, schema) => queryToArrow(connection, schema, `${sql}\n`));
}

/** The columns of an author's table, as the list of tables shows them. */
export function describeOwnTable(path: string, options: OwnTableOptions): Promise<TableSchema> {
  return withQuery(path, options, (_, __, schema) => Promise.resolve(schema));
}

/** Drops what the cache holds of an author's tables if the logs or the settings have changed since. Gives their files' names. */
export function dropOwnTables({store, cache, stubs}: {store: string; cache: string; stubs: string}): string[] {
  const names = ownTables(stubs);
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
  {store, memory}: OwnTableOptions,
  use: (connection: DuckDBConnection, sql: string, schema: TableSchema) => Promise<T>
): Promise<T> {
  const text = readFileSync(path, "utf8");
  const name = path.split(/[\\/]/).at(-1)!.slice(0, -ending.length);
  if (!/^[a-z_][a-z0-9_]*$/i.test(name))
    throw new UserError(`invalid table name: ${name}; rename ${path}: letters, digits and underscores`);
  if (name in schemas || name === "events")
    throw new UserError(`table exists: ${name}; rename ${path}: the report publishes a table of this name`);
  const temp = join(store, `temp-${process.pid}`);
  const connection = await openDuckDB({memory, temp});
  try {
    await openEvents(connection, readStoredEvents(store));
    for (const table of Object.keys(schemas) as TableName[])
      if (new RegExp(`\\b${table}\\b`, "i").test(text)) await openPublished(connection, table, store);
    const sql = await checkQuery(connection, text, path);
    const described = await connection.runAndReadAll(`DESCRIBE (${sql}\n)`);
    const columns = described
      .getRowObjectsJS()
      .map(({column_name, column_type}) => columnOf(String(column_name), String(column_type)));
    return await use(connection, sql, {name, about: aboutOf(text), columns});
  } finally {
    connection.closeSync();
    rmSync(temp, {recursive: true, force: true});
  }
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

/** DuckDB's complaint with the file, the line and the column before it, and the line itself with a caret below. */
export function pointAt(path: string, message: string): string {
  const what = message.split("\n")[0].replace(/^Failed to extract statements: /, "");
  const found = /LINE (\d+): (.*)\n(\s*)\^/.exec(message.replace(/^EXPLAIN /gm, ""));
  if (!found) return `${path}: ${what}`;
  const [, line, text, space] = found;
  const column = space.length - `LINE ${line}: `.length + 1;
  return `${path}:${line}:${Math.max(1, column)}: ${what}\n  ${text}\n  ${" ".repeat(Math.max(0, column - 1))}^`;
}

async function openPublished(connection: DuckDBConnection, table: TableName, store: string): Promise<void> {
  const {columns} = schemas[table];
  const types = columns.map(({name, type}) => `"${name}" ${typeOf[type]}`);
  await connection.run(`CREATE TEMP TABLE "${table}" (${types.join(", ")})`);
  const arrow = tableFromIPC(readFileSync(tablePath(store, table)));
  const vectors = columns.map(({name, type}) => {
    const vector = arrow.getChild(name)!;
    return (i: number) => valueOf(vector.get(i), type);
  });
  const appender = await connection.createAppender(table);
  const described = Array.from({length: appender.columnCount}, (_, i) => appender.columnType(i));
  for (let first = 0; first < arrow.numRows; first += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, arrow.numRows - first);
    const chunk = DuckDBDataChunk.create(described, count);
    chunk.setColumns(vectors.map((valueAt) => Array.from({length: count}, (_, i) => valueAt(first + i))));
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

const typeOf: Record<ColumnType, string> = {
  time: "TIMESTAMP",
  number: "DOUBLE",
  key: "DOUBLE",
  word: "VARCHAR",
  text: "VARCHAR",
  flag: "BOOLEAN"
};

function valueOf(value: unknown, type: ColumnType) {
  if (value === null || value === undefined) return null;
  if (type === "time") return new DuckDBTimestampValue(BigInt(Math.round(Number(value))) * 1000n);
  return typeof value === "bigint" ? Number(value) : (value as string | number | boolean);
}

function columnOf(name: string, type: string): Column {
  const about = `${type.toLowerCase()} of the query`;
  if (/^(TIMESTAMP|DATE)/.test(type)) return {name, type: "time", about};
  if (/^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DOUBLE|FLOAT|REAL|DECIMAL)/.test(type))
    return {name, type: "number", about};
  if (type === "BOOLEAN") return {name, type: "flag", about};
  return {name, type: "word", about};
}

/** The remark at the top of the query, which says what the table is. */
function aboutOf(text: string): string {
  return /^\s*--\s*(.+)/.exec(text)?.[1].trim() ?? "A table of this report's own.";
}

function readStoredEvents(store: string): StoredEvents {
  const path = join(store, "tables", "events.json");
  if (!existsSync(path)) throw new UserError(`missing events: ${path}; run npm run data first`);
  const {files, labels, columns} = JSON.parse(readFileSync(path, "utf8")) as {[name in keyof StoredEvents]: string[]};
  return {files, labels, columns: new Set(columns as EventColumn[])};
}

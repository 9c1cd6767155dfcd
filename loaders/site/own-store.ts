import {existsSync, readFileSync, rmSync} from "node:fs";
import {join} from "node:path";
import type {DuckDBConnection} from "@duckdb/node-api";
import {tableFromIPC} from "apache-arrow";
import {openDuckDB} from "../engines/duckdb.js";
import type {StoredEvents, StoredFile} from "../engines/stored-events.js";
import {openEvents} from "../engines/stored-events.js";
import {UserError} from "../errors.js";
import type {EventColumn} from "../formats/index.js";
import {DuckDBDataChunk, DuckDBTimestampValue} from "../duckdb-api.js";
import type {ColumnType, TableName} from "../schema.js";
import {schemas} from "../schema.js";
import {tablePath} from "../store-paths.js";

const rowsAtOnce = 2048; // what DuckDB takes in one chunk

export interface OpenStoreOptions {
  store: string;
  memory: number; // bytes
}

export interface OpenStore {
  readonly connection: DuckDBConnection;
  /** Opens the published tables that a query names, if they are not open yet. */
  readonly openNamed: (sql: string) => Promise<void>;
}

/** Opens a DuckDB with view `events` of all that the store has, and closes it after use. */
export async function withStore<T>(
  {store, memory}: OpenStoreOptions,
  use: (open: OpenStore) => Promise<T>
): Promise<T> {
  const temp = join(store, `temp-${process.pid}`);
  const connection = await openDuckDB({memory, temp});
  const opened = new Set<TableName>();
  const openNamed = async (sql: string) => {
    for (const table of Object.keys(schemas) as TableName[]) {
      if (opened.has(table) || !new RegExp(`\\b${table}\\b`, "i").test(sql)) continue;
      opened.add(table);
      await openPublished(connection, table, store);
    }
  };
  try {
    await openEvents(connection, readStoredEvents(store));
    return await use({connection, openNamed});
  } finally {
    connection.closeSync();
    rmSync(temp, {recursive: true, force: true});
  }
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

function readStoredEvents(store: string): StoredEvents {
  const path = join(store, "tables", "events.json");
  if (!existsSync(path)) throw new UserError(`missing events: ${path}; run npm run data first`);
  const {files, columns} = JSON.parse(readFileSync(path, "utf8")) as {files: StoredFile[]; columns: EventColumn[]};
  return {files, columns: new Set(columns)};
}

import {mkdirSync} from "node:fs";
import type {DuckDBConnection, DuckDBInstance} from "@duckdb/node-api";
import {DuckDBInstance as Instance} from "../duckdb-api.js";
import {literal} from "../sql.js";

// Of the memory of a process, the rest of it needs a part, and DuckDB takes more than the limit that it is given: with ten million
// addresses up to twice as much (measured: a peak of 1.0 to 1.1 GB with this share, 1.4 GB with 0.6, in the same time).
const rest = 300e6;
const share = 0.45;

const instances = new WeakMap<DuckDBConnection, DuckDBInstance>();

export interface EngineOptions {
  memory?: number; // bytes that the process may use; defaults to 1 GB
  temp?: string; // folder for what does not fit into memory; none by default
}

/**
 * Opens a DuckDB in memory. It reads and writes times in UTC, asks the network for nothing, and keeps rows in the order in
 * which it read them.
 */
export async function openDuckDB({memory = 1e9, temp}: EngineOptions = {}): Promise<DuckDBConnection> {
  const instance = await Instance.create(":memory:", {
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    enable_external_file_cache: "false" // it tells files apart by name and second, and parts of the store are written again
  });
  const connection = await instance.connect();
  instances.set(connection, instance);
  await connection.run(`SET TimeZone = 'UTC'; SET memory_limit = '${Math.floor(((memory - rest) * share) / 1e6)}MB'`);
  if (temp !== undefined) {
    mkdirSync(temp, {recursive: true});
    await connection.run(`SET temp_directory = ${literal(temp)}`);
  }
  return connection;
}

/**
 * Another connection to the same memory, for a query that runs while JavaScript or another query does. It does not see the temporary
 * tables of the first.
 */
export async function connectBeside(connection: DuckDBConnection): Promise<DuckDBConnection> {
  const instance = instances.get(connection)!;
  const beside = await instance.connect();
  instances.set(beside, instance);
  await beside.run("SET TimeZone = 'UTC'");
  return beside;
}

const turns = new WeakMap<DuckDBInstance, Promise<unknown>>();

/**
 * Runs a query whose rows keep the order in which they are read, whatever the setting is. That holds for all connections to a memory,
 * so such queries take turns.
 */
export function inOrder(connection: DuckDBConnection, query: string): Promise<unknown> {
  const instance = instances.get(connection)!;
  const turn = (turns.get(instance) ?? Promise.resolve()).then(async () => {
    const reader = await connection.runAndReadAll("SELECT current_setting('preserve_insertion_order')");
    await connection.run("SET preserve_insertion_order = true");
    try {
      await connection.run(query);
    } finally {
      await connection.run(`SET preserve_insertion_order = ${String(reader.getRowsJS()[0][0])}`);
    }
  });
  turns.set(
    instance,
    turn.catch(() => {})
  );
  return turn;
}

import {existsSync, renameSync} from "node:fs";
import type {DuckDBConnection} from "@duckdb/node-api";
import {identifier, literal} from "../sql.js";

/** What was known of addresses when they were looked up last, so that a rebuild looks up new ones alone. */
export interface AddressMemory {
  readonly path: string; // Parquet file: `ip`, and what is known of it
  readonly key: string; // changes with the databases, the settings and the code that answers come from
}

const keyName = "answers_of";

/** SQL: the relation of what is remembered; null if there is nothing, or it comes from elsewhere. A damaged file is no memory. */
export async function recall(connection: DuckDBConnection, {path, key}: AddressMemory): Promise<string | null> {
  if (!existsSync(path)) return null;
  try {
    const reader = await connection.runAndReadAll(
      `SELECT decode(value) FROM parquet_kv_metadata(${literal(path)}) WHERE decode(key) = ${literal(keyName)}`
    );
    return reader.getRowsJS()[0]?.[0] === key ? `read_parquet(${literal(path)})` : null;
  } catch {
    return null;
  }
}

const remembered = [
  ...["ip", "class", "country", "region", "city", "latitude", "longitude", "precision"],
  ...["asn", "organization", "network", "labels", "threats"]
];

/** Remembers what a table knows of its addresses. */
export async function remember(connection: DuckDBConnection, {path, key}: AddressMemory, from: string): Promise<void> {
  await connection.run(`COPY (SELECT ${remembered.join(", ")} FROM ${identifier(from)} WHERE ip IS NOT NULL) TO ${literal(`${path}.new`)}
    (FORMAT parquet, KV_METADATA {${keyName}: ${literal(key)}})`);
  renameSync(`${path}.new`, path);
}

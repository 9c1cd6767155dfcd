import {rename} from "node:fs/promises";
import type {DuckDBConnection} from "@duckdb/node-api";
import {identifier, literal} from "../sql.js";

export interface CanonicalizeOptions {
  columns: readonly string[]; // the columns of the file
  canonical: (text: string) => string | null; // null for what is no address: such text stays as it was logged
}

/** SQL: false for text of digits and dots only, which is canonical or no address. `:` is the character behind `9`. */
const mayDiffer = (name: string) =>
  `contains(${name}, ':') OR ${name} >= ':' OR ${name} < '0' OR ends_with(${name}, ' ')`;

/**
 * Rewrites the addresses of a file of events in canonical text, so that one address is one text everywhere. Looks at each
 * distinct text once, and leaves the file alone if all are canonical already, as most logs write them.
 */
export async function canonicalize(
  connection: DuckDBConnection,
  path: string,
  {columns, canonical}: CanonicalizeOptions
): Promise<void> {
  const wanted = ["source_ip", "dest_ip"].filter((name) => columns.includes(name));
  const changes = new Map<string, string>();
  for (const name of wanted) {
    const stream = await connection.stream(`SELECT DISTINCT ${name} FROM ${literal(path)} WHERE ${mayDiffer(name)}`);
    for (let chunk = await stream.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await stream.fetchChunk()) {
      for (const value of chunk.getColumnValues(0)) {
        const text = String(value);
        const better = canonical(text) ?? text.slice(0, 255);
        if (better !== text) changes.set(text, better);
      }
    }
  }
  if (changes.size === 0) return;
  const pairs = [...changes].map(([from, to]) => `(${literal(from)}, ${literal(to)})`).join(", ");
  await connection.run(`CREATE OR REPLACE TEMP TABLE changes AS FROM (VALUES ${pairs}) t(old, new)`);
  const select = columns.map((name) =>
    wanted.includes(name)
      ? `coalesce(${name}_change.new, ${identifier(name)}) AS ${identifier(name)}`
      : identifier(name)
  );
  const joins = wanted.map((name) => `LEFT JOIN changes AS ${name}_change ON ${name}_change.old = ${name}`).join(" ");
  await connection.run(
    `COPY (SELECT ${select.join(", ")} FROM ${literal(path)} ${joins}) TO ${literal(`${path}.new`)} (FORMAT parquet)`
  );
  await connection.run("DROP TABLE changes");
  await rename(`${path}.new`, path);
}

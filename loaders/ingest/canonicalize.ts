import {rename} from "node:fs/promises";
import type {DuckDBConnection} from "@duckdb/node-api";
import {identifier, literal} from "../sql.js";
import {copyEvents} from "./copy-events.js";

/** The address behind a peer, of what it forwarded; null if it is not to be believed. */
export type ClientOf = (peer: string, forwarded: string) => string | null;

export interface CanonicalizeOptions {
  columns: readonly string[]; // the columns of the file that stay
  canonical: (text: string) => string | null; // null for what is no address: such text stays as it was logged
  clientOf?: ClientOf | null; // if given, the file has a column forwarded_for, which goes
}

/** SQL: false for text of digits and dots only, which is canonical or no address. `:` is the character behind `9`. */
const mayDiffer = (name: string) =>
  `contains(${name}, ':') OR ${name} >= ':' OR ${name} < '0' OR ends_with(${name}, ' ')`;

/** What one look at a file of events told. */
export interface Seen {
  readonly first_seen: number | null; // milliseconds since 1970
  readonly last_seen: number | null;
}

/**
 * Rewrites the addresses of a file of events in canonical text, so that one address is one text everywhere, and puts who is behind
 * a trusted proxy in its place. Leaves the file alone if there is nothing to change, as in most logs: else it looks at each
 * distinct text once. Tells of what time the events are.
 */
export async function canonicalize(
  connection: DuckDBConnection,
  path: string,
  {columns, canonical, clientOf = null}: CanonicalizeOptions
): Promise<Seen> {
  const addresses = ["source_ip", "dest_ip"].filter((name) => columns.includes(name));
  const reader = await connection.runAndReadAll(
    `SELECT ${["epoch_ms(min(timestamp))::DOUBLE", "epoch_ms(max(timestamp))::DOUBLE", ...addresses.map((name) => `bool_or(${mayDiffer(name)})`)].join(", ")} FROM ${literal(path)}`
  );
  const [first_seen, last_seen, ...may] = reader.getRowsJS()[0] as [
    number | null,
    number | null,
    ...(boolean | null)[]
  ];
  const wanted = addresses.filter((_, i) => may[i]);
  if (clientOf) await rewrite(connection, path, {columns, canonical, clientOf}, addresses);
  else if (wanted.length > 0) await rewrite(connection, path, {columns, canonical}, wanted);
  return {first_seen, last_seen};
}

async function rewrite(
  connection: DuckDBConnection,
  path: string,
  {columns, canonical, clientOf = null}: CanonicalizeOptions,
  wanted: readonly string[]
): Promise<void> {
  const changes = await openChanges(connection, "changes");
  for (const name of wanted)
    await eachRow(connection, `SELECT DISTINCT ${name} FROM ${literal(path)} WHERE ${mayDiffer(name)}`, ([text]) => {
      const better = canonical(text) ?? text.slice(0, 255);
      if (better !== text) changes.add(text, "", better);
    });
  const clients = await openChanges(connection, "clients");
  if (clientOf)
    await eachRow(
      connection,
      `SELECT DISTINCT source_ip, forwarded_for FROM ${literal(path)} WHERE source_ip IS NOT NULL AND forwarded_for IS NOT NULL`,
      ([peer, forwarded]) => {
        const client = clientOf(peer, forwarded);
        if (client !== null) clients.add(peer, forwarded, client);
      }
    );
  const changed = changes.close() + clients.close();
  if (changed > 0 || clientOf) {
    const value = (name: string) => {
      const own = `${name}_change.better, ${identifier(name)}`;
      return `coalesce(${clientOf && name === "source_ip" ? `client.better, ${own}` : own}) AS ${identifier(name)}`;
    };
    const select = columns.map((name) => (wanted.includes(name) ? value(name) : identifier(name)));
    const joins = wanted.map(
      (name) => `LEFT JOIN changes AS ${name}_change ON ${name}_change.text = log.${identifier(name)}`
    );
    if (clientOf)
      joins.push("LEFT JOIN clients AS client ON client.text = log.source_ip AND client.forwarded = log.forwarded_for");
    const query = `SELECT ${select.join(", ")} FROM ${literal(path)} AS log ${joins.join(" ")}`;
    await copyEvents(connection, query, `${path}.new`);
    await rename(`${path}.new`, path);
  }
  await connection.run("DROP TABLE changes; DROP TABLE clients");
}

/** A temporary table of texts and what stands in their place. */
async function openChanges(connection: DuckDBConnection, name: string) {
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${name} (text VARCHAR, forwarded VARCHAR, better VARCHAR)`);
  const appender = await connection.createAppender(name);
  let count = 0;
  return {
    add(text: string, forwarded: string, better: string) {
      for (const value of [text, forwarded, better]) appender.appendVarchar(value);
      appender.endRow();
      count++;
    },
    close() {
      appender.closeSync();
      return count;
    }
  };
}

async function eachRow(connection: DuckDBConnection, query: string, take: (row: string[]) => void): Promise<void> {
  const stream = await connection.stream(query);
  for (let chunk = await stream.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await stream.fetchChunk())
    for (const row of chunk.getRows()) take(row.map(String));
}

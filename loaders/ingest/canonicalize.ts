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

const page = 122_880; // rows that are in memory at once
const octet = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"; // what is written in another way is told by JavaScript

/** SQL: false for text of digits and dots only, which is canonical or no address. `:` is the character behind `9`. */
const mayDiffer = (name: string) =>
  `contains(${name}, ':') OR ${name} >= ':' OR ${name} < '0' OR ends_with(${name}, ' ')`;

/** SQL: the IPv4 address in `::ffff:192.0.2.1`, as a server that listens on both families logs all of them; null for other text. */
const unmapped = (name: string) =>
  `CASE WHEN starts_with(${name}, '::ffff:') AND regexp_full_match(${name}[8:], '${octet}([.]${octet}){3}') THEN ${name}[8:] END`;

/** What one look at a file of events told. */
export interface Seen {
  readonly first_seen: number | null; // milliseconds since 1970
  readonly last_seen: number | null;
}

/**
 * Rewrites the addresses of a file of events in canonical text, so that one address is one text everywhere, and puts who is behind
 * a trusted proxy in its place. Leaves the file alone if there is nothing to change, as in most logs; looks at each distinct
 * text once, of those that may not be canonical. Tells of what time the events are.
 */
export async function canonicalize(
  connection: DuckDBConnection,
  path: string,
  {columns, canonical, clientOf = null}: CanonicalizeOptions
): Promise<Seen> {
  const addresses = ["source_ip", "dest_ip"].filter((name) => columns.includes(name));
  const reader = await connection.runAndReadAll(
    `SELECT epoch_ms(min(timestamp))::DOUBLE, epoch_ms(max(timestamp))::DOUBLE FROM ${literal(path)}` // its statistics tell
  );
  const [first_seen, last_seen] = reader.getRowsJS()[0] as (number | null)[];
  const changes = await findChanges(connection, path, {addresses, canonical});
  const clients = clientOf && (await findClients(connection, path, clientOf));
  if (changes > 0 || clients !== null) {
    const value = (name: string) => {
      const own = changes > 0 ? `${name}_change.better, ${identifier(name)}` : identifier(name);
      return `coalesce(${clients !== null && name === "source_ip" ? `client.better, ${own}` : own}) AS ${identifier(name)}`;
    };
    const select = columns.map((name) => (addresses.includes(name) ? value(name) : identifier(name)));
    const joins =
      changes > 0
        ? addresses.map(
            (name) => `LEFT JOIN changes AS ${name}_change ON ${name}_change.text = log.${identifier(name)}`
          )
        : [];
    if (clients !== null)
      joins.push("LEFT JOIN clients AS client ON client.text = log.source_ip AND client.forwarded = log.forwarded_for");
    const query = `SELECT ${select.join(", ")} FROM ${literal(path)} AS log ${joins.join(" ")}`;
    await copyEvents(connection, query, `${path}.new`);
    await rename(`${path}.new`, path);
  }
  return {first_seen, last_seen};
}

/** Table `changes`, if there are any: what stands in the place of a text. Gives how many. */
async function findChanges(
  connection: DuckDBConnection,
  path: string,
  {addresses, canonical}: {addresses: readonly string[]; canonical: CanonicalizeOptions["canonical"]}
): Promise<number> {
  if (addresses.length === 0) return 0;
  const texts = addresses.map((name) => `SELECT ${name} AS text FROM ${literal(path)}`).join(" UNION ALL ");
  await connection.run("CREATE OR REPLACE TEMP TABLE texts (text VARCHAR, better VARCHAR)");
  const {rowsChanged} = await connection.run(
    `INSERT INTO texts SELECT text, ${unmapped("text")} FROM (SELECT DISTINCT text FROM (${texts}) WHERE ${mayDiffer("text")})`
  );
  if (rowsChanged === 0) return 0;
  await connection.run("CREATE OR REPLACE TEMP TABLE odd_texts AS SELECT text FROM texts WHERE better IS NULL");
  const changes = await openReplacements(connection, "changes");
  const mapped = await connection.run(
    "INSERT INTO changes SELECT text, '', better FROM texts WHERE better IS NOT NULL"
  );
  for await (const [text] of rowsOf(connection, "odd_texts")) {
    const better = canonical(text) ?? text.slice(0, 255);
    if (better !== text) changes.add(text, "", better);
  }
  return mapped.rowsChanged + changes.close();
}

/** Table `clients`: who is behind a peer, of what it forwarded. Gives how many. */
async function findClients(connection: DuckDBConnection, path: string, clientOf: ClientOf): Promise<number> {
  await connection.run(`CREATE OR REPLACE TEMP TABLE peers AS
    SELECT DISTINCT source_ip, forwarded_for FROM ${literal(path)} WHERE source_ip IS NOT NULL AND forwarded_for IS NOT NULL`);
  const clients = await openReplacements(connection, "clients");
  for await (const [peer, forwarded] of rowsOf(connection, "peers")) {
    const client = clientOf(peer, forwarded);
    if (client !== null) clients.add(peer, forwarded, client);
  }
  return clients.close();
}

/** A temporary table of texts and what stands in their place. */
async function openReplacements(connection: DuckDBConnection, name: string) {
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

/** The rows of a table, page by page: a stream ends without an error when an appender writes, as it does after so many rows by itself. */
async function* rowsOf(connection: DuckDBConnection, table: string): AsyncGenerator<string[]> {
  for (let first = 0, count = page; count === page; first += page) {
    const reader = await connection.runAndReadAll(`FROM ${table} WHERE rowid >= ${first} AND rowid < ${first + page}`);
    yield* reader.getRowsJS() as string[][];
    count = reader.currentRowCount;
  }
}

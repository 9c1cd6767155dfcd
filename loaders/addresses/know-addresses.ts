import type {DuckDBConnection} from "@duckdb/node-api";
import type {Progress} from "../progress.js";
import {identifier, literal} from "../sql.js";
import type {AddressSources} from "./address-source.js";
import {openAnswers} from "./answers.js";
import {openAsn} from "./asn.js";
import {knowAddress} from "./know-address.js";
import {openLocation} from "./location.js";
import type {ResolvePackage} from "./optional-package.js";
import {parseAddress} from "./parse-address.js";
import {addressClasses} from "./special-ranges.js";

export interface KnowAddressesOptions {
  from: string; // table with a column ip: VARCHAR, null where the log had none
  to: string; // temporary table to make
  location: {readonly city: readonly string[]; readonly asn: string | null}; // paths of the user's own databases
  progress: Progress;
  resolve?: ResolvePackage; // finds the databases that come as packages
}

const page = 122_880; // rows that are read at once, a row group of DuckDB's
const helpers = ["asked", "ordered", "answers", "places", "systems"].map((name) => `known_${name}`);
const [asked, ordered, answers, places, systems] = helpers;

/**
 * Looks up what is known of each address of a table. Makes a temporary table with a row for each of its rows: `ip` as it
 * was, `class`, `country`, `region`, `city`, `latitude` and `longitude` (rounded to 0.01 degrees), `precision`, `asn`
 * (UINTEGER), `organization`, and `network` and `labels`, which are null. Only public addresses, and public IPv4 in NAT64,
 * are looked up: of all others databases know nothing, though they answer. Memory does not grow with the table.
 */
export async function knowAddresses(
  connection: DuckDBConnection,
  {from, to, location, progress, resolve}: KnowAddressesOptions
): Promise<AddressSources> {
  const locations = openLocation({files: location.city, resolve});
  const networks = openAsn({file: location.asn, resolve});
  await dropHelpers(connection);
  await connection.run(`
    CREATE TEMP TABLE ${asked} AS SELECT ip, ${numberOf("ip", "parts")} AS v4
      FROM (SELECT ip, TRY_CAST(string_split(ip, '.') AS UTINYINT[]) AS parts FROM ${identifier(from)});
    CREATE TEMP TABLE ${ordered} AS SELECT rowid::UINTEGER AS row, v4 FROM ${asked} WHERE v4 IS NOT NULL ORDER BY v4`);
  const {write, close} = await openAnswers(connection, {answers, places, systems});
  const rows = await countRows(connection, asked);
  const rows4 = await countRows(connection, ordered);
  for (let at = 0; at < rows4; at += page) {
    progress.step("addresses", at, rows, "rows");
    await eachChunk<number>(connection, `SELECT row, v4 FROM ${ordered} WHERE ${within(at)}`, (row, values) =>
      write(row, values, (value) => knowAddress({family: 4, value}, {locations, networks}))
    );
  }
  for (let at = 0; at < rows && rows > rows4; at += page) {
    progress.step("addresses", rows4 + Math.min(at, rows - rows4), rows, "rows");
    const query = `SELECT rowid::UINTEGER, ip FROM ${asked} WHERE ${within(at)} AND v4 IS NULL AND ip IS NOT NULL`;
    await eachChunk<string>(connection, query, (row, values) =>
      write(row, values, (text) => knowAddress(parseAddress(text), {locations, networks}))
    );
  }
  close();
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE ${identifier(to)} AS
    SELECT ip, coalesce([${addressClasses.map(literal).join(", ")}][class + 1], 'not-logged') AS class, country, region, city,
      latitude, longitude, precision, asn, organization, NULL::VARCHAR AS network, NULL::VARCHAR AS labels
    FROM ${asked} LEFT JOIN ${answers} ON row = ${asked}.rowid LEFT JOIN ${places} USING (place)
      LEFT JOIN ${systems} USING (system)`);
  await dropHelpers(connection);
  return {location: locations?.source ?? null, asn: networks?.source ?? null};
}

/** SQL: the number of an IPv4 address whose text is canonical, else null. The number of parts tells `1.2.3.4.5` apart. */
function numberOf(ip: string, parts: string): string {
  const number = `((${parts}[1]::UINTEGER * 256 + ${parts}[2]) * 256 + ${parts}[3]) * 256 + ${parts}[4]`;
  return `CASE WHEN len(${parts}) = 4 AND array_to_string(${parts}, '.') = ${ip} THEN ${number} END`;
}

function within(at: number): string {
  return `rowid >= ${at} AND rowid < ${at + page}`;
}

/** Hands over the two columns of a query in chunks. The result is no stream: the next statement would end that unseen. */
async function eachChunk<T>(
  connection: DuckDBConnection,
  query: string,
  take: (rows: readonly number[], values: readonly T[]) => void
): Promise<void> {
  const result = await connection.run(query);
  for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk())
    take(chunk.getColumnValues(0) as number[], chunk.getColumnValues(1) as T[]);
}

async function countRows(connection: DuckDBConnection, table: string): Promise<number> {
  const reader = await connection.runAndReadAll(`SELECT count(*)::DOUBLE FROM ${table}`);
  return Number(reader.getRows()[0][0]);
}

async function dropHelpers(connection: DuckDBConnection): Promise<void> {
  await connection.run(helpers.map((name) => `DROP TABLE IF EXISTS ${name}`).join("; "));
}

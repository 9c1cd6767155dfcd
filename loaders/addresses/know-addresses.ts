import type {DuckDBConnection} from "@duckdb/node-api";
import type {Progress} from "../progress.js";
import {identifier, literal} from "../sql.js";
import type {AddressSources} from "./address-source.js";
import {openAnswers} from "./answers.js";
import {openAsn} from "./asn.js";
import type {KnownAddress, Providers} from "./know-address.js";
import {knowAddress} from "./know-address.js";
import {openLocation} from "./location.js";
import type {ResolvePackage} from "./optional-package.js";
import type {OwnNetwork} from "./own-networks.js";
import {openOwnNetworks} from "./own-networks.js";
import {parseAddress} from "./parse-address.js";
import {addressClasses} from "./special-ranges.js";

export interface KnowAddressesOptions {
  from: string; // temporary table with a column ip: VARCHAR, null where the log had none; it goes
  to: string; // temporary table to make: a row for each row, with its columns and what is known of its address
  location: {readonly city: readonly string[]; readonly asn: string | null}; // paths of the user's own databases
  networks?: readonly OwnNetwork[]; // those of the settings
  progress: Progress;
  resolve?: ResolvePackage; // finds the databases that come as packages
}

const page = 122_880; // rows that are read at once, a row group of DuckDB's
const helpers = ["asked", "answers", "places", "systems", "networks"].map((name) => `known_${name}`);
const [asked, answers, places, systems, ownNetworks] = helpers;

/**
 * Looks up what is known of each address of a table. Makes a temporary table of it, in another order, with more columns: `class`, `country`, `region`, `city`, `latitude` and `longitude` (rounded to 0.01 degrees), `precision`, `asn`
 * (UINTEGER), `organization`, `network`, and `labels`, which is null. Only public addresses, and public IPv4 in NAT64,
 * are looked up: of all others databases know nothing, though they answer. Reads in pages; only DuckDB's tables grow.
 */
export async function knowAddresses(
  connection: DuckDBConnection,
  {from, to, location, networks: own = [], progress, resolve}: KnowAddressesOptions
): Promise<AddressSources> {
  const locations = openLocation({files: location.city, resolve});
  const networks = openAsn({file: location.asn, resolve});
  const providers = {locations, networks, own: openOwnNetworks(own)};
  await dropHelpers(connection);
  await connection.run(`
    CREATE TEMP TABLE ${asked} AS SELECT * EXCLUDE (parts), ${numberOf("ip", "parts")} AS v4
      FROM (SELECT *, TRY_CAST(string_split(ip, '.') AS UTINYINT[]) AS parts FROM ${identifier(from)})
      ORDER BY v4 NULLS LAST;
    DROP TABLE ${identifier(from)}`);
  const {write, close} = await openAnswers(connection, {answers, places, systems, networks: ownNetworks});
  const rows = await countRows(connection, asked);
  for (let at = 0; at < rows; at += page) {
    progress.step("addresses", at, rows, "rows");
    const result = await connection.run(`
      SELECT v4, CASE WHEN v4 IS NULL THEN ip END FROM ${asked}
      WHERE rowid >= ${at} AND rowid < ${at + page} ORDER BY rowid`);
    for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      const texts = chunk.getColumnValues(1) as (string | null)[];
      const numbers = chunk.getColumnValues(0) as (number | null)[];
      write(numbers.map((value, row) => knowRow(value, texts[row], providers)));
    }
  }
  close();
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE ${identifier(to)} AS
    SELECT ${asked}.* EXCLUDE (v4), [${addressClasses.map(literal).join(", ")}][class + 1] AS class, country, region, city, latitude, longitude,
      precision, asn, organization, network, NULL::VARCHAR AS labels
    FROM ${asked} POSITIONAL JOIN ${answers}
    LEFT JOIN ${places} USING (place) LEFT JOIN ${systems} USING (system) LEFT JOIN ${ownNetworks} USING (net)`);
  await dropHelpers(connection);
  return {location: locations?.source ?? null, asn: networks?.source ?? null};
}

/** A row has the number of an IPv4 address, or a text that may be another address, or neither. */
function knowRow(value: number | null, text: string | null, providers: Providers): KnownAddress {
  if (value !== null) return knowAddress({family: 4, value}, providers);
  return text === null
    ? {class: "not-logged", location: null, system: null, network: null}
    : knowAddress(parseAddress(text), providers);
}

/** SQL: the number of an IPv4 address whose text is canonical, else null. The number of parts tells `1.2.3.4.5` apart. */
function numberOf(ip: string, parts: string): string {
  const number = `((${parts}[1]::UINTEGER * 256 + ${parts}[2]) * 256 + ${parts}[3]) * 256 + ${parts}[4]`;
  return `CASE WHEN len(${parts}) = 4 AND array_to_string(${parts}, '.') = ${ip} THEN ${number} END`;
}

async function countRows(connection: DuckDBConnection, table: string): Promise<number> {
  const reader = await connection.runAndReadAll(`SELECT count(*)::DOUBLE FROM ${table}`);
  return Number(reader.getRows()[0][0]);
}

async function dropHelpers(connection: DuckDBConnection): Promise<void> {
  await connection.run(helpers.map((name) => `DROP TABLE IF EXISTS ${name}`).join("; "));
}

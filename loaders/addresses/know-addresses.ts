import type {DuckDBConnection, DuckDBDataChunk} from "@duckdb/node-api";
import type {Progress} from "../progress.js";
import {identifier, literal} from "../sql.js";
import type {AddressSources} from "./address-source.js";
import {openAnswers} from "./answers.js";
import {openAsn} from "./asn.js";
import type {KnownAddress, Providers} from "./know-address.js";
import {knowAddress} from "./know-address.js";
import type {AddressList, Seen} from "./lists/index.js";
import {openMatcher, textOf} from "./lists/index.js";
import {openLocation} from "./location.js";
import type {ResolvePackage} from "./optional-package.js";
import type {OwnNetwork} from "./own-networks.js";
import {openOwnNetworks} from "./own-networks.js";
import {parseAddress} from "./parse-address.js";
import type {AddressMemory} from "./remember.js";
import {recall, remember} from "./remember.js";
import {addressClasses} from "./special-ranges.js";

export interface KnowAddressesOptions {
  from: string; // temporary table with a column ip: VARCHAR, null where the log had none; it goes; first_seen and last_seen too if there are lists
  to: string; // temporary table to make: a row for each row, with its columns and what is known of its address
  location: {readonly city: readonly string[]; readonly asn: string | null}; // paths of the user's own databases
  networks?: readonly OwnNetwork[]; // those of the settings
  lists?: readonly AddressList[]; // threat and context lists; none by default
  memory?: AddressMemory | null; // what was known last time, and is to be known next time, if no address is there twice; none by default
  progress: Progress;
  resolve?: ResolvePackage; // finds the databases that come as packages
}

const many = 50_000; // addresses, of which some surely are public, and some of IPv6
const page = 122_880; // rows that are read at once, a row group of DuckDB's
const unknown = "known_unknown";
const helpers = ["asked", "answers", "places", "systems", "networks", "labels"].map((name) => `known_${name}`);
const [asked, answers, places, systems, ownNetworks, labels] = helpers;

/**
 * Looks up what is known of each address of a table. Makes a temporary table of it, in another order, with more columns: `class`,
 * `country`, `region`, `city`, `latitude` and `longitude` (rounded to 0.01 degrees), `precision`, `asn` (UINTEGER), `organization`,
 * `network`, `labels`, the names of the lists that hold it with commas between them, and `threats`, how many of them name it a
 * threat independently (both null if none does). Only public addresses, and public IPv4 in NAT64,
 * are looked up: of all others databases know nothing, though they answer. Reads in pages; only DuckDB's tables grow.
 * What is remembered is not looked up again, unless it matters to a list when an address was seen.
 */
export async function knowAddresses(
  connection: DuckDBConnection,
  {from, to, location, networks: own = [], lists = [], memory = null, progress, resolve}: KnowAddressesOptions
): Promise<AddressSources> {
  const locations = openLocation({files: location.city, resolve});
  const networks = openAsn({file: location.asn, resolve});
  const providers = {locations, networks, own: openOwnNetworks(own), lists: openMatcher(lists)};
  const kept = providers.lists?.timed ? null : memory;
  const known = kept && (await recall(connection, kept));
  const rows = await countRows(connection, from);
  const ready = rows < many ? Promise.resolve() : networks?.load(); // while DuckDB prepares them
  ready?.catch(() => {}); // thrown where it is awaited
  try {
    if (known === null) {
      const asked = await lookUp(connection, {from, to, lists, providers, ready, progress});
      if (kept && asked > 0) await remember(connection, kept, to);
    } else {
      const had = await joinKnown(connection, {from, to, known});
      const asked = await lookUp(connection, {from, to: unknown, lists, providers, ready, progress});
      await connection.run(`INSERT INTO ${identifier(to)} BY NAME FROM ${unknown}; DROP TABLE ${unknown}`);
      if (kept && asked > had / 20) await remember(connection, kept, to); // a few are looked up again sooner than all are written
    }
  } finally {
    locations?.close();
    networks?.close();
  }
  return {location: locations?.source ?? null, asn: networks?.source ?? null};
}

interface LookUpOptions extends Pick<KnowAddressesOptions, "from" | "to" | "progress"> {
  lists: readonly AddressList[];
  providers: Providers;
  ready: Promise<void> | undefined; // when they can be asked
}

/** Makes table `to` of table `from`, which goes; gives how many addresses were looked up. */
async function lookUp(
  connection: DuckDBConnection,
  {from, to, lists, providers, ready, progress}: LookUpOptions
): Promise<number> {
  const times = providers.lists?.timed ? ", epoch_ms(first_seen)::DOUBLE, epoch_ms(last_seen)::DOUBLE" : "";
  await dropHelpers(connection);
  await connection.run(`
    CREATE TEMP TABLE ${asked} AS SELECT * EXCLUDE (parts), ${numberOf("ip", "parts")} AS v4
      FROM (SELECT *, TRY_CAST(string_split(ip, '.') AS UTINYINT[]) AS parts FROM ${identifier(from)})
      ORDER BY v4 NULLS LAST;
    DROP TABLE ${identifier(from)}`);
  const {write, close} = await openAnswers(
    connection,
    {answers, places, systems, networks: ownNetworks, labels},
    (found) => textOf(found, lists)
  );
  const rows = await countRows(connection, asked);
  await ready;
  for (let at = 0; at < rows; at += page) {
    progress.step("addresses", at, rows, "rows");
    const result = await connection.run(`
      SELECT v4, CASE WHEN v4 IS NULL THEN ip END${times} FROM ${asked}
      WHERE rowid >= ${at} AND rowid < ${at + page} ORDER BY rowid`);
    for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      const texts = chunk.getColumnValues(1) as (string | null)[];
      const numbers = chunk.getColumnValues(0) as (number | null)[];
      const seenOf = times ? timesOf(chunk) : () => null;
      write(numbers.map((value, row) => knowRow(value, texts[row], providers, seenOf(row))));
    }
  }
  close();
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE ${identifier(to)} AS
    SELECT ${asked}.* EXCLUDE (v4), [${addressClasses.map(literal).join(", ")}][class + 1] AS class, country, region, city, latitude, longitude,
      precision, asn, organization, network, labels, threats
    FROM ${asked} JOIN ${answers} ON ${asked}.rowid = ${answers}.rowid
    LEFT JOIN ${places} USING (place) LEFT JOIN ${systems} USING (system) LEFT JOIN ${ownNetworks} USING (net)
    LEFT JOIN ${labels} USING (label)`);
  await dropHelpers(connection);
  return rows;
}

/** A row has the number of an IPv4 address, or a text that may be another address, or neither. */
function knowRow(value: number | null, text: string | null, providers: Providers, seen: Seen | null): KnownAddress {
  if (value !== null) return knowAddress({family: 4, value}, providers, seen);
  return text === null
    ? {class: "not-logged", location: null, system: null, network: null, labels: null}
    : knowAddress(parseAddress(text), providers, seen);
}

function timesOf(chunk: DuckDBDataChunk): (row: number) => Seen | null {
  const [first, last] = [2, 3].map((column) => chunk.getColumnValues(column) as (number | null)[]);
  return (row) => (first[row] === null || last[row] === null ? null : {first: first[row], last: last[row]});
}

/** SQL: the number of an IPv4 address whose text is canonical, else null. The number of parts tells `1.2.3.4.5` apart. */
function numberOf(ip: string, parts: string): string {
  const number = `((${parts}[1]::UINTEGER * 256 + ${parts}[2]) * 256 + ${parts}[3]) * 256 + ${parts}[4]`;
  return `CASE WHEN len(${parts}) = 4 AND array_to_string(${parts}, '.') = ${ip} THEN ${number} END`;
}

/** Makes table `to` of the rows of table `from` whose addresses are known, which leave it; gives how many. */
async function joinKnown(
  connection: DuckDBConnection,
  {from, to, known}: {from: string; to: string; known: string}
): Promise<number> {
  const {rowsChanged} = await connection.run(`
    CREATE OR REPLACE TEMP TABLE ${identifier(to)} AS
    SELECT r.*, known.* EXCLUDE (ip) FROM ${identifier(from)} AS r JOIN ${known} AS known USING (ip);
    DELETE FROM ${identifier(from)} WHERE ip IN (SELECT ip FROM ${identifier(to)})`);
  return rowsChanged;
}

async function countRows(connection: DuckDBConnection, table: string): Promise<number> {
  const reader = await connection.runAndReadAll(`SELECT count(*)::DOUBLE FROM ${table}`);
  return Number(reader.getRows()[0][0]);
}

async function dropHelpers(connection: DuckDBConnection): Promise<void> {
  await connection.run(helpers.map((name) => `DROP TABLE IF EXISTS ${name}`).join("; "));
}

import type {DuckDBConnection} from "@duckdb/node-api";
import {knowAddresses} from "../addresses/index.js";
import type {AddressClass} from "../addresses/index.js";
import {silent} from "../progress.js";
import type {Settings} from "../settings.js";
import {literal} from "../sql.js";

/** Which way traffic goes, seen from the user's own networks. */
export type Direction = "inbound" | "outbound" | "internal" | "passing";

// Where no network of the settings holds an address, these classes are the user's own all the same: nobody else's get here.
const homeClasses: readonly AddressClass[] = ["private", "ula", "loopback", "link-local"];

/** Whether an address is the user's own, from what is known of it. */
export function isOwn({class: name, network}: {readonly class: unknown; readonly network: unknown}): boolean {
  return network !== null || homeClasses.includes(name as AddressClass);
}

/** The same in SQL, of a relation with columns `network` and `class`. */
export const ownCondition = `(network IS NOT NULL OR class IN (${homeClasses.map(literal).join(", ")}))`;

/** The direction of traffic; null where the log has no destination (`toOwn` is null then). */
export function directionOf(fromOwn: boolean, toOwn: boolean | null): Direction | null {
  if (toOwn === null) return null;
  if (fromOwn) return toOwn ? "internal" : "outbound";
  return toOwn ? "inbound" : "passing";
}

/** The same in SQL, from SQL for both. */
export function directionIn(fromOwn: string, toOwn: string): string {
  return `CASE ${toOwn} WHEN true THEN if(${fromOwn}, 'internal', 'inbound') WHEN false THEN if(${fromOwn}, 'outbound', 'passing') END`;
}

export interface OwnDestinationsOptions {
  from: string; // table with a column ip
  to: string; // table to make
  networks: Settings["networks"];
}

/** Makes table `to` of the destinations (`ip`) that are the user's own. */
export async function findOwnDestinations(
  connection: DuckDBConnection,
  {from, to, networks}: OwnDestinationsOptions
): Promise<void> {
  const facts = "destination_facts";
  const nowhere = {location: {city: [], asn: null}, resolve: () => null}; // where they are is not asked
  await knowAddresses(connection, {from, to: facts, networks, progress: silent, ...nowhere});
  await connection.run(`CREATE OR REPLACE TABLE ${to} AS
    SELECT ip FROM ${facts} WHERE ${ownCondition};
    DROP TABLE ${facts}`);
}

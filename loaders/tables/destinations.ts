import type {DuckDBConnection} from "@duckdb/node-api";
import {rollUpWatchedPairs} from "../engines/rollups.js";
import type {Summable} from "../engines/settled-sums.js";
import {sumsOfSums} from "../engines/sums.js";
import {schemas} from "../schema.js";
import {queryToArrow} from "./arrow.js";
import type {PublishTable} from "./table.js";

const most = 1000; // destinations of all
const mostOfOne = 20; // destinations of an address

/**
 * Cuts a table of sums by destination (`ip`) to the busiest, in all or of each `rank`: table `to` has a row for each, one for all
 * others together, and one for what has no destination. So its sums are those of the whole.
 */
export async function keepBusiest(
  connection: DuckDBConnection,
  {from, to, most, by = null}: {from: string; to: string; most: number; by?: string | null}
): Promise<void> {
  const [column, part] = by === null ? ["", ""] : [`${by}, `, `PARTITION BY ${by}`];
  await connection.run(`CREATE OR REPLACE TABLE ${to} AS
    SELECT ${column} CASE WHEN place <= ${most} THEN ip END AS dest_ip, count(ip)::DOUBLE AS destinations, ${sumsOfSums},
      min(first_seen) AS first_seen, max(last_seen) AS last_seen, min(place) AS place
    FROM (SELECT *, row_number() OVER (${part} ORDER BY ip IS NULL, coalesce(bytes_sent, 0) + coalesce(bytes_received, 0) DESC, events DESC, ip) AS place FROM ${from})
    GROUP BY ${column} ip IS NULL, CASE WHEN place <= ${most} THEN ip END`);
}

/** What is kept of all destinations; see `keepBusiest`. */
export function keepDestinations(connection: DuckDBConnection, from: string): Promise<void> {
  return keepBusiest(connection, {from, to: "top_destinations", most});
}

export const destinations: PublishTable = ({connection, destinations}) =>
  queryToArrow(
    connection,
    schemas.destinations,
    `SELECT * FROM top_destinations WHERE ${destinations > 0} ORDER BY place`
  );

/** What is kept of the destinations of each address in table `shown`; see `keepBusiest`. */
export async function gatherPairs(
  connection: DuckDBConnection,
  {from, lacking, sums}: {from: Summable; lacking: string | null; sums: string}
): Promise<void> {
  await rollUpWatchedPairs(connection, {from, of: "shown", watched: "watched", lacking, sums, to: "pairs"});
  await keepBusiest(connection, {from: "pairs", to: "top_pairs", most: mostOfOne, by: "rank"});
  await connection.run("DROP TABLE pairs");
}

/** The addresses are those of `evidence`. */
export const addressDestinations: PublishTable = async ({connection, destinations, gathered}) => {
  await gathered;
  if (destinations === 0)
    await connection.run(
      "CREATE OR REPLACE TEMP TABLE top_pairs AS SELECT 0 AS rank, * FROM top_destinations WHERE false"
    );
  return queryToArrow(
    connection,
    schemas.address_destinations,
    "SELECT ip, top_pairs.* EXCLUDE (rank) FROM top_pairs JOIN shown USING (rank) ORDER BY rank, place"
  );
};

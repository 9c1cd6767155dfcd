import type {DuckDBConnection} from "@duckdb/node-api";
import {connectBeside} from "../engines/duckdb.js";
import {rollUpEvidence} from "../engines/rollups.js";
import type {StoredLog} from "../ingest/index.js";
import {eventsOf} from "../ingest/index.js";
import {gatherPairs} from "./destinations.js";

const busiest = 1000; // addresses, whose lines are asked for first
const listed = 500; // of the addresses on lists: threats before context

/** Table `shown`: the addresses of which single events and destinations are published. */
export async function showAddresses(connection: DuckDBConnection): Promise<void> {
  await connection.run(`CREATE OR REPLACE TABLE shown AS
    SELECT rank, ip, class, network, first_seen, last_seen FROM known LEFT JOIN listed USING (rank) WHERE ip IS NOT NULL AND (rank <= ${busiest} OR turn <= ${listed})`);
}

/**
 * Takes from the events what is published of the addresses in table `shown`: single events, and their destinations. On a connection of
 * its own, so that it can run while other tables are written.
 */
export async function gatherShown(
  connection: DuckDBConnection,
  {logs, sums, destinations}: {logs: readonly StoredLog[]; sums: string; destinations: number}
): Promise<void> {
  const beside = await connectBeside(connection);
  try {
    await rollUpEvidence(beside, eventsOf(logs), {of: "shown", to: "seen"});
    if (destinations > 0) await gatherPairs(beside, sums);
  } finally {
    beside.closeSync();
  }
}

import type {DuckDBConnection} from "@duckdb/node-api";
import {connectBeside} from "../engines/duckdb.js";
import {rollUpDestinations} from "../engines/rollups.js";
import type {Summable} from "../engines/settled-sums.js";
import {eventsIn} from "../engines/settled-sums.js";
import type {EventColumn} from "../formats/index.js";
import type {Settings} from "../settings.js";
import {keepDestinations} from "./destinations.js";
import {findOwnDestinations} from "./direction.js";
import {nameKinds} from "./name-kinds.js";

export interface CountKindsOptions {
  events: Summable;
  own: string | null;
  networks: Settings["networks"];
  columns: ReadonlySet<EventColumn>;
  sums: string;
}

/**
 * Counts the destinations and keeps the busiest, and makes the tables of `nameKinds`; with networks of one's own, table `own` too. On a
 * connection of its own, so that it can run beside what needs the places of addresses.
 */
export async function countKinds(
  connection: DuckDBConnection,
  {events, own, networks, columns, sums}: CountKindsOptions
): Promise<number> {
  const beside = await connectBeside(connection);
  try {
    const from = columns.has("dest_ip") ? events : eventsIn("(FROM events LIMIT 0)");
    const destinations = await rollUpDestinations(beside, {from, sums, to: "destinations"});
    await keepDestinations(beside, "destinations");
    if (own !== null) await findOwnDestinations(beside, {from: "destinations", to: own, networks});
    await beside.run("DROP TABLE IF EXISTS destinations");
    await nameKinds(beside, {events, own});
    return destinations;
  } finally {
    beside.closeSync();
  }
}

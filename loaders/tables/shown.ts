import type {DuckDBConnection} from "@duckdb/node-api";
import {connectBeside} from "../engines/duckdb.js";
import {rollUpEvidence} from "../engines/evidence.js";
import type {SettledSums} from "../engines/settled-sums.js";
import {gatherPairs} from "./destinations.js";

const busiest = 1000; // addresses, whose lines are asked for first
const listed = 500; // of the addresses on lists: threats before context
const margin = 1.2; // times as many are looked at, so that those who come to be shown next time have been

/**
 * Table `shown`: the addresses of table `from` of which single events and destinations are published, and `watched`, those and the next
 * in line. With `lists`, those on lists too, by table `listed`.
 */
export async function showAddresses(
  connection: DuckDBConnection,
  {from, lists}: {from: string; lists: boolean}
): Promise<void> {
  for (const [name, times] of [
    ["shown", 1],
    ["watched", margin]
  ] as const) {
    const onList = lists ? `OR rank IN (SELECT rank FROM listed WHERE turn <= ${listed * times})` : "";
    await connection.run(`CREATE OR REPLACE TABLE ${name} AS
      SELECT rank, ip, first_seen, last_seen FROM ${from} WHERE ip IS NOT NULL AND (rank <= ${busiest * times} ${onList})`);
  }
}

/**
 * Takes single events of the addresses in table `shown` from all events, on a connection of its own, so that it can run beside other work.
 * Gives the table of those of which what is kept of settled events tells nothing; null if there are none.
 */
export async function gatherEvidence(
  connection: DuckDBConnection,
  {events, destinations}: {events: SettledSums; destinations: number}
): Promise<string | null> {
  const beside = await connectBeside(connection);
  try {
    const names = ["watched", "evidence", ...(destinations > 0 ? ["pairs"] : [])];
    if (names.some((name) => events.kept(name) === null)) events.forget(names); // all are of the same addresses
    await events.rows(beside, "watched", () => "SELECT ip FROM watched");
    const lacking = await findLacking(beside, events);
    await rollUpEvidence(beside, events, {of: "shown", watched: "watched", lacking, to: "seen"});
    return lacking;
  } finally {
    beside.closeSync();
  }
}

/** The same for the destinations of these addresses, when their evidence has been gathered. */
export async function gatherDestinations(
  connection: DuckDBConnection,
  {events, sums, lacking}: {events: SettledSums; sums: string; lacking: string | null}
): Promise<void> {
  const beside = await connectBeside(connection);
  try {
    await gatherPairs(beside, {from: events, lacking, sums});
  } finally {
    beside.closeSync();
  }
}

/** A table of the addresses in `shown` that have settled events, but were not watched when those settled; null if there are none. */
async function findLacking(connection: DuckDBConnection, events: SettledSums): Promise<string | null> {
  const watched = events.kept("watched");
  if (watched === null) return null;
  await connection.run(`CREATE OR REPLACE TABLE lacking AS
    SELECT ip FROM shown WHERE ip NOT IN (FROM ${watched}) AND ip IN (SELECT ip FROM ${events.kept("addresses")})`);
  const counted = await connection.runAndReadAll("SELECT count(*) FROM lacking");
  return Number(counted.getRowsJS()[0][0]) > 0 ? "lacking" : null;
}

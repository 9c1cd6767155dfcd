import type {DuckDBConnection} from "@duckdb/node-api";
import type {EventColumn} from "../formats/index.js";
import {eventColumns} from "../formats/index.js";
import type {SettledSums} from "./settled-sums.js";
import {numberedRows} from "./stored-events.js";

// What of an event is evidence, and how many characters of what a client may make as long as it likes.
const evidenceColumns: Partial<Record<EventColumn, number>> = {
  ...{timestamp: 0, dest_ip: 0, source_port: 0, dest_port: 0, protocol: 64, bytes_sent: 0, bytes_received: 0},
  ...{status_code: 0, action: 0, method: 16, host: 100, path: 300, user_agent: 160}
};
const mostWindows = 8; // of the time of an address

/**
 * Takes a few events of each address in table `of` (`ip`, `rank`, `first_seen`, `last_seen`) into table `to`: the first and the largest
 * of each window of its time, and the last of all, at most 17. Windows are the shortest of 2^n milliseconds of which its time
 * touches no more than eight: those of a longer time are made of whole ones of a shorter, so that what was taken from settled events is
 * enough when others follow. That is kept of the addresses in table `watched`; of those in table `lacking`, settled events are read again.
 * Between equal events decides what else they have, then their file, so that the same logs give the same events however they were
 * read. `part` counts the parts of all logs from 0.
 */
export async function rollUpEvidence(
  connection: DuckDBConnection,
  events: SettledSums,
  {of, watched, lacking, to}: {of: string; watched: string; lacking: string | null; to: string}
): Promise<void> {
  const {settled, recent, numbers} = events;
  const logged = Object.keys(evidenceColumns).filter((name) => settled.columns.has(name as EventColumn));
  const columns = ["source_ip", ...logged].join(", ");
  const ofSettled = `(SELECT ip, rank, total.first_seen, total.last_seen FROM ${watched} JOIN ${events.kept("addresses")} AS total USING (ip))`;
  const few = await events.rows(
    connection,
    "evidence",
    () => `SELECT ip AS source_ip, event.* EXCLUDE (rank)
      FROM (${pick(numberedRows(settled), {spans: ofSettled, logged})}) AS event JOIN ${watched} USING (rank)`
  );
  const rows = [`SELECT ${columns}, part FROM ${numberedRows(recent)}`];
  const again = lacking && `${numberedRows(settled)} WHERE source_ip IN (FROM ${lacking})`;
  for (const from of [few, again])
    if (from !== null) rows.push(`SELECT ${columns}, ([${numbers.join(", ")}])[part + 1] AS part FROM ${from}`);
  const missing = Object.keys(evidenceColumns)
    .filter((name) => !logged.includes(name))
    .map((name) => `NULL::${eventColumns[name as EventColumn]} AS ${name}`);
  await connection.run(`CREATE OR REPLACE TABLE ${to} AS
    SELECT ${["*", ...missing].join(", ")} FROM (${pick(`(${rows.join(" UNION ALL ")})`, {spans: of, logged})})`);
}

/** SQL: of rows the events that are evidence for addresses in table or query `spans`, with their `rank` and `part`. */
function pick(rows: string, {spans, logged}: {spans: string; logged: readonly string[]}): string {
  const fields = logged.map((name) => {
    const most = evidenceColumns[name as EventColumn]!;
    return `'${name}': ${most === 0 ? name : `left(${name}, ${most})`}`;
  });
  const time = logged.includes("timestamp") ? "coalesce(epoch_ms(timestamp), 0)" : "0";
  const sizes = ["bytes_sent", "bytes_received"].filter((name) => logged.includes(name));
  const size = `least(${sizes.map((name) => `coalesce(${name}, 0)`).join(" + ") || "0"}, 9007199254740992)`;
  const least = (value: string) => `arg_min(taken, (${value})::HUGEINT * 18446744073709551616 + tie)`; // 2^64
  const lengths = "list_transform(range(48), n -> 1::BIGINT << n)"; // milliseconds; the longest are thousands of years
  return `
    FROM (SELECT rank, unnest(events, recursive := true) FROM (
      SELECT rank, [${least("time")}, ${least("-size")}, arg_min(taken, tie) FILTER (time = ended)] AS events
      FROM (
        SELECT rank, ended, time, size, time // length AS part_of_time, {'event': event, 'part': part} AS taken,
          (hash(event) >> 20)::HUGEINT * 1048576 + part AS tie
        FROM (
          SELECT rank, ended, length, part, ${time} AS time, ${size} AS size, {${fields.join(", ") || "'none': NULL"}} AS event
          FROM ${rows} JOIN (
            SELECT *, list_filter(${lengths}, length -> ended // length - begun // length < ${mostWindows})[1] AS length FROM (
              SELECT ip, rank, coalesce(epoch_ms(first_seen), 0) AS begun, coalesce(epoch_ms(last_seen), 0) AS ended FROM ${spans}))
          ON ip = source_ip))
      GROUP BY rank, part_of_time))
    WHERE part IS NOT NULL`;
}

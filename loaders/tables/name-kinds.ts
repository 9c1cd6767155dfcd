import type {DuckDBConnection} from "@duckdb/node-api";
import {rollUpKinds} from "../engines/rollups.js";
import type {Summable} from "../engines/settled-sums.js";

const mostLogs = 50;
const leastShare = 1 / 200; // of all events, for a log with a name of its own where there are more logs than that: else it is one of very many alike
const mostProtocols = 15; // what a hostile request line may claim to be is without end

/**
 * Names the kinds of events that traffic tells apart: log, protocol, status, and whether they go to one's own addresses. Leaves table `kinds`, which finds the `kind` of
 * an event by what its log has (`log`, `protocol`, `hundreds`, `action`, `to_own`), and `kind_labels`, which names a kind by its `log`,
 * `protocol`, `status` and `to_own`. HTTP/2 and HTTP/2.0 are one protocol. Beyond the busiest 50 logs and 15 protocols: other;
 * so are logs with few of the events, if there are more than 50.
 */
export async function nameKinds(
  connection: DuckDBConnection,
  {events, own}: {events: Summable; own: string | null}
): Promise<void> {
  await rollUpKinds(connection, {from: events, own, to: "raw_kinds"});
  await connection.run(`
    CREATE OR REPLACE TEMP TABLE labelled AS
    SELECT *, regexp_replace(protocol, '^(HTTP/[23])[.]0$', '\\1') AS label,
      CASE WHEN hundreds IS NOT NULL THEN hundreds || 'xx' ELSE action END AS status FROM raw_kinds`);
  const busiest = (name: string, most: number, having = "true") =>
    `(SELECT ${name} FROM labelled GROUP BY ${name} HAVING ${having} ORDER BY sum(events) DESC, ${name} LIMIT ${most})`;
  const large = `(SELECT count(DISTINCT log) FROM labelled) <= ${mostLogs} OR sum(events) >= (SELECT sum(events) FROM labelled) * ${leastShare}`;
  await connection.run(`
    CREATE OR REPLACE TABLE kinds AS
    SELECT *, dense_rank() OVER (ORDER BY log_label, protocol_label, status, to_own)::INTEGER AS kind FROM (
      SELECT log, protocol, hundreds, action, status, to_own, events,
        CASE WHEN log IN ${busiest("log", mostLogs, large)} THEN log ELSE 'other' END AS log_label,
        CASE WHEN label IS NULL OR label IN ${busiest("label", mostProtocols)} THEN label ELSE 'other' END AS protocol_label
      FROM labelled)`);
  await connection.run(`CREATE OR REPLACE TABLE kind_labels AS
    SELECT DISTINCT kind, log_label AS log, protocol_label AS protocol, status, to_own FROM kinds`);
}

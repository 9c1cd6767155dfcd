import type {DuckDBConnection} from "@duckdb/node-api";
import {schemas} from "../schema.js";
import {rowsToArrow} from "./arrow.js";
import {directionOf, isOwn} from "./direction.js";
import type {PublishTable} from "./table.js";

/** An event that a log has twice is there once: how a log was cut into parts is not to be told from it. */
export const evidence: PublishTable = async ({connection, logs, settings, gathered}) => {
  await gathered;
  const parts = logs.flatMap(({file, log, parts}) => parts.map(() => ({file, log})));
  const labelOf = await readLabels(connection);
  const toOwn =
    settings.networks.length > 0
      ? "CASE WHEN seen.dest_ip IS NOT NULL THEN seen.dest_ip IN (FROM own_destinations) END"
      : "NULL::BOOLEAN";
  const reader = await connection.runAndReadAll(`
    SELECT rank::DOUBLE AS rank, ip, class, network, part::DOUBLE AS part, epoch_ms(timestamp)::DOUBLE AS timestamp, ${toOwn} AS to_own,
      seen.protocol, action, status_code, method, host, regexp_replace(path, '[?].*', '?…', 's') AS path, user_agent,
      source_port, seen.dest_ip, dest_port, bytes_sent::DOUBLE AS bytes_sent, bytes_received::DOUBLE AS bytes_received
    FROM seen JOIN shown USING (rank)`);
  const rows = new Map<string, Record<string, unknown>>();
  for (const {class: name, network, part, to_own, action, ...row} of reader.getRowObjectsJS()) {
    const {file, log} = parts[Number(part)];
    const direction = directionOf(isOwn({class: name, network}), to_own as boolean | null);
    const one = {...row, file, ...labelOf(log, row.protocol, row.status_code, action), direction};
    rows.set(JSON.stringify(one), one);
  }
  const order = [...rows].sort(
    ([a, one], [b, other]) =>
      Number(one.rank) - Number(other.rank) ||
      Number(one.timestamp ?? 0) - Number(other.timestamp ?? 0) ||
      (a < b ? -1 : 1)
  );
  return rowsToArrow(
    schemas.evidence,
    order.map(([, row]) => row)
  );
};

type LabelOf = (
  log: string,
  protocol: unknown,
  status: unknown,
  action: unknown
) => {log: unknown; protocol: unknown; status: unknown};

/** How traffic names the log, the protocol and the status of an event. */
async function readLabels(connection: DuckDBConnection): Promise<LabelOf> {
  const reader = await connection.runAndReadAll(`
    SELECT log, seen.protocol, hundreds, kinds.action, min(log_label), min(protocol_label), min(status)
    FROM kinds JOIN (SELECT DISTINCT protocol FROM seen) AS seen ON seen.protocol IS NOT DISTINCT FROM left(kinds.protocol, 64)
    GROUP BY ALL`);
  const labels = new Map(
    reader
      .getRowsJS()
      .map(([log, protocol, hundreds, action, ...label]) => [JSON.stringify([log, protocol, hundreds, action]), label])
  );
  return (log, protocol, status, action) => {
    const hundreds = status === null ? null : Math.floor(Number(status) / 100);
    const [name, ...label] = labels.get(JSON.stringify([log, protocol, hundreds, action])) ?? [log, protocol, null];
    return {log: name, protocol: label[0], status: label[1]};
  };
}

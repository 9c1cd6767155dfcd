import type {EventColumn} from "../formats/index.js";

/**
 * SQL: the sums that every rollup makes of events, given what the logs have. `unsized` counts the events that logged no byte count
 * at all. What no log has is not summed: a sum over nulls takes as long as one over numbers.
 */
export function sumsOver(columns: ReadonlySet<EventColumn>): string {
  const logged = (["bytes_sent", "bytes_received"] as const).filter((name) => columns.has(name));
  const sum = (name: "bytes_sent" | "bytes_received") =>
    logged.includes(name) ? `sum(${name})::DOUBLE` : `NULL::DOUBLE`;
  const sized =
    logged.length === 2
      ? "count(coalesce(bytes_sent, bytes_received))"
      : logged.length === 1
        ? `count(${logged[0]})`
        : "0";
  return `count(*)::DOUBLE AS events, ${sum("bytes_sent")} AS bytes_sent, ${sum("bytes_received")} AS bytes_received,
    (count(*) - ${sized})::DOUBLE AS unsized`;
}

/** SQL: the same sums over rows that hold sums already. */
export const sumsOfSums = `sum(events) AS events, sum(bytes_sent) AS bytes_sent, sum(bytes_received) AS bytes_received, sum(unsized) AS unsized`;

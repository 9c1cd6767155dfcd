import type {DuckDBConnection} from "@duckdb/node-api";
import {labelSeparator} from "../addresses/index.js";
import {sumsOfSums} from "../engines/sums.js";
import {schemas} from "../schema.js";
import {rowsToArrow} from "./arrow.js";
import type {PublishTable} from "./table.js";

interface Matched {
  readonly labels: string;
  readonly addresses: number;
  readonly events: number;
  readonly bytes_sent: number | null;
  readonly bytes_received: number | null;
  readonly unsized: number;
  readonly first_seen: number | null;
  readonly last_seen: number | null;
}

/** Each list with the totals of the addresses that it holds, all of them, whatever has a row of its own. */
export const lists: PublishTable = async ({connection, lists}) => {
  const matched = await readMatched(connection);
  return rowsToArrow(
    schemas.lists,
    lists.map((list) => ({
      ...list,
      ...totalOf(matched.filter(({labels}) => labels.split(labelSeparator).includes(list.name)))
    }))
  );
};

/** Samples of what could not be read in them. */
export const listRejects: PublishTable = async ({lists}) =>
  rowsToArrow(
    schemas.list_rejects,
    lists.flatMap(({name, file, rejects}) => rejects.map((reject) => ({list: name, file, ...reject})))
  );

/** The totals of each set of lists that any address has. */
async function readMatched(connection: DuckDBConnection): Promise<Matched[]> {
  const reader = await connection.runAndReadAll(`
    SELECT labels, count(*)::DOUBLE AS addresses, ${sumsOfSums}, epoch_ms(min(first_seen))::DOUBLE AS first_seen,
      epoch_ms(max(last_seen))::DOUBLE AS last_seen
    FROM known WHERE labels IS NOT NULL GROUP BY labels ORDER BY labels`);
  return reader.getRowObjectsJS() as unknown as Matched[];
}

function totalOf(matched: readonly Matched[]) {
  const none = {
    addresses: 0,
    events: 0,
    bytes_sent: null,
    bytes_received: null,
    unsized: 0,
    first_seen: null,
    last_seen: null
  };
  return matched.reduce<Omit<Matched, "labels">>(
    (sum, row) => ({
      addresses: sum.addresses + row.addresses,
      events: sum.events + row.events,
      bytes_sent: joined(sum.bytes_sent, row.bytes_sent, (a, b) => a + b),
      bytes_received: joined(sum.bytes_received, row.bytes_received, (a, b) => a + b),
      unsized: sum.unsized + row.unsized,
      first_seen: joined(sum.first_seen, row.first_seen, Math.min),
      last_seen: joined(sum.last_seen, row.last_seen, Math.max)
    }),
    none
  );
}

function joined(a: number | null, b: number | null, join: (a: number, b: number) => number): number | null {
  return a === null ? b : b === null ? a : join(a, b);
}

import type {DuckDBConnection} from "@duckdb/node-api";
import {eventsFrom} from "../formats/index.js";
import {identifier, literal} from "../sql.js";
import {forwarded, forwardedOf} from "./copy-carefully.js";
import {copyEvents} from "./copy-events.js";
import type {CutLog} from "./cut-small-logs.js";
import {memberOfPath} from "./cut-small-logs.js";
import {readCsv, separator} from "./read-csv.js";
import {eventsOf} from "./read-fast.js";
import type {Rejected} from "./read-piece.js";
import {splitPiece} from "./split-piece.js";

/** What became of the lines of a piece. */
export interface MemberCounts {
  readonly events: number;
  readonly skipped: number;
  readonly rejected: number;
  readonly rejects: readonly Rejected[];
  readonly first_seen: number | null; // milliseconds since 1970
  readonly last_seen: number | null;
}

export const nothing: MemberCounts = {
  ...{events: 0, skipped: 0, rejected: 0, rejects: []},
  ...{first_seen: null, last_seen: null}
};

/** Copies logs of one `fastWay` into one file, as DuckDB cuts them, with column `member`; counts what became events, by member. */
export async function copyFastTogether(
  connection: DuckDBConnection,
  logs: readonly CutLog[],
  to: string
): Promise<Map<number, MemberCounts>> {
  const pieces = logs.flatMap((log) => log.pieces);
  const {reading, columns, dialect, relate} = pieces[0].plan!;
  const paths = pieces.map(({plan}) => plan!.path);
  let fields = relate(withMember(readCsv(paths, columns, dialect, naming)));
  const skipped = new Map(pieces.map(({member, blank}) => [member, blank]));
  if (reading.skips) {
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE piece_fields AS SELECT *, ${reading.skips} AS is_skipped FROM ${fields}`
    );
    fields = "(FROM piece_fields WHERE is_skipped IS NOT true)";
    const reader = await connection.runAndReadAll(
      "SELECT piece_member, count(*)::DOUBLE FROM piece_fields WHERE is_skipped GROUP BY piece_member"
    );
    for (const [member, count] of reader.getRowsJS() as number[][]) skipped.set(member, skipped.get(member)! + count);
  }
  const events = eventsOf(pieces[0], reading);
  await copyMembers(connection, eventsFrom(events, fields, ["piece_member", ...forwardedOf(reading)]), {logs, to});
  const counts = await countMembers(connection, to);
  return new Map([...skipped].map(([member, skipped]) => [member, {...(counts.get(member) ?? nothing), skipped}]));
}

/** The same for logs of one `carefulWay`, as the format's own `split` cuts them: each line is accounted for. */
export async function copyCarefullyTogether(
  connection: DuckDBConnection,
  logs: readonly CutLog[],
  {to, samples}: {to: string; samples: number}
): Promise<Map<number, MemberCounts>> {
  const [{reading}] = logs;
  const paths: string[] = [];
  const splits = new Map<number, Awaited<ReturnType<typeof splitPiece>> & {readonly lines: number}>();
  for (const {pieces, reading: own} of logs)
    for (const {member, ...piece} of pieces) {
      const clean = `${piece.path}.split`;
      splits.set(member, {...(await splitPiece(piece, own, {to: clean, samples})), lines: piece.lines});
      paths.push(clean);
    }
  const columns = ["line_number", ...reading.columns];
  const rows = withMember(readCsv(paths, columns, {delim: separator, quote: "", escape: ""}, naming));
  const fields = reading.relation?.(rows) ?? rows;
  await copyMembers(connection, eventsFrom(reading.events, fields, ["piece_member", ...forwardedOf(reading)]), {
    logs,
    to
  });
  const counts = await countMembers(connection, to);
  let faulty = 0;
  for (const [member, {lines, ...split}] of splits) {
    const {events, ...seen} = counts.get(member) ?? nothing;
    const faults = lines - split.skipped - split.rejected - events;
    faulty += faults;
    counts.set(member, {...seen, ...split, events, rejected: split.rejected + faults});
  }
  if (faulty > 0) {
    const text = `concat_ws(' ', ${reading.columns.map(identifier).join(", ")}) AS line_text`;
    const {from, valid, fault} = eventsFrom(reading.events, fields, ["piece_member", "line_number", text]);
    const reader = await connection.runAndReadAll(`
      SELECT piece_member, line_number::DOUBLE, ${fault}, left(line_text, 300) FROM ${from} WHERE NOT (${valid})
      QUALIFY row_number() OVER (PARTITION BY piece_member ORDER BY line_number::BIGINT) <= ${samples}`);
    for (const [member, line, reason, text] of reader.getRowsJS() as [number, number, string, string][]) {
      const {rejects, ...rest} = counts.get(member)!;
      counts.set(member, {...rest, rejects: [...rejects, {line, reason, text}]});
    }
  }
  for (const [member, {rejects, ...rest}] of counts)
    counts.set(member, {...rest, rejects: [...rejects].sort((a, b) => a.line - b.line).slice(0, samples)});
  return counts;
}

const naming = "ignore_errors = true, filename = 'piece_path'";

function withMember(rows: string): string {
  return `(SELECT * EXCLUDE (piece_path), ${memberOfPath} AS piece_member FROM ${rows})`;
}

async function copyMembers(
  connection: DuckDBConnection,
  {from, select, valid}: ReturnType<typeof eventsFrom>,
  {logs: [{reading}], to}: {logs: readonly CutLog[]; to: string}
): Promise<void> {
  const names = ["piece_member AS member", select, ...forwarded(reading)].join(", ");
  await copyEvents(connection, `SELECT ${names} FROM ${from} WHERE ${valid}`, to);
}

async function countMembers(connection: DuckDBConnection, path: string): Promise<Map<number, MemberCounts>> {
  const reader = await connection.runAndReadAll(`
    SELECT member, count(*)::DOUBLE, epoch_ms(min(timestamp))::DOUBLE, epoch_ms(max(timestamp))::DOUBLE
    FROM ${literal(path)} GROUP BY member`);
  const rows = reader.getRowsJS() as number[][];
  return new Map(
    rows.map(([member, events, first_seen, last_seen]) => [member, {...nothing, events, first_seen, last_seen}])
  );
}

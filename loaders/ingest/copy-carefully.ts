import {rm} from "node:fs/promises";
import type {DuckDBConnection} from "@duckdb/node-api";
import type {Reading} from "../formats/index.js";
import {eventsFrom} from "../formats/index.js";
import {identifier} from "../sql.js";
import {copyEvents} from "./copy-events.js";
import type {Piece} from "./cut-pieces.js";
import {readCsv, separator} from "./read-csv.js";
import type {PieceCounts, ReadPieceOptions, Rejected} from "./read-piece.js";
import type {SplitOptions} from "./split-piece.js";
import {splitPiece} from "./split-piece.js";

/** Reads a piece, or a part of it, as the format's own `split` cuts it, line by line. */
export async function copyCarefully(
  connection: DuckDBConnection,
  piece: Piece,
  reading: Reading,
  {to, samples, start, numbers}: ReadPieceOptions & Pick<SplitOptions, "start" | "numbers">
): Promise<PieceCounts> {
  const clean = `${piece.path}.split`;
  const {skipped, rejected, rejects} = await splitPiece(piece, reading, {to: clean, samples, start, numbers});
  const relation = readCsv(clean, ["line_number", ...reading.columns], {delim: separator, quote: "", escape: ""});
  const fields = reading.relation?.(relation) ?? relation;
  const {from, select, valid} = eventsFrom(reading.events, fields, forwardedOf(reading));
  const query = `SELECT ${[select, ...forwarded(reading)].join(", ")} FROM ${from} WHERE ${valid}`;
  const events = await copyEvents(connection, query, to);
  const faulty = piece.lines - skipped - rejected - events;
  if (faulty > 0) rejects.push(...(await readFaults(connection, reading, relation, samples)));
  await rm(clean);
  return {
    events,
    skipped,
    rejected: rejected + faulty,
    rejects: rejects.sort((a, b) => a.line - b.line).slice(0, samples)
  };
}

export function forwardedOf({forwardedFor}: Reading): string[] {
  return forwardedFor === undefined ? [] : [`${forwardedFor} AS forwarded_for`];
}

/** What stands behind the columns of the events: whom a proxy named, until `canonicalize` has looked at it. */
export function forwarded({forwardedFor}: Reading): string[] {
  return forwardedFor === undefined ? [] : ["forwarded_for"];
}

async function readFaults(
  connection: DuckDBConnection,
  reading: Reading,
  relation: string,
  samples: number
): Promise<Rejected[]> {
  const keep = ["line_number", `concat_ws(' ', ${reading.columns.map(identifier).join(", ")}) AS line_text`];
  const {from, valid, fault} = eventsFrom(reading.events, reading.relation?.(relation) ?? relation, keep);
  const reader = await connection.runAndReadAll(
    `SELECT line_number::DOUBLE, ${fault}, left(line_text, 300) FROM ${from} WHERE NOT (${valid})
      ORDER BY line_number::BIGINT LIMIT ${samples}`
  );
  return reader
    .getRowsJS()
    .map(([line, reason, text]) => ({line: Number(line), reason: String(reason), text: String(text)}));
}

import {randomBytes} from "node:crypto";
import {statSync} from "node:fs";
import {join} from "node:path";
import type {DuckDBConnection} from "@duckdb/node-api";
import {literal} from "../sql.js";
import type {Seen} from "./canonicalize.js";
import {copyEvents} from "./copy-events.js";
import type {Entry, Part} from "./ledger.js";
import type {PieceCounts} from "./read-piece.js";

/** A part of an entry, from its file and what went into it. */
export function describePart(
  path: string,
  {file, lines, counts, seen}: {file: string; lines: number; counts: PieceCounts; seen: Seen}
): Part {
  const {events, rejected, skipped} = counts;
  return {file, bytes: statSync(path).size, lines, events, rejected, skipped, ...seen};
}

/** A name for a part that no other part has had: one that a run left half written must not be taken for it. */
export function newName(): string {
  return `${randomBytes(6).toString("hex")}.parquet`;
}

/** Joins the last parts while they are of like size, so that a log that grows every night has few parts, not one a night. */
export async function mergeSmallParts(connection: DuckDBConnection, folder: string, entry: Entry): Promise<Entry> {
  const most = 8e6; // bytes of Parquet: about a piece
  const parts = [...entry.parts];
  for (;;) {
    const [a, b] = parts.slice(-2);
    if (!a || !b || a.bytes > 2 * b.bytes || a.bytes + b.bytes > most) return {...entry, parts};
    const file = newName();
    const from = [a, b].map(({file}) => literal(join(folder, file))).join(", ");
    await copyEvents(connection, `FROM read_parquet([${from}])`, join(folder, file));
    parts.splice(-2, 2, {
      file,
      bytes: statSync(join(folder, file)).size,
      lines: a.lines + b.lines,
      events: a.events + b.events,
      rejected: a.rejected + b.rejected,
      skipped: a.skipped + b.skipped,
      first_seen: least(a.first_seen, b.first_seen, Math.min),
      last_seen: least(a.last_seen, b.last_seen, Math.max)
    });
  }
}

function least(a: number | null, b: number | null, choose: (a: number, b: number) => number): number | null {
  return a === null || b === null ? (a ?? b) : choose(a, b);
}

import {mkdir, rm, writeFile} from "node:fs/promises";
import {join} from "node:path";
import type {DuckDBConnection} from "@duckdb/node-api";
import type {EventColumn, Score} from "../formats/index.js";
import {eventColumns, eventsFrom} from "../formats/index.js";
import type {LogHints} from "./choose-reading.js";
import {chooseReading} from "./choose-reading.js";
import type {LogFile} from "./find-logs.js";
import {compressionOf} from "./open-log.js";
import {readCsv, separator} from "./read-csv.js";
import {sampleLog} from "./sample-log.js";
import {splitPiece} from "./split-piece.js";

const shown = 3; // events, and rejected lines

/** What a look at parts of a log tells. */
export interface Examination {
  readonly packed: string; // none, gzip, …
  readonly format: string;
  readonly about: string;
  readonly share: number; // of the sampled lines that are of the format, 0 to 1
  readonly others: readonly Score[];
  readonly whole: boolean; // the sample is all of the log
  readonly lines: number; // in the sample
  readonly events: number; // of these
  readonly rejected: number;
  readonly skipped: number;
  readonly examples: readonly {readonly text: string; readonly event: Readonly<Record<string, string>>}[];
  readonly rejects: readonly {readonly text: string; readonly reason: string}[];
  readonly first: string | null; // time in the sample, UTC
  readonly last: string | null;
  readonly zone: string; // taken for times that name none
  readonly logged: readonly EventColumn[]; // columns with a value
  readonly empty: readonly EventColumn[]; // columns of the format without a value in the sample
  readonly absent: readonly EventColumn[]; // columns that the format does not have
  readonly notes: readonly string[];
}

/**
 * Looks at the head, the middle and the tail of a log, and reads the lines there as `data` would read them. Throws a UserError
 * if its format is not known or it can't be read.
 */
export async function examineLog(
  connection: DuckDBConnection,
  log: LogFile,
  {temp, hints = {}}: {temp: string; hints?: LogHints}
): Promise<Examination> {
  const packed = await compressionOf(log);
  const sample = {...(await sampleLog(log, packed)), modified: log.mtime};
  const {reading, format, about, share, others, note} = chooseReading(sample, hints);
  const lines = sample.lines.slice(reading.header);
  await mkdir(temp, {recursive: true});
  const path = join(temp, "sample");
  const clean = join(temp, "sample.split");
  try {
    await writeFile(path, lines.map((line) => `${line}\n`).join(""));
    const split = await splitPiece({path, firstLine: 1}, reading, {to: clean, samples: shown});
    const relation = readCsv(clean, ["line_number", ...reading.columns], {delim: separator, quote: "", escape: ""});
    const {from, columns, select, fault} = eventsFrom(reading.events, reading.relation?.(relation) ?? relation, [
      "line_number"
    ]);
    const reader = await connection.runAndReadAll(
      `SELECT line_number::INTEGER AS line_number, ${fault} AS fault, ${select} FROM ${from} ORDER BY 1`
    );
    const rows = reader.getRowObjectsJson();
    const good = rows.filter(({fault}) => fault === null);
    const bad = rows.filter(({fault}) => fault !== null);
    const text = (line: unknown) => lines[Number(line) - 1] ?? "";
    const times = good.map(({timestamp}) => String(timestamp)).sort();
    const logged = columns.filter((name) => good.some((row) => row[name] !== null));
    return {
      ...{packed: log.member ? `zip${packed === "none" ? "" : `, ${packed}`}` : packed, format, about, share, others},
      whole: sample.lines === sample.head || sample.head.length === sample.lines.length,
      lines: lines.length + reading.header,
      events: good.length,
      rejected: split.rejected + bad.length,
      skipped: split.skipped + reading.header,
      examples: good.slice(0, shown).map((row) => ({
        text: text(row.line_number),
        event: Object.fromEntries(logged.filter((name) => row[name] !== null).map((name) => [name, String(row[name])]))
      })),
      rejects: [
        ...split.rejects,
        ...bad.map(({line_number, fault}) => ({text: text(line_number), reason: String(fault)}))
      ].slice(0, shown),
      first: times[0] ?? null,
      last: times.at(-1) ?? null,
      zone: hints.zone ?? "UTC",
      logged,
      empty: columns.filter((name) => !logged.includes(name)),
      absent: (Object.keys(eventColumns) as EventColumn[]).filter((name) => !columns.includes(name)),
      notes: [...(note ? [note] : []), ...reading.notes]
    };
  } finally {
    await rm(path, {force: true});
    await rm(clean, {force: true});
  }
}

import type {EventColumn, Reading} from "../formats/index.js";
import type {ChosenReading} from "./choose-reading.js";
import type {LogFile} from "./find-logs.js";
import type {Entry} from "./ledger.js";

type About = "code" | "reading" | "log" | "file" | "format" | "columns" | "notes" | "head" | "header" | "holders";

export interface DescribeLogOptions {
  code: string; // see Entry
  chosen: ChosenReading;
  start: Buffer; // of its text
  trusting: boolean; // proxies are trusted
}

/** What an entry of the ledger tells of its log itself, whatever has been read of it. */
export function describeLog(
  {path, size, mtime, inode, log, file}: LogFile,
  {code, chosen: {reading, format, note, digest}, start, trusting}: DescribeLogOptions
): Pick<Entry, About> {
  return {
    ...{code, reading: digest, log, file, format},
    columns: Object.keys(reading.events) as EventColumn[],
    notes: [...(note ? [note] : []), ...reading.notes, ...proxyNotes(reading, trusting)],
    head: start.toString("base64"),
    header: reading.header,
    holders: [{path, size, mtime, inode}]
  };
}

function proxyNotes({forwardedFor}: Reading, trusting: boolean): string[] {
  if (forwardedFor === undefined) return [];
  return [
    trusting
      ? "where a trusted proxy forwarded a request, the source is whom it named"
      : "it says who is behind proxies; to see them, name the proxies in the setting trustedProxies"
  ];
}

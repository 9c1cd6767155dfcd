import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll} from "vitest";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import {openEvents} from "../../loaders/engines/stored-events.js";
import type {IngestOptions, LogReader} from "../../loaders/ingest/index.js";
import {eventsOf, ingest} from "../../loaders/ingest/index.js";
import {canonicalAddress} from "../../loaders/addresses/index.js";
import {silent} from "../../loaders/progress.js";

const made: string[] = [];
afterAll(() => made.forEach((folder) => rmSync(folder, {recursive: true})));

/** A folder that is removed after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "traffic-atlas-test-"));
  made.push(folder);
  return folder;
}

/** Reads logs into a store of their own: the reports, and the events as objects, in the order of the logs. */
export async function readLogs(
  paths: readonly string[],
  {
    chunkSize = 64e6,
    store = temporaryFolder(),
    clientOf = null,
    ...rest
  }: Partial<Pick<IngestOptions, "chunkSize" | "store" | "keep" | "now" | "formats"> & Pick<LogReader, "clientOf">> = {}
) {
  const connection = await openDuckDB();
  const options = {store, chunkSize, code: "test", progress: silent, ...rest};
  const logs = await ingest(async () => ({connection, canonical: canonicalAddress, clientOf}), {
    logs: paths.map((path) => ({path})),
    ...options
  });
  await openEvents(connection, eventsOf(logs));
  const reader = await connection.runAndReadAll("SELECT * FROM events ORDER BY timestamp");
  const events = reader
    .getRowObjectsJson()
    .map((event) =>
      Object.fromEntries(Object.entries(event).filter(([name, value]) => value !== null && name !== "log"))
    );
  return {connection, logs, events, store};
}

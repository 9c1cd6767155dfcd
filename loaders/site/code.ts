import {readFileSync} from "node:fs";

/** The code that the page about the report shows: how a log is cut, read and summed. */
const shown = [
  "loaders/ingest/cut-pieces.ts",
  "loaders/ingest/read-piece.ts",
  "loaders/ingest/read-fast.ts",
  "loaders/ingest/split-piece.ts",
  "loaders/formats/event-columns.ts",
  "loaders/engines/rollups.ts",
  "loaders/tables/share-detail.ts"
];

/** The text of each file by its path. */
export function readCode(): Record<string, string> {
  return Object.fromEntries(
    shown.map((path) => [path, readFileSync(new URL(`../../${path}`, import.meta.url), "utf8")])
  );
}

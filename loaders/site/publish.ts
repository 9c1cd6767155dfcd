import {existsSync, readFileSync} from "node:fs";
import {relative} from "node:path";
import {messageOf, UserError} from "../errors.js";
import type {ColumnType, TableName} from "../schema.js";
import {readSettings} from "../settings.js";
import {tablePath} from "../store-paths.js";
import type {Query, Row} from "./own-rows.js";

export type {Query, Row} from "./own-rows.js";

/**
 * What a loader of a table is made of, `src/data/NAME.arrow.ts`. With a function it publishes the rows that this makes of what it asks:
 *
 *     await publish(async (query) => {
 *       const rows = await query("SELECT hour(timestamp) AS hour, count(*) AS events FROM events GROUP BY ALL");
 *       return rows.filter(({hour}) => hour !== null);
 *     });
 *
 * `query` takes SQL over `events`, `sources` and the other published tables. Rows are objects: numbers, texts, booleans, Dates, null;
 * `columns` names and types them where there may be none. With a name it hands out one of the published tables.
 */
export async function publish(
  table: TableName | ((query: Query) => Iterable<Row> | Promise<Iterable<Row>>),
  {columns}: {columns?: Readonly<Record<string, ColumnType>>} = {}
): Promise<void> {
  const {store, memory} = await readSettings();
  if (typeof table === "string") {
    const path = tablePath(store, table);
    if (!existsSync(path)) throw new Error(`missing table: ${path}; run npm run data first`);
    process.stdout.write(readFileSync(path));
    return;
  }
  try {
    const [{makeRows}, {checkName}] = [await import("./own-rows.js"), await import("./own-tables.js")];
    checkName(process.argv[1]);
    process.stdout.write(await makeRows(table, {store, memory, columns}));
  } catch (error) {
    // A line of its own, after what Framework is drawing.
    process.stderr.write(`\nError: ${whereOf(error, process.argv[1])}${messageOf(error)}\n`);
    process.exitCode = 1;
  }
}

/** The place in a loader that an error came from: `src/data/busy.arrow.ts:7:9: `. */
export function whereOf(error: unknown, loader: string): string {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const at = stack.split("\n").find((line) => /^\s+at /.test(line) && line.includes(loader));
  const place = at?.slice(at.indexOf(loader) + loader.length).match(/^:\d+:\d+/)?.[0];
  if (place === undefined && error instanceof UserError) return "";
  return `${relative(process.cwd(), loader)}${place ?? ""}: `;
}

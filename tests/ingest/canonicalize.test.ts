import {writeFileSync} from "node:fs";
import {join} from "node:path";
import {expect, it} from "vitest";
import {canonicalAddress, trustProxies} from "../../loaders/addresses/index.js";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import {canonicalize} from "../../loaders/ingest/canonicalize.js";
import {literal} from "../../loaders/sql.js";
import {readLogs, temporaryFolder} from "./read-fixture.js";

const many = 210_000; // an appender writes what it has after 204,800 rows
const address = "'10.' || i // 65536 || '.' || i // 256 % 256 || '.' || i % 256";

/** How many sources a file of events has once they are canonical, and how many of its events are still of one like `left`. */
async function sourcesOf(columns: string, left: string) {
  const connection = await openDuckDB();
  const path = join(temporaryFolder(), "events.parquet");
  const select = `SELECT TIMESTAMP '2025-02-03 08:00:00' AS timestamp, ${columns} FROM range(${many}) AS rows (i)`;
  await connection.run(`COPY (${select}) TO ${literal(path)} (FORMAT parquet)`);
  await canonicalize(connection, path, {
    columns: ["timestamp", "source_ip"],
    canonical: canonicalAddress,
    clientOf: columns.includes("forwarded_for") ? trustProxies(["192.0.2.1"]) : null
  });
  const reader = await connection.runAndReadAll(
    `SELECT count(DISTINCT source_ip)::INTEGER, count(*) FILTER (source_ip LIKE '${left}')::INTEGER FROM ${literal(path)}`
  );
  return reader.getRowsJS()[0];
}

it("each of very many addresses that were logged in another form becomes canonical", async () => {
  expect(await sourcesOf(`'::FFFF:' || ${address} AS source_ip`, "%:%")).toEqual([many, 0]);
  expect(await sourcesOf(`'::ffff:' || ${address} AS source_ip`, "%:%")).toEqual([many, 0]); // by the database
});

it("the client of each of very many requests by a trusted proxy is told", async () => {
  const columns = `'192.0.2.1' AS source_ip, ${address} AS forwarded_for`;
  expect(await sourcesOf(columns, "192.0.2.1")).toEqual([many, 0]);
});

it("text that only looks like a mapped address is told as everywhere else", async () => {
  const texts = ["::ffff:192.0.2.1", "::ffff:192.0.2.01", "::ffff:192.0.2.256", "::ffff:1.2.3.4.5", "::ffff:c000:201"];
  const path = join(temporaryFolder(), "few.csv");
  writeFileSync(path, `timestamp,source_ip\n${texts.map((text) => `2025-02-03T08:00:00Z,${text}\n`).join("")}`);
  const {events} = await readLogs([path]);
  expect(events.map(({source_ip}) => source_ip).sort()).toEqual(
    texts.map((text) => canonicalAddress(text) ?? text).sort()
  );
});

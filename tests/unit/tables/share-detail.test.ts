import type {DuckDBConnection} from "@duckdb/node-api";
import {beforeAll, describe, expect, it} from "vitest";
import {openDuckDB} from "../../../loaders/engines/duckdb.js";
import {rollUpAddresses} from "../../../loaders/engines/rollups.js";
import {eventsIn} from "../../../loaders/engines/settled-sums.js";
import {sumsOver} from "../../../loaders/engines/sums.js";
import {nameKinds} from "../../../loaders/tables/name-kinds.js";
import {shareDetail, sourceRow} from "../../../loaders/tables/share-detail.js";

const sums = sumsOver(new Set(["bytes_sent"]));

let connection: DuckDBConnection;

const rows = async (sql: string) => (await connection.runAndReadAll(sql)).getRowsJson();

/** 60,000 events of 3,000 addresses over 10 days, the first addresses the busiest, in 12 countries of 5 cities each. */
async function makeEvents() {
  await connection.run(`
    CREATE TABLE events AS SELECT
      TIMESTAMP '2025-02-03' + to_milliseconds((hash(i) % 864000000)::BIGINT) AS timestamp,
      CASE WHEN i % 997 = 0 THEN NULL ELSE 'a' || ((hash(i * 3) % 3000) * (hash(i * 5) % 3000) // 3000) END AS source_ip,
      'web' || i % 2 AS log, ['TCP', 'UDP', 'HTTP/2', 'HTTP/2.0'][1 + (hash(i * 7) % 4)::INTEGER] AS protocol,
      CASE WHEN i % 5 > 0 THEN (200 + 100 * (i % 4))::SMALLINT END AS status_code, CASE WHEN i % 10 = 0 THEN 'deny' END AS action,
      CASE WHEN i % 11 > 0 THEN i % 1000 END::BIGINT AS bytes_sent, NULL::BIGINT AS bytes_received
    FROM range(60000) t(i)`);
  await prepare("events");
}

async function prepare(events: string) {
  await rollUpAddresses(connection, {from: eventsIn(events), sums, to: "totals"});
  await connection.run(`CREATE OR REPLACE TEMP TABLE known AS SELECT *, coalesce(bytes_sent, 0) AS bytes,
      CASE WHEN ip IS NULL THEN 'not-logged' WHEN hash(ip) % 20 = 0 THEN 'private' ELSE 'public' END AS class,
      CASE WHEN class = 'public' THEN 'C' || hash(ip) % 12 END AS country, NULL::VARCHAR AS region,
      CASE WHEN class = 'public' AND hash(ip) % 7 > 0 THEN 'city ' || hash(ip) % 5 END AS city, NULL::VARCHAR AS network,
      NULL::VARCHAR AS labels, NULL::UINTEGER AS threats
    FROM totals`);
  await nameKinds(connection, {events: eventsIn(events), own: null});
}

const share = (budget: number, events = "events") =>
  shareDetail(connection, {events: eventsIn(events), known: "known", kinds: "kinds", sums, rows: budget});

/** The same figures from the events by a plain query, to hold against those of the tables. */
const fromEvents = `SELECT count(*)::DOUBLE AS events, sum(e.bytes_sent)::DOUBLE AS bytes, count(*) FILTER (e.bytes_sent IS NULL)::DOUBLE AS unsized
  FROM events AS e JOIN known ON known.ip IS NOT DISTINCT FROM e.source_ip`;
const fromTables = `SELECT sum(t.events) AS events, sum(t.bytes_sent) AS bytes, sum(t.unsized) AS unsized
  FROM traffic AS t JOIN kind_labels USING (kind)
  JOIN (SELECT source, any_value(class) AS class, any_value(country) AS country FROM known JOIN unit_of USING (rank)
    GROUP BY source) AS s USING (source)`;

beforeAll(async () => {
  connection = await openDuckDB();
  await makeEvents();
});

describe("shareDetail(connection, options)", () => {
  it.each([1000, 5000, 20_000, 200_000])("keeps totals exact and stays within %i rows", async (budget) => {
    await share(budget);
    expect(await rows(fromTables)).toEqual(await rows(fromEvents));
    const [[used, units]] = await rows(
      "SELECT (SELECT count(*)::INTEGER FROM traffic), (SELECT count(DISTINCT source)::INTEGER FROM unit_of)"
    );
    expect(Number(used) + sourceRow * Number(units)).toBeLessThanOrEqual(budget);
  });

  it.each([
    ["country = 'C3'", "country = 'C3'"],
    ["class = 'private'", "class = 'private'"],
    ["class = 'not-logged'", "class = 'not-logged'"],
    ["log = 'web1' AND country = 'C5'", "log = 'web1' AND country = 'C5'"],
    ["protocol = 'HTTP/2'", "protocol IN ('HTTP/2', 'HTTP/2.0')"],
    ["status = '4xx'", "status_code BETWEEN 400 AND 499"],
    ["status = 'deny'", "status_code IS NULL AND action = 'deny'"],
    ["status IS NULL", "status_code IS NULL AND action IS NULL"]
  ])("is exact where %s", async (inTables, inEvents) => {
    await share(5000);
    const expected = await rows(`${fromEvents} WHERE ${inEvents}`);
    expect(Number(expected[0][0])).toBeGreaterThan(0);
    expect(await rows(`${fromTables} WHERE ${inTables}`)).toEqual(expected);
  });

  it("is exact over any whole buckets", async () => {
    const {seconds} = await share(20_000);
    const [[from, to]] = await rows("SELECT min(bucket)::INTEGER + 2, min(bucket)::INTEGER + 5 FROM traffic");
    const expected = await rows(
      `${fromEvents} WHERE epoch_ms(timestamp) // ${seconds * 1000} BETWEEN ${String(from)} AND ${String(to)}`
    );
    expect(await rows(`${fromTables} WHERE bucket BETWEEN ${String(from)} AND ${String(to)}`)).toEqual(expected);
  });

  it("buys finer buckets and more addresses with a larger budget, the busiest first", async () => {
    const small = await share(5000);
    const large = await share(60_000);
    expect(large.seconds).toBeLessThanOrEqual(small.seconds);
    expect(large.addresses).toBeGreaterThan(small.addresses);
    const [[kept, top]] = await rows(
      `SELECT count(*)::INTEGER, max(rank)::INTEGER FROM known JOIN unit_of USING (rank) WHERE level = 'address'`
    );
    expect([kept, top]).toEqual([large.addresses, large.addresses]);
  });

  it("keeps those on lists however quiet they are, threats before context, within half of what the areas leave", async () => {
    const held = async (where: string) => {
      await connection.run(`CREATE OR REPLACE TEMP TABLE unlisted AS SELECT * FROM known;
        CREATE OR REPLACE TEMP TABLE known AS SELECT * REPLACE ('list' AS labels, (rank % 3)::UINTEGER AS threats) FROM unlisted WHERE ${where}
        UNION ALL SELECT * FROM unlisted WHERE NOT (${where})`);
      await share(20_000);
      const counts = await rows(`SELECT threats > 0, count(*)::INTEGER, count(*) FILTER (level = 'address')::INTEGER
        FROM known JOIN unit_of USING (rank) WHERE labels IS NOT NULL GROUP BY ALL ORDER BY ALL`);
      expect(await rows(fromTables)).toEqual(await rows(fromEvents));
      const unlisted = await rows(
        "SELECT count(*)::INTEGER FROM known JOIN unit_of USING (rank) WHERE labels IS NULL AND level = 'address'"
      );
      await connection.run("CREATE OR REPLACE TEMP TABLE known AS SELECT * FROM unlisted");
      return [...counts, ...unlisted];
    };
    const [context, threat, [others]] = await held("rank > (SELECT max(rank) - 90 FROM known)");
    expect([context[1], threat[1]]).toEqual([context[2], threat[2]]);
    expect(others).toBeGreaterThan(0);
    const [noContext, some] = await held("rank > 0");
    expect(noContext[2]).toBeLessThan(Number(noContext[1]));
    expect(some[2]).toBeGreaterThan(Number(noContext[2]));
  });

  it("spends the budget though each address is there for a day of many", async () => {
    await connection.run(`CREATE OR REPLACE VIEW brief AS
      SELECT TIMESTAMP '2024-02-03' + to_days((i % 300)::INTEGER) + to_seconds(i // 300) AS timestamp, 'a' || i % 300 AS source_ip,
        'web' AS log, 'TCP' AS protocol, NULL::SMALLINT AS status_code, NULL::VARCHAR AS action, 10::BIGINT AS bytes_sent, NULL::BIGINT AS bytes_received
      FROM range(90000) t(i)`);
    await prepare("brief");
    const {addresses} = await share(8000, "brief");
    expect(addresses).toBeGreaterThan(250); // if each might have rows on all 300 days, some 40
    await prepare("events");
  });

  it("gives every address a row of its own if all fit", async () => {
    await connection.run("CREATE OR REPLACE VIEW few AS SELECT * FROM events ORDER BY timestamp LIMIT 500");
    await prepare("few");
    const {addresses} = await share(20_000, "few");
    expect(await rows("SELECT count(*)::INTEGER FROM known")).toEqual([[addresses]]);
    await prepare("events");
  });

  it("works on a window of time with nothing in it", async () => {
    await connection.run("CREATE OR REPLACE VIEW none AS SELECT * FROM events WHERE false");
    await prepare("none");
    expect(await share(1000, "none")).toMatchObject({addresses: 0, places: 0});
    expect(await rows("SELECT count(*)::INTEGER FROM traffic")).toEqual([[0]]);
  });
});

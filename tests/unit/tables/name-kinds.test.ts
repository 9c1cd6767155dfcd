import {expect, it} from "vitest";
import {openDuckDB} from "../../../loaders/engines/duckdb.js";
import {eventsIn} from "../../../loaders/engines/settled-sums.js";
import {nameKinds} from "../../../loaders/tables/name-kinds.js";

/** The names that logs have in traffic, given how many events each has. */
async function logNames(events: Readonly<Record<string, number>>): Promise<unknown[]> {
  const connection = await openDuckDB();
  const rows = Object.entries(events).map(([log, count]) => `('${log}', ${count})`);
  await connection.run(`CREATE TABLE events AS
    SELECT log, 'TCP' AS protocol, 200::SMALLINT AS status_code, NULL::VARCHAR AS action, NULL::VARCHAR AS dest_ip
    FROM (VALUES ${rows.join(", ")}) AS logs(log, count), range(count)`);
  await nameKinds(connection, {events: eventsIn("events"), own: null});
  const reader = await connection.runAndReadAll("SELECT DISTINCT log FROM kind_labels ORDER BY log");
  connection.closeSync();
  return reader.getRowsJS().flat();
}

const many = (name: string, logs: number, events: number) =>
  Object.fromEntries(Array.from({length: logs}, (_, i) => [`${name}${String(i).padStart(3, "0")}`, events]));

it("fifty logs have names of their own, however few events they have", async () => {
  const small = many("small", 49, 1);
  expect(await logNames({...small, large: 100_000})).toEqual(["large", ...Object.keys(small)]);
});

it("of more logs, those with a part of the events that counts", async () => {
  expect(await logNames({...many("small", 300, 1), firewall: 1000, web: 9000})).toEqual(["firewall", "other", "web"]);
  expect(await logNames(many("alike", 300, 5))).toEqual(["other"]);
  expect((await logNames(many("large", 60, 100))).length).toBe(51);
});

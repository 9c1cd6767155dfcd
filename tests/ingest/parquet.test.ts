import {appendFileSync, copyFileSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, it} from "vitest";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import {readLogs, temporaryFolder} from "./read-fixture.js";

async function parquet(query: string): Promise<string> {
  const path = join(temporaryFolder(), "flows.parquet");
  const connection = await openDuckDB();
  await connection.run(`COPY (${query}) TO '${path}' (FORMAT parquet)`);
  return path;
}

describe("a Parquet file", () => {
  it("is read by the names of its columns, whatever their types", async () => {
    const path = await parquet(`FROM (VALUES
      (TIMESTAMP '2024-03-04 09:55:32.104', '192.0.2.7', '2001:DB8::1', 5120.0::DOUBLE, 6, 80),
      (TIMESTAMP '2024-03-04 09:55:33', '::ffff:192.0.2.8', NULL, NULL, 17, NULL),
      (NULL, '192.0.2.9', '203.0.113.1', 1.5, 6, 443),
      (TIMESTAMP '2024-03-04 09:55:34', '192.0.2.9', '203.0.113.1', 1.5, 6, 443)) t(ts, src, dst, bytes_sent, proto, dst_port)`);
    const {events, logs} = await readLogs([path]);
    expect(events).toEqual([
      {
        timestamp: "2024-03-04 09:55:32.104",
        source_ip: "192.0.2.7",
        dest_ip: "2001:db8::1",
        dest_port: 80,
        protocol: "TCP",
        bytes_sent: "5120"
      },
      {timestamp: "2024-03-04 09:55:33", source_ip: "192.0.2.8", protocol: "UDP"}
    ]);
    expect(logs[0]).toMatchObject({format: "parquet", lines: 4, events: 2, rejected: 2, skipped: 0});
    expect(logs[0].rejects.map(({line, reason}) => [line, reason])).toEqual([
      [3, "missing timestamp"],
      [4, "unreadable bytes_sent"]
    ]);
  });

  it("has times in UTC, and those of flow logs in seconds", async () => {
    const zoned = await parquet("SELECT TIMESTAMPTZ '2024-03-04 09:55:32+01:00' AS time, '192.0.2.7' AS src");
    const flow = await parquet("SELECT 1709546132::BIGINT AS start, '192.0.2.7' AS srcaddr, '192.0.2.8' AS dstaddr");
    const {events} = await readLogs([zoned, flow]);
    expect(events.map(({timestamp}) => timestamp)).toEqual(["2024-03-04 08:55:32", "2024-03-04 09:55:32"]);
  });

  it("counts once under two names, and is named if its columns are not known or it is damaged", async () => {
    const path = await parquet("SELECT 1709546132 AS ts, '192.0.2.7' AS src");
    copyFileSync(path, join(temporaryFolder(), "copy.parquet"));
    const copy = join(temporaryFolder(), "copy.parquet");
    copyFileSync(path, copy);
    const odd = await parquet("SELECT 1 AS a, 2 AS b");
    const damaged = join(temporaryFolder(), "damaged.parquet");
    writeFileSync(damaged, "PAR1");
    appendFileSync(damaged, "nothing of the kind");
    const {events, logs} = await readLogs([path, copy, odd, damaged]);
    expect(events.length).toBe(1);
    const notes = logs.flatMap(({notes}) => notes).join("\n");
    expect(notes).toMatch(/holds the same as .*: counted once/);
    expect(notes).toMatch(/unknown format: Parquet with the columns a, b; none is known as a time/);
    expect(notes).toMatch(/damaged\.parquet/);
  });
});

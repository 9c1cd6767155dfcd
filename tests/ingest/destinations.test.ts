import {readFileSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {tableFromIPC} from "apache-arrow";
import {describe, expect, it} from "vitest";
import {makeTables} from "../../loaders/atlas.js";
import {silent} from "../../loaders/progress.js";
import {normalizeSettings} from "../../loaders/settings.js";
import {tablePath} from "../../loaders/store-paths.js";
import {temporaryFolder} from "./read-fixture.js";

const midnight = Date.UTC(2026, 2, 1);

interface Row {
  ip?: string;
  dest_ip: string | null;
  destinations: number;
  events: number;
  bytes_sent: number | null;
  first_seen: number;
  last_seen: number;
}

async function tablesOf(lines: readonly string[]) {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "flows.csv"), `${lines.join("\n")}\n`);
  const settings = normalizeSettings({store: "store"}, {root: folder, args: ["flows.csv"]});
  await makeTables(settings, {progress: silent});
  const [all, each] = (["destinations", "address_destinations"] as const).map((name) =>
    tableFromIPC(readFileSync(tablePath(settings.store, name)))
      .toArray()
      .map((row) => row.toJSON() as Row)
  );
  return {all, each};
}

const head = "timestamp,source_ip,dest_ip,bytes_sent";
const flow = (second: number, from: string, to: string, bytes: number) =>
  [new Date(midnight + second * 1000).toISOString(), from, to, bytes].join(",");

describe("destinations", () => {
  it("have the sums and the span of each, the busiest first, and what has none", async () => {
    const {all, each} = await tablesOf([
      head,
      flow(3, "192.0.2.1", "203.0.113.1", 5),
      flow(1, "192.0.2.1", "203.0.113.1", 6),
      flow(2, "192.0.2.2", "203.0.113.1", 7),
      flow(4, "192.0.2.2", "203.0.113.2", 99),
      flow(5, "192.0.2.2", "", 1)
    ]);
    const short = (rows: Row[]) =>
      rows.map(({ip, dest_ip, destinations, events, bytes_sent, first_seen, last_seen}) => [
        ...[ip, dest_ip, destinations, events, bytes_sent],
        ...[(Number(first_seen) - midnight) / 1000, (Number(last_seen) - midnight) / 1000]
      ]);
    expect(short(all)).toEqual([
      [undefined, "203.0.113.2", 1, 1, 99, 4, 4],
      [undefined, "203.0.113.1", 1, 3, 18, 1, 3],
      [undefined, null, 0, 1, 1, 5, 5]
    ]);
    expect(short(each)).toEqual([
      ["192.0.2.2", "203.0.113.2", 1, 1, 99, 4, 4],
      ["192.0.2.2", "203.0.113.1", 1, 1, 7, 2, 2],
      ["192.0.2.2", null, 0, 1, 1, 5, 5],
      ["192.0.2.1", "203.0.113.1", 1, 2, 11, 1, 3]
    ]);
  });

  it("are the busiest only, and one row more for all others, so that the sums are those of the events", async () => {
    const one = Array.from({length: 1500}, (_, i) => flow(i, "192.0.2.1", `198.18.${i >> 8}.${i & 255}`, i + 1));
    const {all, each} = await tablesOf([head, ...one]);
    const sum = (rows: Row[], of: (row: Row) => number | null) =>
      rows.reduce((total, row) => total + (of(row) ?? 0), 0);
    for (const [rows, kept] of [
      [all, 1000],
      [each, 20]
    ] as const) {
      expect(rows).toHaveLength(kept + 1);
      expect(rows[0]).toMatchObject({dest_ip: "198.18.5.219", bytes_sent: 1500});
      expect(rows.at(-1)).toMatchObject({dest_ip: null, destinations: 1500 - kept, events: 1500 - kept});
      expect(sum(rows, ({events}) => events)).toBe(1500);
      expect(sum(rows, ({bytes_sent}) => bytes_sent)).toBe((1500 * 1501) / 2);
    }
  });

  it("are not made up where the log has none", async () => {
    const {all, each} = await tablesOf(["timestamp,source_ip,bytes_sent", "2026-03-01T00:00:00Z,192.0.2.1,5"]);
    expect([all, each]).toEqual([[], []]);
  });
});

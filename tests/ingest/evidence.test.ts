import {readFileSync, writeFileSync} from "node:fs";
import {basename, join} from "node:path";
import {tableFromIPC} from "apache-arrow";
import {describe, expect, it} from "vitest";
import {makeTables} from "../../loaders/atlas.js";
import {silent} from "../../loaders/progress.js";
import {normalizeSettings} from "../../loaders/settings.js";
import {tablePath} from "../../loaders/store-paths.js";
import {temporaryFolder} from "./read-fixture.js";

const midnight = Date.UTC(2026, 2, 1);
const minute = 60_000;

/** The evidence of logs, their lines by name. */
async function evidenceOf(logs: Record<string, readonly string[]>, more: object = {}) {
  const folder = temporaryFolder();
  for (const [name, lines] of Object.entries(logs)) writeFileSync(join(folder, name), `${lines.join("\n")}\n`);
  const settings = normalizeSettings({store: "store", ...more}, {root: folder, args: Object.keys(logs)});
  await makeTables(settings, {progress: silent});
  const table = tableFromIPC(readFileSync(tablePath(settings.store, "evidence")));
  return table.toArray().map((row) => {
    const {file, ...rest} = row.toJSON();
    return {file: basename(file), ...rest};
  });
}

const head = "timestamp,source_ip,dest_ip,dest_port,bytes_sent,protocol,action";
const flowAt = (time: number, from: string, bytes: number | "", to = "203.0.113.1") =>
  [new Date(time).toISOString(), from, to, 443, bytes, "TCP", "allow"].join(",");
const flow = (minutes: number, from: string, bytes: number | "", to?: string) =>
  flowAt(midnight + minutes * minute, from, bytes, to);
const web = (second: number, path: string, agent = "agent") =>
  `192.0.2.1 - - [01/Mar/2026:00:00:${String(second).padStart(2, "0")} +0000] "GET ${path} HTTP/1.1" 200 10 "-" "${agent}"`;

describe("evidence", () => {
  it("has the first and the largest of each part of its time, and the last, of each address", async () => {
    const bytes = (i: number) => (i % 8 === 5 ? 1000 + i : i);
    const begin = 13 * 2 ** 37; // in August 2026
    const at = (i: number) => begin + i * 2 ** 17; // eight of them in each part
    const rows = await evidenceOf({
      "flows.csv": [
        head,
        ...Array.from({length: 60}, (_, i) => flowAt(at(i), "192.0.2.1", bytes(i))),
        flowAt(at(5), "192.0.2.2", "")
      ]
    });
    const numbers = (ip: string) =>
      rows.filter((row) => row.ip === ip).map(({timestamp}) => (timestamp - begin) / 2 ** 17);
    expect(numbers("192.0.2.1")).toEqual([0, 5, 8, 13, 16, 21, 24, 29, 32, 37, 40, 45, 48, 53, 56, 59]);
    expect(numbers("192.0.2.2")).toEqual([5]);
    expect(rows.find(({timestamp}) => timestamp === at(13))).toEqual({
      ...{ip: "192.0.2.1", timestamp: at(13), file: "flows.csv", log: "flows", protocol: "TCP"},
      ...{status: "allow", direction: null, status_code: null, method: null, host: null, path: null, user_agent: null},
      ...{source_port: null, dest_ip: "203.0.113.1", dest_port: 443, bytes_sent: 1013, bytes_received: null}
    });
  });

  it("names the file of each event, its status and its direction as traffic does", async () => {
    const rows = await evidenceOf(
      {"a.csv": [head, flow(0, "192.0.2.1", 5)], "b.csv": [head, flow(1, "192.0.2.1", 7, "198.51.100.1")]},
      {networks: [{name: "Own", addresses: "203.0.113.0/24"}]}
    );
    expect(rows.map(({file, log, direction}) => [file, log, direction])).toEqual([
      ["a.csv", "a", "inbound"],
      ["b.csv", "b", "passing"]
    ]);
  });

  it("cuts texts short and leaves out what a path asks", async () => {
    const rows = await evidenceOf({
      "access.log": [web(1, "/login?token=secret&x=%0a"), web(2, `/${"a".repeat(5000)}`, "b".repeat(5000))]
    });
    expect(rows.map(({path}) => path)).toEqual(["/login?…", `/${"a".repeat(299)}`]);
    expect(rows[1].user_agent).toBe("b".repeat(160));
    expect(rows[0]).toMatchObject({method: "GET", status: "2xx", status_code: 200, protocol: "HTTP/1.1"});
  });

  it("is the same whatever the order of equal events, and in however many pieces they were read", async () => {
    const lines = Array.from({length: 3000}, (_, i) => web(0, `/${i}`));
    const one = await evidenceOf({"access.log": lines});
    const other = await evidenceOf({"access.log": [...lines].reverse()}, {chunkSize: "100 kB"});
    expect(one.length).toBeGreaterThan(0);
    expect(other).toEqual(one);
  });

  it("is there where a log has no sizes, and empty where there are no events", async () => {
    const bare = ["timestamp,source_ip", "2026-03-01T00:00:00Z,192.0.2.1"];
    expect(await evidenceOf({"bare.csv": bare})).toMatchObject([{ip: "192.0.2.1", protocol: null, bytes_sent: null}]);
    expect(await evidenceOf({"bare.csv": bare.slice(0, 1)})).toEqual([]);
  });
});

import {
  appendFileSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync
} from "node:fs";
import {join} from "node:path";
import {gzipSync} from "node:zlib";
import {tableFromIPC} from "apache-arrow";
import {expect, it} from "vitest";
import {makeTables} from "../../loaders/atlas.js";
import {createRandom} from "../../loaders/generate/random.js";
import {silent} from "../../loaders/progress.js";
import type {TableName} from "../../loaders/schema.js";
import {normalizeSettings} from "../../loaders/settings.js";
import {tablePath} from "../../loaders/store-paths.js";
import {temporaryFolder} from "./read-fixture.js";

const same: TableName[] = ["traffic", "sources", "addresses", "places", "countries", "rejects", "evidence"];
const measured = [
  "read",
  "chunks",
  "bytes",
  "seconds",
  "store_bytes",
  "seconds_read",
  "seconds_tables",
  "peak_memory",
  "built_at"
];

/** The tables of a store, but for what tells how and when they were made. */
async function tables(logs: string, store: string) {
  const settings = normalizeSettings({budget: {rows: 2000}}, {root: logs, args: [logs], env: {STORE: store}});
  await makeTables(settings, {progress: silent});
  const bytes = (name: TableName) => readFileSync(tablePath(settings.store, name));
  const rows = (name: TableName) =>
    tableFromIPC(bytes(name))
      .toArray()
      .map((row) => Object.entries(row.toJSON()).filter(([name]) => !measured.includes(name)));
  return {
    ...Object.fromEntries(same.map((name) => [name, bytes(name).toString("base64")])),
    files: rows("files"),
    summary: rows("summary")
  };
}

/** A folder in which logs grow, are rotated, packed, copied, cut short and deleted as a server's are. */
function server(seed: number) {
  const folder = temporaryFolder();
  const {below, real} = createRandom(seed);
  const at = (name: string) => join(folder, name);
  const has = (name: string) => existsSync(at(name));
  let clock = Date.UTC(2025, 1, 3) / 1000;
  let unfinished = "";

  const ip = () => `192.0.2.${below(250)}`;
  const web = () => {
    const time = new Date((clock += below(60)) * 1000).toUTCString().split(" ");
    if (real() < 0.02) return `garbage ${below(1e6)} "\n`;
    return `${ip()} - - [${time[1]}/${time[2]}/${time[3]}:${time[4]} +0000] "GET /${below(99)} HTTP/1.1" ${real() < 0.9 ? 200 : 404} ${below(9999)} "-" "agent ${below(9)}"\n`;
  };
  const flow = () =>
    `{"ts":${(clock += below(60))},"src":"${ip()}","dst":"203.0.113.5","bytes_sent":${below(5000)},"proto":"udp"}\n`;
  const lines = (make: () => string, count: number) => Array.from({length: count}, make).join("");

  function rotate() {
    rmSync(at("access.log.4.gz"), {force: true});
    for (const n of [3, 2])
      if (has(`access.log.${n}.gz`)) renameSync(at(`access.log.${n}.gz`), at(`access.log.${n + 1}.gz`));
    if (has("access.log.1")) {
      writeFileSync(at("access.log.2.gz"), gzipSync(readFileSync(at("access.log.1"))));
      rmSync(at("access.log.1"));
    }
    if (has("access.log")) renameSync(at("access.log"), at("access.log.1"));
    unfinished = "";
  }

  return {
    folder,
    night() {
      const text = unfinished + lines(web, below(80) + 1);
      const keep = real() < 0.3 ? below(60) : 0; // the last line is half written
      appendFileSync(at("access.log"), text.slice(0, text.length - keep));
      unfinished = keep > 0 ? text.slice(-keep) : "";
      appendFileSync(at("flows.jsonl"), lines(flow, below(60)));
      if (real() < 0.3) rotate();
      if (real() < 0.2) {
        copyFileSync(at("flows.jsonl"), at(`flows.jsonl.${below(3) + 1}`));
        if (real() < 0.7) writeFileSync(at("flows.jsonl"), ""); // copytruncate
      }
      if (real() < 0.1 && has("access.log.1")) copyFileSync(at("access.log.1"), at("backup.log"));
      const names = readdirSync(folder);
      if (real() < 0.15 && names.length > 3) rmSync(at(names[below(names.length)]));
    }
  };
}

it("30 nights of growth, rotation, packing and deletion give the tables of a clean build, each night", async () => {
  const {folder, night} = server(5);
  const store = temporaryFolder();
  for (let n = 1; n <= 30; n++) {
    night();
    expect([n, await tables(folder, store)]).toEqual([n, await tables(folder, temporaryFolder())]);
  }
}, 240_000);

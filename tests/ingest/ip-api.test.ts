import {spawn} from "node:child_process";
import {readFileSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {tableFromIPC} from "apache-arrow";
import {expect, it, onTestFinished} from "vitest";
import {makeTables} from "../../loaders/atlas.js";
import {silent} from "../../loaders/progress.js";
import {normalizeSettings} from "../../loaders/settings.js";
import {tablePath} from "../../loaders/store-paths.js";
import {runner} from "../../loaders/typescript.js";
import type {ServiceOptions} from "../unit/addresses/ip-api/service.js";
import {oslo, startService} from "../unit/addresses/ip-api/service.js";
import {temporaryFolder} from "./read-fixture.js";

const data = fileURLToPath(new URL("../../loaders/commands/data.ts", import.meta.url));

async function world(options: ServiceOptions = {}) {
  const folder = temporaryFolder();
  const log = join(folder, "flows.csv");
  const rows = Array.from({length: 250}, (_, n) => `2025-11-17T12:00:00Z,8.8.8.${n},${1000 - n}`);
  writeFileSync(log, ["timestamp,source_ip,bytes_sent", "2025-11-17T12:00:00Z,10.0.0.1,5000", ...rows, ""].join("\n"));
  const service = await startService({
    ...options,
    answer: (query) => ({...oslo(query), countryCode: "SE", city: "Lund"})
  });
  onTestFinished(() => service.close());
  const config = {ipApi: {baseUrl: service.baseUrl}};
  writeFileSync(join(folder, "atlas.config.ts"), `export default ${JSON.stringify(config)};\n`);
  return {folder, log, service, settings: normalizeSettings(config, {root: folder, args: [log]})};
}

const read = (store: string, name: "summary" | "addresses") =>
  tableFromIPC(readFileSync(tablePath(store, name)))
    .toArray()
    .map((row) => row.toJSON());

it("ip-api's answers are in the tables, with what was asked; nothing is asked again", async () => {
  const {settings, service} = await world();
  expect((await makeTables(settings, {progress: silent})).changed).toBe(true);
  expect(service.requests.map(({addresses}) => addresses.length)).toEqual([100, 100, 50]);
  expect(service.requests[0].addresses.slice(0, 2)).toEqual(["8.8.8.0", "8.8.8.1"]);
  expect(read(settings.store, "summary")[0]).toMatchObject({
    ...{ip_api: "free", ip_api_addresses: 250, ip_api_events: 250, placed_addresses: 250, countries: 1},
    ...{ip_api_asked: 250, ip_api_answered: 250, ip_api_failed: 0, ip_api_unasked: 0, ip_api_stopped: null},
    ...{ip_api_compared: 250, ip_api_differing: 250}
  });
  const [own, busiest] = read(settings.store, "addresses");
  expect([own.ip, own.country, busiest.ip, busiest.country, busiest.city]).toEqual([
    "10.0.0.1",
    null,
    "8.8.8.0",
    "SE",
    "Lund"
  ]);
  expect(busiest.asn).not.toBeNull();
  expect((await makeTables(settings, {progress: silent})).changed).toBe(false);
  await makeTables(settings, {progress: silent, force: true});
  expect(service.requests).toHaveLength(3);
  expect(service.broken).toEqual([]);
});

it("a build with the cap reached goes on in the next, although no log has changed", async () => {
  const {settings, service} = await world();
  const capped = {...settings, ipApi: {...settings.ipApi!, cap: 200}};
  await makeTables(capped, {progress: silent});
  expect(read(settings.store, "summary")[0]).toMatchObject({
    ip_api_asked: 200,
    ip_api_unasked: 50,
    ip_api_addresses: 200
  });
  expect((await makeTables(capped, {progress: silent})).changed).toBe(true);
  expect(read(settings.store, "summary")[0]).toMatchObject({
    ip_api_asked: 50,
    ip_api_unasked: 0,
    ip_api_addresses: 250
  });
  expect((await makeTables(capped, {progress: silent})).changed).toBe(false);
  expect([...service.told.values()].every((times) => times === 1)).toBe(true);
});

it("a build goes on with the local database if ip-api refuses, and without ip-api asks nobody", async () => {
  const {settings, service} = await world({fault: () => "403"});
  await makeTables(settings, {progress: silent});
  const [summary] = read(settings.store, "summary");
  expect(summary).toMatchObject({ip_api_addresses: 0, ip_api_asked: 0, ip_api_unasked: 250, placed_addresses: 250});
  expect(summary.ip_api_stopped).toMatch(/^refused/);
  expect(service.requests).toHaveLength(1);
  expect((await makeTables({...settings, ipApi: null}, {progress: silent})).changed).toBe(true);
  expect(read(settings.store, "summary")[0]).toMatchObject({ip_api: null, ip_api_asked: null, placed_addresses: 250});
  expect(service.requests).toHaveLength(1);
});

it.each(["SIGINT", "SIGKILL"] as const)("a run that %s ends keeps what it learned", async (signal) => {
  let stop = () => {};
  const {folder, log, service} = await world({
    fault: (request) => (request === 2 ? "hang" : null),
    onHang: () => stop()
  });
  const env = {...process.env, LOGS: log, STORE: join(folder, "store")};
  const run = () => {
    const child = spawn(process.execPath, [runner, data], {
      cwd: folder,
      env,
      stdio: "ignore"
    });
    stop = () => child.kill(signal);
    return new Promise((done, fail) => child.once("error", fail).once("close", (code) => done(code)));
  };
  expect(await run()).toBe(null);
  expect(service.told.size).toBe(100);
  expect(await run()).toBe(0);
  expect(service.requests.map(({addresses}) => addresses.length)).toEqual([100, 100, 100, 50]);
  expect([service.told.size, Math.max(...service.told.values()), service.broken]).toEqual([250, 1, []]);
  expect(read(join(folder, "store"), "summary")[0]).toMatchObject({ip_api_addresses: 250, ip_api_asked: 150});
});

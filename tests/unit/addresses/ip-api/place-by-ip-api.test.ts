import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {DuckDBInstance} from "@duckdb/node-api";
import {describe, expect, it, onTestFinished} from "vitest";
import {hasUnasked, placeByIpApi} from "../../../../loaders/addresses/ip-api/index.js";
import {openPace} from "../../../../loaders/addresses/ip-api/pace.js";
import {createProgress} from "../../../../loaders/progress.js";
import {normalizeSettings} from "../../../../loaders/settings.js";
import {literal} from "../../../../loaders/sql.js";
import {fakeTime} from "./fake-time.js";
import type {Fault, ServiceOptions} from "./service.js";
import {oslo, startService} from "./service.js";

interface World {
  faults?: readonly (Fault | null)[]; // of the first requests
  answer?: ServiceOptions["answer"];
  ipApi?: object; // settings
}

/** A store, a service on loopback and a clock; each run places addresses, the busiest first, whose local place is Stockholm. */
async function world({faults = [], answer, ipApi = {}}: World = {}) {
  const store = mkdtempSync(join(tmpdir(), "place-"));
  const time = fakeTime();
  const said: string[] = [];
  const service = await startService({
    clock: time.effects.clock,
    fault: (request) => faults[request - 1] ?? null,
    answer,
    onRequest: () => said.push("(a request)\n"),
    onHang: time.runOut
  });
  onTestFinished(async () => {
    await service.close();
    rmSync(store, {recursive: true});
  });
  const settings = normalizeSettings({ipApi: {baseUrl: service.baseUrl, ...ipApi}}).ipApi!;
  const progress = createProgress({output: {write: (text) => said.push(text)}, clock: time.effects.clock});
  const connection = await (await DuckDBInstance.create()).connect();

  async function run(ips: readonly string[]) {
    await connection.run(`
      CREATE OR REPLACE TEMP TABLE known (ip VARCHAR, rank BIGINT, events DOUBLE, bytes DOUBLE, class VARCHAR, network VARCHAR,
        country VARCHAR, region VARCHAR, city VARCHAR, latitude DOUBLE, longitude DOUBLE, precision VARCHAR, asn UINTEGER)`);
    await connection.run(`
      INSERT INTO known VALUES ${ips.map(
        (ip, at) =>
          `(${literal(ip)}, ${at + 1}, 2, 100, ${literal(classOf(ip))}, ${ip === own ? "'Ours'" : "NULL"}, 'SE', NULL, 'Stockholm', 59.33, 18.07, 'city', 64500)`
      )}`);
    const effects = time.effects;
    return placeByIpApi(connection, {
      known: "known",
      settings,
      store,
      progress,
      effects
    });
  }

  const rows = async () =>
    (
      await connection.runAndReadAll("SELECT * EXCLUDE (class, network, rank, events, bytes) FROM known ORDER BY ip")
    ).getRowsJS();
  return {store, time, said, service, run, rows};
}

const classOf = (ip: string) => (ip.startsWith("10.") ? "private" : ip.startsWith("64:") ? "nat64" : "public");
const own = "9.9.9.10"; // in a network that the settings name
const many = (count: number) => Array.from({length: count}, (_, n) => `8.8.${n >> 8}.${n & 255}`);

describe("placeByIpApi(connection, options)", () => {
  it("puts its answers in the place of the local ones; class and system stay", async () => {
    const {run, rows} = await world();
    expect(await run(["8.8.8.8", "2a00::1"])).toMatchObject({
      asked: 2,
      answered: 2,
      addresses: 2,
      events: 4,
      bytes: 200
    });
    expect(await rows()).toEqual([
      ["2a00::1", "NO", "Oslo", "Oslo", 59.91, 10.75, "city", 64500],
      ["8.8.8.8", "NO", "Oslo", "Oslo", 59.91, 10.75, "city", 64500]
    ]);
  });
  it("sends public addresses only, the busiest first, up to the cap", async () => {
    const {run, service} = await world({ipApi: {cap: 2}});
    const result = await run(["10.0.0.1", "64:ff9b::808:808", "9.9.9.9", "not an address", "8.8.8.8", "2a00::1"]);
    expect(service.requests.map(({addresses}) => addresses)).toEqual([["9.9.9.9"]]);
    expect(service.broken).toEqual([]);
    expect(result).toMatchObject({asked: 1, unasked: 3});
  });
  it("tells nobody of addresses in the user's own networks", async () => {
    const {run, service} = await world();
    expect(await run([own])).toMatchObject({asked: 0, unasked: 0, addresses: 0});
    expect(service.told.size).toBe(0);
  });
  it("leaves the local place where ip-api knows nothing, or no country", async () => {
    const nothing = {status: "fail", message: "private range"};
    const {run, rows} = await world({
      answer: (query) => (query === "8.8.8.8" ? {...nothing, query} : {status: "success", query, city: "Nowhere"})
    });
    expect(await run(["8.8.8.8", "9.9.9.9"])).toMatchObject({answered: 1, unknown: 1, addresses: 0, compared: 0});
    expect((await rows()).map(([, country, , city]) => [country, city])).toEqual([
      ["SE", "Stockholm"],
      ["SE", "Stockholm"]
    ]);
  });
  it("counts where the two name different countries", async () => {
    const {run} = await world({answer: (query) => ({...oslo(query), countryCode: query === "8.8.8.8" ? "SE" : "NO"})});
    expect(await run(["8.8.8.8", "9.9.9.9", "2a00::1"])).toMatchObject({compared: 3, differing: 2});
  });
  it("says what it is about to send before it sends, then how it went", async () => {
    const {run, said, service} = await world({ipApi: {cap: 1500}});
    await run(many(1600));
    expect(said.slice(0, 2)).toEqual([
      `ip-api: sending 1,500 public addresses of the logs to ${service.baseUrl}, unencrypted: whoever is on the way can read them
  it takes 1 min 0 s at least
  100 more are left for later builds
  free for non-commercial use only, by the terms at https://ip-api.com/docs/legal
  it can be stopped at any time, and keeps what it has; to switch it off, take ipApi out of atlas.config.ts\n`,
      "(a request)\n"
    ]);
    expect(said.at(-1)).toBe(
      "ip-api: 1,500 addresses placed; asked 1,500: 1,500 answered, 0 not known, 0 failed; 100 not asked; country other than the local database's for 1,500 of 1,500\n"
    );
    expect(said.filter((line) => line.includes(" left\n"))).toContain(
      "ip-api: 93 % · 1,400 addresses of 1,500 addresses · 50 s left\n"
    );
    expect(service.broken).toEqual([]);
  });
  it("asks for nothing that it knows, and says no notice then", async () => {
    const {run, said, service, store, time} = await world();
    await run(["8.8.8.8"]);
    said.length = 0;
    expect(await run(["8.8.8.8"])).toMatchObject({asked: 0, addresses: 1, unasked: 0});
    expect(said).toEqual(["ip-api: 1 address placed; country other than the local database's for 1 of 1\n"]);
    expect(hasUnasked(store)).toBe(false);
    time.advance(30 * 24 * 3600_000);
    expect(await run(["8.8.8.8"])).toMatchObject({asked: 1});
    expect(service.requests).toHaveLength(2);
  });
  it("remembers that there is more to ask", async () => {
    const {run, store} = await world({ipApi: {cap: 1}});
    await run(["8.8.8.8", "9.9.9.9"]);
    expect(hasUnasked(store)).toBe(true);
    await run(["8.8.8.8", "9.9.9.9"]);
    expect(hasUnasked(store)).toBe(false);
  });
  it("keeps to the limit over runs that follow each other", async () => {
    const {run, service, time} = await world();
    const begun = time.effects.clock();
    await run(many(1400));
    await run(many(2800));
    expect(service.broken).toEqual([]);
    expect(service.requests.map(({at}) => Math.floor((at - begun) / 60_000))).toEqual([
      ...Array(14).fill(0),
      ...Array(14).fill(1)
    ]);
  });
});

const ways: [string, readonly (Fault | null)[], object, number][] = [
  ["answers in another order", ["shuffled"], {answered: 250}, 3],
  ["too few answers", ["short"], {answered: 200, failed: 50}, 3],
  ["answers to what was not asked", ["strange"], {answered: 150, failed: 100}, 3],
  ["answers without names", ["unnamed"], {answered: 250}, 3],
  ["no headers", ["no-headers", "odd-headers"], {answered: 250}, 3],
  ["no request left", ["last", "last"], {answered: 250}, 3],
  ["500, then 200", ["500", "503"], {answered: 250}, 5],
  ["500 three times", ["500", "500", "500"], {answered: 150, failed: 100}, 5],
  ["a hanging socket", ["hang"], {answered: 250}, 4],
  ["a connection that breaks", ["reset"], {answered: 250}, 4],
  ["a page instead of JSON", ["html"], {answered: 150, failed: 100}, 3],
  ["half an answer", ["cut"], {answered: 150, failed: 100}, 3],
  ["a redirect", ["redirect"], {answered: 150, failed: 100}, 3],
  ["an answer without end", ["endless"], {answered: 150, failed: 100}, 3],
  ["422", ["422", null, "422"], {answered: 250}, 7],
  ["429", ["429"], {answered: 250}, 4],
  ["429 twice", ["429", null, "429"], {answered: 100, unasked: 150, stopped: "told twice to slow down (429)"}, 3],
  [
    "403",
    [null, "403"],
    {answered: 100, unasked: 150, stopped: "refused (403): a wrong key, HTTPS without a key, or a ban"},
    2
  ],
  [
    "nothing but pages",
    ["html", "html", "html"],
    {failed: 250, unasked: 0, stopped: "3 requests in a row without an answer (an answer that is not JSON)"},
    3
  ]
];

describe("placeByIpApi(connection, options) when it goes wrong", () => {
  it.each(ways)("handles %s", async (_, faults, result, requests) => {
    const {run, service, said} = await world({faults});
    const counts = {answered: 0, unknown: 0, failed: 0, unasked: 0, stopped: null, ...result};
    expect(await run(many(250))).toMatchObject({...counts, asked: 250 - counts.unasked});
    expect(service.requests).toHaveLength(requests);
    expect(service.broken).toEqual([]);
    expect(said.at(-1)!.split("\n")[1]).toBe(
      counts.stopped === null ? "" : `ip-api: stopped, ${counts.stopped}; the local database places the rest`
    );
  });
  it("counts an address as failed that is refused even alone", async () => {
    const {run} = await world({faults: ["422", "422", null]});
    expect(await run(["8.8.8.8", "9.9.9.9"])).toMatchObject({answered: 1, failed: 1});
  });
  it("waits a minute at least after 429, longer each time after 5xx", async () => {
    const {run, time} = await world({faults: ["429", "500", "500"]});
    await run(["8.8.8.8"]);
    const waits = time.slept.reduce<number[]>(
      (sum, wait) => (wait === 1000 ? [(sum[0] ?? 0) + wait, ...sum.slice(1)] : [...sum, wait]),
      []
    );
    expect(waits[0]).toBe(60_000);
    expect(waits[1] >= 1000 && waits[1] < 3000 && waits[2] >= 2000 && waits[2] < 6000).toBe(true);
  });
  it("stops rather than wait for an hour, and does not ask before", async () => {
    const {run, service, store, time} = await world();
    await run(["8.8.8.8"]);
    openPace(join(store, "ip-api", "pace.json"), time.effects.clock).pause(3600_000);
    expect(await run(["9.9.9.9"])).toMatchObject({asked: 0, unasked: 1, stopped: "told to pause for 1 h 0 min"});
    expect(service.requests).toHaveLength(1);
  });
  it("goes on with the local database if the store cannot be written to", async () => {
    const {run, service, store} = await world();
    mkdirSync(join(store, "ip-api", "answers-1.json.new"), {recursive: true}); // in the way of the first answers
    expect(await run(many(250))).toMatchObject({
      ...{answered: 0, unasked: 250, addresses: 0},
      stopped: "unable to write to the store (EISDIR)"
    });
    expect(service.requests).toHaveLength(1);
  });
  it("asks again in the next run what failed in this", async () => {
    const {run} = await world({faults: ["html"]});
    expect(await run(["8.8.8.8"])).toMatchObject({failed: 1});
    expect(await run(["8.8.8.8"])).toMatchObject({answered: 1});
  });
  it("never lets the key out of the request", async () => {
    const faults: Fault[] = ["500", "reset", "hang", "html", "429", "403"];
    const {run, service, said, store} = await world({faults, ipApi: {key: "topsecret"}});
    const results = [await run(many(300)), await run(many(300))];
    const files = readdirSync(store, {recursive: true, withFileTypes: true}).filter((entry) => entry.isFile());
    const texts = files.map(({parentPath, name}) => readFileSync(join(parentPath, name), "utf8"));
    expect(service.requests.every(({url}) => url.endsWith("&key=topsecret"))).toBe(true);
    expect(texts.length).toBeGreaterThan(2);
    expect(JSON.stringify([said, results, texts, files])).not.toContain("topsecret");
    expect(said[0]).not.toContain("non-commercial");
  });
});

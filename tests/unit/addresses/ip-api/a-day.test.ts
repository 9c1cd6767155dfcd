import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {DuckDBInstance} from "@duckdb/node-api";
import {expect, it} from "vitest";
import type {IpApiCoverage} from "../../../../loaders/addresses/ip-api/index.js";
import {placeByIpApi} from "../../../../loaders/addresses/ip-api/index.js";
import {createRandom} from "../../../../loaders/generate/random.js";
import {silent} from "../../../../loaders/progress.js";
import {normalizeSettings} from "../../../../loaders/settings.js";
import {fakeTime} from "./fake-time.js";
import type {Fault} from "./service.js";
import {oslo, startService} from "./service.js";

const faults: readonly Fault[] = [
  ...(["429", "403", "422", "500", "503", "404", "redirect", "hang", "reset", "cut"] as const),
  ...(["html", "object", "shuffled", "short", "strange", "unnamed", "no-headers", "odd-headers", "last"] as const)
];
const hour = 3600_000;
const addresses = 60_000;
const cap = 3000; // twice the default, for half the time of the test

it("a day of builds: no limit broken, no ban, no question twice, every address resolved or accounted for", async () => {
  const store = mkdtempSync(join(tmpdir(), "day-"));
  const {real} = createRandom(24);
  const time = fakeTime();
  const {clock} = time.effects;
  let injected = 0;
  const service = await startService({
    clock,
    fault() {
      return real() < 0.05 ? faults[injected++ % faults.length] : null;
    },
    answer: (query) =>
      query.endsWith("7") ? {status: "fail", message: "reserved range", query} : {...oslo(query), countryCode: "SE"},
    onRequest: () => time.advance(50 + 400 * real()),
    onHang: () => time.runOut()
  });
  const connection = await (await DuckDBInstance.create()).connect();
  await connection.run(`
    CREATE TEMP TABLE totals AS SELECT CASE WHEN i < 1000 THEN format('10.0.{}.{}', i // 256, i % 256)
        WHEN i % 3 = 0 THEN format('2a00::{:x}', i) ELSE format('8.{}.{}.{}', i // 65536, i // 256 % 256, i % 256) END AS ip,
      i + 1 AS rank, 2::DOUBLE AS events, 10::DOUBLE AS bytes
    FROM range(${addresses + 1000}) t(i);
    CREATE TEMP TABLE local AS SELECT *, NULL::VARCHAR AS network, CASE WHEN ip[1:3] = '10.' THEN 'private' ELSE 'public' END AS class,
      'NO' AS country, NULL::VARCHAR AS region, 'Oslo' AS city, 59.91 AS latitude, 10.75 AS longitude, 'city' AS precision FROM totals`);
  const settings = normalizeSettings({ipApi: {baseUrl: service.baseUrl, cap}}, {root: store}).ipApi!;
  const begun = clock();
  const builds: IpApiCoverage[] = [];
  while (clock() < begun + 24 * hour) {
    await connection.run("CREATE OR REPLACE TEMP TABLE known AS FROM local");
    const options = {known: "known", settings, store, progress: silent, effects: time.effects};
    const build = await placeByIpApi(connection, options);
    builds.push(build);
    expect(build.asked).toBe(build.answered + build.unknown + build.failed);
    expect(build.asked).toBeLessThanOrEqual(cap);
    if (real() < 0.7) time.advance(2.8 * real() * hour); // else the next follows at once
  }
  await service.close();
  rmSync(store, {recursive: true});

  expect(service.broken).toEqual([]);
  expect(service.bans).toBe(0);
  expect([...service.told.values()].filter((times) => times !== 1)).toEqual([]);
  expect(injected).toBeGreaterThan(faults.length);
  const sum = (name: "answered" | "unknown" | "failed") => builds.reduce((total, build) => total + build[name], 0);
  const last = builds.at(-1)!;
  expect(sum("answered") + sum("unknown")).toBe(service.told.size);
  expect(service.told.size + last.failed + last.unasked).toBe(addresses);
  expect(last.addresses).toBe(sum("answered"));
  expect([last.events, last.bytes]).toEqual([2 * last.addresses, 10 * last.addresses]);
  expect([last.compared, last.differing]).toEqual([last.addresses, last.addresses]);
  const reader = await connection.runAndReadAll(
    "SELECT country, count(*)::INTEGER FROM known GROUP BY ALL ORDER BY ALL"
  );
  expect(reader.getRowsJS()).toEqual([
    ["NO", addresses + 1000 - last.addresses],
    ["SE", last.addresses]
  ]);
}, 120_000);

import {cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {tableFromIPC} from "apache-arrow";
import type {Browser, Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, inject, it} from "vitest";
import {makeTables} from "../../loaders/atlas.js";
import {schemas} from "../../loaders/schema.js";
import type {TableName} from "../../loaders/schema.js";
import {silent} from "../../loaders/progress.js";
import {normalizeSettings} from "../../loaders/settings.js";
import type {Served} from "../../loaders/site/serve.js";
import {serve} from "../../loaders/site/serve.js";
import {tablePath} from "../../loaders/store-paths.js";
import {seriousFindings} from "./axe.js";
import {launchChromium} from "./chromium.js";
import {createRandom} from "./random.js";
import {goTo, visit} from "./visit.js";

// A report that keeps little of its 300 addresses, so that much of a selection can only be bounded.

interface Event {
  readonly time: number;
  readonly ip: string;
  readonly protocol: string;
  readonly bytes: number;
}

interface Facts {
  readonly country: string;
  readonly place: string; // as a selection names it
  readonly name: string; // as the map names it
  readonly asn: string;
}

interface Choice {
  readonly from: number | null;
  readonly to: number | null;
  readonly parts: readonly {name: keyof Facts | "protocol"; value: string; exclude: boolean}[];
}

const hour = 3_600_000;
const start = Date.UTC(2025, 10, 17);
const blocks = ["8.8", "1.1", "81.2", "5.9", "177.20", "200.10", "90.80", "133.3"];
const random = createRandom(20261125);
const ips = Array.from({length: 300}, (_, i) => `${blocks[i % blocks.length]}.${random(250)}.${1 + random(250)}`);
const events: Event[] = Array.from({length: 2500}, () => ({
  time: start + random(48 * 60) * 60_000,
  ip: ips[Math.floor((random(1000) / 1000) ** 2 * ips.length)],
  protocol: ["TCP", "UDP", "ICMP"][random(3)],
  bytes: random(5000)
}));

const scratch = mkdtempSync(join(tmpdir(), "traffic-atlas-bounds-"));
let factsOf = new Map<string, Facts>();
let told = new Set<string>(); // places and networks that some row of the report is about
let step = 0;
let site: Served;
let browser: Browser;

beforeAll(async () => {
  const lines = events.map(({time, ip, protocol, bytes}) =>
    [new Date(time).toISOString(), ip, protocol, bytes].join(",")
  );
  writeFileSync(join(scratch, "flows.csv"), ["timestamp,source_ip,protocol,bytes_sent", ...lines, ""].join("\n"));
  const store = join(scratch, "store");
  const settings = normalizeSettings({logs: join(scratch, "flows.csv"), store, budget: {rows: 1000}});
  await makeTables(settings, {progress: silent});
  const read = (name: TableName) => tableFromIPC(readFileSync(tablePath(store, name)));
  factsOf = new Map(
    read("addresses")
      .toArray()
      .map((row) => [row.ip as string, readFacts(row)])
  );
  told = new Set(
    read("sources")
      .toArray()
      .flatMap((row) => (row.level === "country" ? [] : [readFacts(row).place, row.ip && readFacts(row).asn]))
  );
  step = Number(read("summary").get(0)!.bucket_seconds) * 1000;
  const folder = join(scratch, "dist");
  cpSync(inject("folder"), folder, {recursive: true});
  for (const file of readdirSync(join(folder, "_file", "data"))) {
    const [name, , ending] = file.split(".");
    if (ending === "arrow" && name in schemas)
      cpSync(tablePath(store, name as TableName), join(folder, "_file", "data", file));
  }
  site = await serve(folder);
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
  rmSync(scratch, {recursive: true, force: true});
});

function readFacts({country, region, city, asn}: Record<string, string | number | null>): Facts {
  const part = city ?? region;
  return {
    country: String(country ?? ""),
    place: country === null ? "" : `${country}|${region ?? ""}|${city ?? ""}`,
    name: country === null ? "" : part === null ? `${country} (country only)` : `${part}, ${country}`,
    asn: String(asn ?? "")
  };
}

const valueOf = (event: Event, name: keyof Facts | "protocol") =>
  name === "protocol" ? event.protocol : factsOf.get(event.ip)![name];

function choose(): Choice {
  const parts = new Map<string, Choice["parts"][number]>();
  for (let i = random(3); i > 0; i--) {
    const name = (["protocol", "country", "place", "asn"] as const)[random(4)];
    const value = valueOf(events[random(events.length)], name);
    const selectable = name === "place" || name === "asn" ? told.has(value) : value !== "";
    if (selectable) parts.set(name + value, {name, value, exclude: random(3) === 0});
  }
  const buckets = Math.ceil((48 * hour) / step);
  const first = random(buckets);
  const last = first + 1 + random(buckets - first);
  const timed = random(2) === 0 || parts.size === 0;
  return {
    from: timed ? start + first * step : null,
    to: timed ? start + last * step : null,
    parts: [...parts.values()]
  };
}

function write({from, to, parts}: Choice): string {
  const query = new URLSearchParams();
  if (from !== null && to !== null) {
    query.set("from", new Date(from).toISOString());
    query.set("to", new Date(to).toISOString());
  }
  for (const {name, value, exclude} of parts) query.append(`${exclude ? "not" : "only"}.${name}`, value);
  return query.toString();
}

function pick({from, to, parts}: Choice): Event[] {
  return events.filter(
    (event) =>
      (from === null || to === null || (event.time >= from && event.time < to)) &&
      [...new Set(parts.map(({name}) => name))].every((name) => {
        const own = parts.filter((part) => part.name === name);
        const only = own.filter(({exclude}) => !exclude);
        return (
          !own.some(({exclude, value}) => exclude && value === valueOf(event, name)) &&
          (only.length === 0 || only.some(({value}) => value === valueOf(event, name)))
        );
      })
  );
}

const bytesOf = (some: readonly Event[]) => some.reduce((sum, {bytes}) => sum + bytes, 0);
const addressesOf = (some: readonly Event[]) => new Set(some.map(({ip}) => ip)).size;
let marked = 0;

/** An unmarked figure is the true one; a marked one a bound of it. */
function holds(text: string, truth: number, what: string): void {
  const said = `${what}: ${text} for ${truth}`;
  const bound = /at least|≥/.test(text)
    ? "least"
    : /at most|≤/.test(text)
      ? "most"
      : /about|≈/.test(text)
        ? "about"
        : "";
  if (/not known/.test(text)) return;
  const value = Number(text.replace(/[^\d]/g, ""));
  if (bound !== "") marked++;
  if (bound === "") expect(value, said).toBe(truth);
  if (bound === "least") expect(value, said).toBeLessThanOrEqual(truth);
  if (bound === "most") expect(value, said).toBeGreaterThanOrEqual(truth);
}

const texts = (page: Page, selector: string, attribute: string | null = null) =>
  page.$$eval(
    selector,
    (nodes, attribute) => nodes.map((node) => (attribute ? node.getAttribute(attribute) : node.textContent) ?? ""),
    attribute
  );

const open = async (path: string) => (await visit(browser, site.origin + path)).page;

describe("any selection of a report that keeps little", () => {
  it("shows on the Overview the figures of a plain loop, or bounds of them that are marked", async () => {
    const page = await open("/");
    for (let i = 0; i < 60; i++) {
      const choice = choose();
      const query = write(choice);
      await goTo(page, query);
      const kept = pick(choice);
      const [bytes] = await texts(page, ".headline > div > dd:nth-of-type(1)", "title");
      const [, count, addresses, countries] = await texts(page, ".headline > div > dd:nth-of-type(1)");
      if (kept.length > 0) holds(bytes, bytesOf(kept), `bytes of ${query}`);
      holds(count, kept.length, `events of ${query}`);
      holds(addresses, addressesOf(kept), `addresses of ${query}`);
      holds(countries, new Set(kept.flatMap((event) => valueOf(event, "country") || [])).size, `countries of ${query}`);
      const labels = await texts(page, ".bar-button", "aria-label");
      const keys = await texts(page, ".bar-button", "data-key");
      keys.forEach((key, i) => {
        const [name, value] = [key.slice(0, key.indexOf(" ")), key.slice(key.indexOf(" ") + 1)];
        if (!["protocol", "country", "ip"].includes(name)) return;
        const apart = pick({...choice, parts: choice.parts.filter((part) => part.name !== name)});
        const own = apart.filter((event) => (name === "ip" ? event.ip : valueOf(event, name as "country")) === value);
        holds(/: (.*?)(,|$)/.exec(labels[i])![1], bytesOf(own), `${key} of ${query}`);
      });
    }
    expect(marked).toBeGreaterThan(20);
    await page.context().close();
  });

  it("shows places on the map that are true, or marked", async () => {
    const page = await open("/map");
    marked = 0;
    for (let i = 0; i < 40; i++) {
      const choice = choose();
      const query = write(choice);
      const kept = pick(choice);
      await goTo(page, query);
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))); // the list follows the map
      const names = await texts(page, ".map-list li .name");
      const values = await texts(page, ".map-list li button", "title");
      names.forEach((name, i) => {
        if (/\+\d+$/.test(name)) return; // several places in one circle
        const own = kept.filter((event) => valueOf(event, "name") === name);
        holds(values[i].slice(name.length), bytesOf(own), `${name} of ${query}`);
      });
    }
    expect(marked).toBeGreaterThan(0);
    await page.context().close();
  });

  it("shows networks in the table that are true, or marked", async () => {
    const page = await open("/networks");
    marked = 0;
    for (let i = 0; i < 15; i++) {
      const choice = choose();
      const query = write(choice);
      const kept = pick(choice);
      await goTo(page, query);
      const rows = await page.$$eval("table.data tbody tr", (rows) =>
        rows.map((row) => [...row.querySelectorAll("td")].map((cell) => cell.textContent ?? ""))
      );
      for (const row of rows) {
        const asn = /^AS(\d+)/.exec(row[0])?.[1];
        if (asn === undefined) continue;
        const own = kept.filter((event) => valueOf(event, "asn") === asn);
        holds(row[4], own.length, `events of ${row[0]} of ${query}`);
        holds(row[5], addressesOf(own), `addresses of ${row[0]} of ${query}`);
      }
    }
    expect(marked).toBeGreaterThan(10);
    await page.context().close();
  });

  it("says why a figure is only a bound, also to a screen reader", async () => {
    const page = await open(`/?only.asn=${[...told].find((value) => /^[1-9]\d*$/.test(value))}`);
    const bound = page.locator(".headline .bound").first();
    expect(await bound.getAttribute("title")).toMatch(
      /^At least: addresses too quiet for a row of their own are summed/
    );
    expect(await bound.locator("[aria-hidden=true]").innerText()).toBe("≥\u00a0");
    expect(await bound.textContent()).toContain("at least ");
    expect(await page.locator(".time").first().textContent()).toContain("Bytes (at least) per");
    expect(await seriousFindings(page)).toEqual([]);
    await page.context().close();
  });
});

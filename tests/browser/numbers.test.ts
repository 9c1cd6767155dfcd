import {readFileSync} from "node:fs";
import {tableFromIPC} from "apache-arrow";
import type {Browser, Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, inject, it} from "vitest";
import {launchChromium} from "./chromium.js";
import {visit} from "./visit.js";

interface Count {
  events: number;
  sent: number;
  received: number;
  bySource: Map<string, {events: number; bytes: number}>;
  lines: number;
}

/** Counts the fixture logs with a plain loop that shares no code with the loaders. */
function countLogs(): Count {
  const read = (name: string) =>
    readFileSync(new URL(`../fixtures/site/${name}`, import.meta.url), "utf8")
      .trimEnd()
      .split("\n");
  const count: Count = {events: 0, sent: 0, received: 0, bySource: new Map(), lines: 0};
  const add = (source: string, sent: number, received: number) => {
    const sums = count.bySource.get(source) ?? {events: 0, bytes: 0};
    count.bySource.set(source, {events: sums.events + 1, bytes: sums.bytes + sent + received});
    count.events++;
    count.sent += sent;
    count.received += received;
  };
  for (const line of read("flows.csv")) {
    count.lines++;
    const fields = line.split(",");
    if (fields.length === 9 && /^\d{4}-/.test(fields[0])) add(fields[1], Number(fields[6]), Number(fields[7]));
  }
  for (const line of read("web.log")) {
    count.lines++;
    const size = /" \d{3} (\d+|-) "/.exec(line);
    if (size) add(line.slice(0, line.indexOf(" ")), 0, size[1] === "-" ? 0 : Number(size[1]));
  }
  return count;
}

const counted = countLogs();
const text = async (page: Page, selector = "main") => (await page.locator(selector).innerText()).replace(/\s+/g, " ");
const short = (bytes: number) =>
  bytes >= 1e6 ? `${Number((bytes / 1e6).toPrecision(3))} MB` : `${Number((bytes / 1e3).toPrecision(3))} kB`;
const resolver = counted.bySource.get("8.8.8.8")!;

let browser: Browser;
const open = async (path: string) => (await visit(browser, inject("origin") + path)).page;

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

describe("the numbers on the pages are those of the logs", () => {
  it("in the published tables, to the byte", async () => {
    const response = await fetch(`${inject("origin")}/data/traffic.arrow`);
    const traffic = tableFromIPC(new Uint8Array(await response.arrayBuffer())).toArray();
    const sum = (name: string) => traffic.reduce((total: number, row) => total + (row[name] ?? 0), 0);
    expect([sum("events"), sum("bytes_sent"), sum("bytes_received")]).toEqual([
      counted.events,
      counted.sent,
      counted.received
    ]);
  });

  it("on the Overview", async () => {
    const page = await open("/");
    const headline = await text(page, ".headline");
    expect(await page.locator(".headline dd[title$=' bytes']").getAttribute("title")).toMatch(
      new RegExp(`^${(counted.sent + counted.received).toLocaleString("en-US").replaceAll(",", ".")} bytes$`)
    );
    expect(headline).toContain(`Events ${counted.events} `);
    expect(headline).toContain(`Addresses ${counted.bySource.size} `);
    expect(headline).toContain(`of ${counted.lines}`);
  });

  it("on the Map, by bytes and by events", async () => {
    const page = await open("/map");
    await expect.poll(() => text(page), {timeout: 10_000}).toContain(`Mountain View, US ${short(resolver.bytes)}`);
    await page.getByText("Events", {exact: true}).click();
    await page.waitForFunction(() => /Events by country/.test(document.querySelector("main")!.textContent ?? ""));
    await expect.poll(() => text(page), {timeout: 10_000}).toContain(`Mountain View, US ${resolver.events} `);
  });

  it("on Countries, for the country that the address names, and for another that is chosen", async () => {
    const page = await open("/countries?country=US");
    expect(await text(page)).toContain(`United States: ${short(resolver.bytes)}`);
    await page.getByRole("row").filter({hasText: "Australia"}).click();
    await page.waitForFunction(() => /Australia: /.test(document.querySelector("main")!.textContent ?? ""));
    expect(await text(page)).toContain(`Australia: ${short(counted.bySource.get("1.1.1.1")!.bytes)}`);
    expect(page.url()).toContain("country=AU");
  });

  it("on Sources, found by search and chosen", async () => {
    const page = await open("/sources");
    await page.getByRole("searchbox").fill("81.2");
    await page.waitForFunction(() => /1 of 6 addresses/.test(document.querySelector("main")!.textContent ?? ""));
    await page.getByRole("row").filter({hasText: "81.2.69.142"}).click();
    const chosen = counted.bySource.get("81.2.69.142")!;
    await page.waitForFunction(() => /London, United Kingdom/.test(document.querySelector("main")!.textContent ?? ""));
    expect(await text(page)).toContain(`Events ${chosen.events} Share`);
  });

  it("on How this was made, where lines = events + rejected + skipped", async () => {
    const page = await open("/made");
    const lost = counted.lines - counted.events;
    expect(await text(page)).toContain(
      `${counted.lines} lines = ${counted.events} events + ${lost - 1} rejected + 1 skipped`
    );
  });
});

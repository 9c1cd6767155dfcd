import {readFileSync} from "node:fs";
import type {Browser, Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, inject, it} from "vitest";
import {launchChromium} from "./chromium.js";
import {visit} from "./visit.js";

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

const open = async (path: string) => (await visit(browser, inject("origin") + path)).page;
const figure = (page: Page, i: number) => page.locator(".headline > div").nth(i).locator("dd").first();

/** Events and bytes of an address in the fixture's flows, by a plain loop. */
function count(ip: string): {events: number; bytes: number} {
  const flows = readFileSync(new URL("../fixtures/site/flows.csv", import.meta.url), "utf8").split("\n");
  const rows = flows
    .map((line) => line.split(","))
    .filter((fields) => fields[1] === ip && fields.length === 9 && /^\d{4}-/.test(fields[0]));
  return {events: rows.length, bytes: rows.reduce((sum, fields) => sum + Number(fields[6]) + Number(fields[7]), 0)};
}

describe("an address's page", () => {
  it("has the figures of the log, follows the selection, and is reached from the overview by keyboard", async () => {
    const page = await open("/?only.log=flows");
    await page.locator(".findings a").first().focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/address\?ip=.*only\.log=flows/);
    const ip = new URL(page.url()).searchParams.get("ip")!;
    await page.locator("h1", {hasText: ip}).waitFor();
    await page.waitForFunction(() => document.querySelector("main observablehq-loading") === null);
    const {events, bytes} = count(ip);
    expect(await figure(page, 1).innerText()).toBe(String(events));
    expect(Number((await figure(page, 0).getAttribute("title"))!.replace(/\D/g, ""))).toBe(bytes);
    await page.locator('[data-key="protocol TCP"]').first().click();
    await page.waitForURL(/only\.protocol=TCP/);
    expect(Number(await figure(page, 1).innerText())).toBeLessThan(events);
    await page.context().close();
  });
  it("has lines of the log that are there, and those of the selection alone; no other page fetches them", async () => {
    const {page} = await visit(browser, `${inject("origin")}/address?ip=8.8.8.8&only.log=flows&only.protocol=UDP`);
    const rows = page.getByRole("region", {name: "Events of the address"}).locator("tbody tr");
    const flows = readFileSync(new URL("../fixtures/site/flows.csv", import.meta.url), "utf8").split("\n");
    const shown = await rows.evaluateAll((lines) =>
      lines.map((line) => [...line.children].map((cell) => cell.textContent))
    );
    expect(shown).toHaveLength(3);
    for (const [time, file, to, port] of shown) {
      expect(file).toBe("data/logs/flows.csv");
      const [ip, destinationPort] = to.split(":");
      const line = `${time.replace(" ", "T")}Z,8.8.8.8,${ip},${port},${destinationPort},UDP,`;
      expect(flows.filter((text) => text.startsWith(line))).toHaveLength(1);
    }
    const note = page.getByText("events are kept");
    expect(await note.innerText()).toContain("3 of them are in the selection");
    await page.goto(`${inject("origin")}/address?ip=8.8.8.8`);
    await rows.first().waitFor();
    expect(await note.innerText()).not.toContain("in the selection");
    const fetched: string[] = [];
    page.on("request", (request) => fetched.push(request.url()));
    for (const path of ["/", "/sources", "/network?asn=15169"])
      await page.goto(inject("origin") + path, {waitUntil: "networkidle"});
    expect(fetched.filter((url) => url.includes("evidence"))).toEqual([]);
    await page.context().close();
  });
  it("tells to which destinations it went, as a plain loop over the log has them", async () => {
    const page = await open("/address?ip=8.8.8.8");
    const sums = new Map<string, number>();
    for (const line of readFileSync(new URL("../fixtures/site/flows.csv", import.meta.url), "utf8").split("\n")) {
      const [time, ip, to, , , , sent, received, action] = line.split(",");
      if (/^\d{4}-/.test(time) && ip === "8.8.8.8" && action !== undefined)
        sums.set(to, (sums.get(to) ?? 0) + Number(sent) + Number(received));
    }
    const card = page.locator(".card", {hasText: `It went to ${sums.size}`});
    await card.locator("summary").click();
    await card.locator("tbody tr").first().waitFor();
    const rows = await card
      .locator("tbody tr")
      .evaluateAll((lines) =>
        lines.map((line) => [...line.children].slice(0, 2).map((cell) => cell.textContent ?? ""))
      );
    const shown = rows
      .filter(([name]) => name !== "not logged")
      .map(([name, bytes]) => [name, bytes.replace(/\D/g, "")]);
    expect(new Map(shown as [string, string][])).toEqual(new Map([...sums].map(([to, bytes]) => [to, String(bytes)])));
    await page.context().close();
  });
  it.each([
    ["/?only.log=flows&only.protocol=TCP", () => true],
    ["/?only.log=flows&only.protocol=TCP&only.ip=8.8.8.8", (ip: string) => ip === "8.8.8.8"],
    ["/address?ip=8.8.8.8&only.log=flows&only.protocol=TCP", (ip: string) => ip === "8.8.8.8"],
    ["/network?asn=15169&only.log=flows&only.protocol=TCP", (ip: string) => ip === "8.8.8.8"]
  ])("follows the selection to its destinations, at %s", async (path, isMeant) => {
    const [from, to] = ["2024-01-01T06:00", "2024-01-01T18:00"];
    const {page} = await visit(browser, `${inject("origin")}${path}&from=${from}&to=${to}`);
    const sums = new Map<string, number>();
    for (const line of readFileSync(new URL("../fixtures/site/flows.csv", import.meta.url), "utf8").split("\n")) {
      const [time, ip, dest, , , protocol, , , action] = line.split(",");
      if (action !== undefined && time >= from && time < to && protocol === "TCP" && isMeant(ip))
        sums.set(dest, (sums.get(dest) ?? 0) + 1);
    }
    expect(sums.size).toBeGreaterThan(0);
    const card = page.locator(".card.destinations", {hasText: "The busiest in the selection."});
    await card.locator("summary").click();
    await card.locator("tbody tr").first().waitFor();
    const rows = await card
      .locator("tbody tr")
      .evaluateAll((lines) =>
        lines.map((line) => [line.children[0].textContent, Number(line.children[3].textContent)])
      );
    expect(new Map(rows as [string, number][])).toEqual(sums);
    await page.context().close();
  });
  it("offers the others where it does not know one", async () => {
    const page = await open("/address?ip=203.0.113.99");
    expect(await page.locator("h2").first().innerText()).toBe("203.0.113.99 is not in this report");
    await page.getByPlaceholder("Search addresses").fill("8.8.8");
    await page.getByRole("region", {name: "addresses"}).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/address\?ip=8\.8\.8\.8/);
    await page.locator("h1", {hasText: "8.8.8.8"}).waitFor();
    await page.context().close();
  });
});

describe("mentions", () => {
  it("lead from an address to its network, its country, and back", async () => {
    const page = await open("/address?ip=8.8.8.8");
    await page.locator(".facts a", {hasText: "AS15169"}).click();
    await page.waitForURL(/network\?asn=15169/);
    await page.locator(".facts a", {hasText: "United States"}).click();
    await page.waitForURL(/country\?code=US/);
    await page.locator("h1", {hasText: "United States"}).waitFor();
    await page.locator(".bars a", {hasText: "8.8.8.8"}).first().click();
    await page.waitForURL(/address\?ip=8\.8\.8\.8/);
    await page.locator("h1", {hasText: "8.8.8.8"}).waitFor();
    expect(await page.title()).toContain("Address");
    await page.context().close();
  });
  it("lead from what is selected, and from the tables behind bars, by keyboard", async () => {
    const page = await open("/?only.country=US&only.protocol=TCP");
    await page.locator(".chips a", {hasText: "United States"}).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/country\?code=US&only.country=US&only.protocol=TCP/);
    await page.locator("h1", {hasText: "United States"}).waitFor();
    await page.goto(`${inject("origin")}/?only.protocol=TCP`);
    await page.locator(".headline dd").first().waitFor();
    await page.waitForFunction(() => document.querySelector("main observablehq-loading") === null);
    const behind = page.locator("details.behind", {hasText: "Show as table"}).nth(1);
    await behind.locator("summary").focus();
    await page.keyboard.press("Enter");
    const link = behind.locator("td a").first();
    await link.focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/address\?ip=/);
    expect(new URL(page.url()).searchParams.get("only.protocol")).toBe("TCP");
    await page.context().close();
  });
  it.each([
    ["/sources", "td a[href*='address?ip=']"],
    ["/networks", "td a[href*='network?asn=']"],
    ["/countries", "td a[href*='country?code=']"],
    ["/threats", "td a[href*='address?ip=']"]
  ])("on %s are links that choose no row", async (path, selector) => {
    const page = await open(path);
    const link = page.locator(selector).first();
    const address = (await link.getAttribute("href"))!.slice(2);
    await link.click();
    await page.waitForURL((url) => url.href.includes(address));
    expect(page.url()).toContain(address);
    await page.context().close();
  });
});

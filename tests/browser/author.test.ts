import {tableFromIPC} from "apache-arrow";
import type {Browser} from "playwright-core";
import {afterAll, beforeAll, describe, expect, inject, it} from "vitest";
import {serve} from "../../loaders/site/serve.js";
import {seriousFindings} from "./axe.js";
import {launchChromium} from "./chromium.js";
import {failedCells, visit} from "./visit.js";

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

describe("a page of an author's own", () => {
  it.each([
    [
      "made by npm run new",
      "Which networks send most 404s?",
      "/which-networks-send-most-404s",
      "AS|Google|not told apart"
    ],
    ["made by Ask", "Events by <protocol>", "/asked", "TCP"]
  ])("%s is in the menu and draws its chart", async (_, title, path, label) => {
    const {page} = await visit(browser, `${inject("origin")}/made`);
    await page.locator("#observablehq-sidebar a", {hasText: title}).click();
    await page.waitForURL(inject("origin") + path);
    await page
      .locator("main svg text", {hasText: new RegExp(label)})
      .first()
      .waitFor();
    expect(await page.locator("h1").innerText()).toBe(title);
    expect(await failedCells(page)).toEqual([]);
    expect(await seriousFindings(page)).toEqual([]);
    await page.context().close();
  });
});

describe("the page of components", () => {
  it("shows each with this report's own data", async () => {
    const {page} = await visit(browser, `${inject("origin")}/components`);
    expect(await failedCells(page)).toEqual([]);
    const live = page.locator(".card");
    const events = (i: number) => live.nth(i).locator("dd").first().innerText();
    expect(await events(0)).toBe(
      await live
        .filter({has: page.locator(".headline")})
        .last()
        .locator("dd")
        .nth(2)
        .innerText()
    ); // summed by a query, and by the report
    expect(await page.locator(".card svg").count()).toBeGreaterThanOrEqual(5);
    expect(await page.locator(".card table.data, .card .data-table").count()).toBeGreaterThan(0);
    await page.context().close();
  });
});

describe("tables of an author's own", () => {
  it("are published, listed with their columns, and can be asked, whether of SQL or of TypeScript", async () => {
    const tables = [
      {name: "by_hour", column: "hour"},
      {name: "by_protocol", column: "rest"}
    ];
    const sql = `SELECT ${tables.map(({name}) => `(SELECT sum(events) FROM ${name})`).join()}`;
    const {page} = await visit(browser, `${inject("origin")}/ask?q=${sql}`);
    const asked = page.locator("main td", {hasText: /^\d+$/});
    await asked.last().waitFor();
    const totals = [];
    for (const {name, column} of tables) {
      const response = await fetch(`${inject("origin")}/data/${name}.arrow`);
      const rows = tableFromIPC(new Uint8Array(await response.arrayBuffer())).toArray() as {events: number}[];
      totals.push(String(rows.reduce((sum, {events}) => sum + events, 0)));
      expect(await page.locator("main details", {hasText: name}).first().textContent()).toContain(column);
    }
    expect(await asked.allTextContents()).toEqual(totals);
    await page.goto(`${inject("origin")}/`);
    const events = await page.locator(".headline > div").nth(1).locator("dd").first().innerText();
    expect(totals).toEqual([events, events]);
    await page.context().close();
  });
});

describe("an address that is no page", () => {
  it("leads back to what there is", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${inject("origin")}/404`);
    expect(await page.locator("h1").innerText()).toBe("There is no such page in this report");
    await page.locator("main").getByRole("link", {name: "overview"}).click();
    await page.locator(".headline").waitFor();
    await context.close();
  });
  it.each(["", "/reports"])("does so from any depth below %j", async (prefix) => {
    const site = await serve(inject("folder"), {prefix});
    const context = await browser.newContext();
    const page = await context.newPage();
    expect((await page.goto(`${site.origin}/no/such/page?only.country=US`))?.status()).toBe(404);
    expect(await page.locator("h1").innerText()).toBe("There is no such page in this report");
    expect(
      await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--atlas-bar"))
    ).not.toBe("");
    await page.locator("main").getByRole("link", {name: "overview"}).click();
    await page.locator(".headline").waitFor();
    expect(page.url()).toBe(`${site.origin}/`);
    await context.close();
    await site.close();
  });
});

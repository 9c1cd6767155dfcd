import type {Browser} from "playwright-core";
import {afterAll, beforeAll, describe, expect, inject, it} from "vitest";
import {seriousFindings} from "./axe.js";
import {launchChromium} from "./chromium.js";
import {visit} from "./visit.js";

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

const silent = async (path: string, width = 1280) => {
  const context = await browser.newContext({javaScriptEnabled: false, viewport: {width, height: 860}});
  const page = await context.newPage();
  await page.goto(inject("origin") + path);
  return page;
};

describe("without JavaScript", () => {
  it("the Overview has its numbers, its charts and the tables behind them", async () => {
    const [page, {page: live}] = [await silent("/"), await visit(browser, `${inject("origin")}/`)];
    for (const selector of ["h1", ".headline", "h2", ".sub", ".legend", ".findings", ".credits"])
      expect(await page.locator(`main ${selector}`).allInnerTexts(), selector).toEqual(
        await live.locator(`main ${selector}`).allInnerTexts()
      );
    expect(await page.locator(".chart svg, .small-map svg").count()).toBeGreaterThanOrEqual(6);
    await page.getByText("Show as table").nth(1).click();
    expect(await page.locator("details[open] tbody tr").first().innerText()).toMatch(/8\.8\.8\.8\s+[\d\s]+bytes/);
    await live.context().close();
    await page.context().close();
  });
  it.each([
    ["/map", ".map-explorer svg"],
    ["/sources", "tbody tr:has-text('8.8.8.8')"],
    ["/networks", "tbody tr"],
    ["/threats", ".list-cards .card"],
    ["/countries", ".profile svg"],
    ["/made", "table"]
  ])("%s shows what it is about, also on a phone", async (path, selector) => {
    for (const width of [1280, 390]) {
      const page = await silent(path, width);
      expect(await page.locator(selector).first().isVisible()).toBe(true);
      expect(await page.locator("main").getByRole("button", {name: "Copy as CSV"}).count()).toBe(0);
      await page.context().close();
    }
  });
});

describe("with JavaScript", () => {
  it("what was drawn ahead goes once the page is alive, and was accessible until then", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.route("**/*.arrow", () => {}); // the tables never come
    await page.goto(inject("origin") + "/");
    expect(await page.locator(".first-sight .headline dd").first().innerText()).toMatch(/\d/);
    expect(await seriousFindings(page)).toEqual([]);
    await context.close();
    const {page: live} = await visit(browser, `${inject("origin")}/`);
    expect(await live.locator(".first-sight").count()).toBe(0);
    await live.context().close();
  });
});

import type {Browser, Page} from "playwright-core";
import {afterAll, beforeAll, expect, inject, it} from "vitest";
import type {Served} from "../../loaders/site/serve.js";
import {serve} from "../../loaders/site/serve.js";
import {seriousFindings} from "./axe.js";
import {launchChromium} from "./chromium.js";
import type {Visit} from "./visit.js";
import {change, failedCells, visit} from "./visit.js";

const paths = [
  ...["/", "/map", "/countries", "/sources", "/threats", "/networks", "/ask", "/components", "/made"],
  ...["/address?ip=8.8.8.8", "/country?code=US", "/network?asn=15169", "/address", "/country?code=ZZ"]
];
const compact = ["/countries", "/networks"]; // whose table is to be seen whole beside what is told of a row
const phone = {width: 390, height: 844};
const desktop = {width: 1280, height: 860};

const policy =
  "default-src 'self'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; worker-src 'self' blob:; " +
  "style-src 'self' 'unsafe-inline'; img-src 'self' data:";

let browser: Browser;
let below: Served; // the same site in a sub-folder, with a content security policy
beforeAll(async () => {
  browser = await launchChromium();
  below = await serve(inject("folder"), {prefix: "/reports/traffic", headers: {"content-security-policy": policy}});
});
afterAll(async () => {
  await browser.close();
  await below.close();
});

// A page is opened once, in the sub-folder, and then seen in both colour schemes at both widths.
it.each(paths)("%s draws on a phone and a desktop, in light and dark, and can be used by everyone", async (path) => {
  const visited = await visit(browser, below.origin + path, {viewport: phone, hasTouch: true, colorScheme: "light"});
  const {page} = visited;
  await page.locator("main svg, main canvas, main table").first().waitFor({state: "attached"}); // some come after their cell
  await expectGood(visited);
  for (const [scheme, size] of [["dark"], ["light", desktop], ["dark"]] as const) {
    await change(page, scheme, size);
    await expectGood(visited);
  }
  if (compact.includes(path)) expect(await roomBeside(page)).toBeGreaterThanOrEqual(0);
  await page.context().close();
});

it("would hear of a request to another host, which the browser refuses", async () => {
  const {page, errors, outside} = await visit(browser, `${inject("origin")}/made`);
  const asked = page.evaluate(() => fetch("http://192.0.2.1/").catch(() => "refused"));
  expect(await asked).toBe("refused");
  expect(outside).toEqual(["http://192.0.2.1/"]);
  expect(errors.join()).toContain("ERR_NAME_NOT_RESOLVED"); // of a number: not for want of a network
  await page.context().close();
});

async function expectGood({page, errors, outside}: Visit): Promise<void> {
  expect([errors, outside, await failedCells(page), await seriousFindings(page)]).toEqual([[], [], [], []]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(
    0
  );
}

/** The room that the columns and the scroll bar of many rows leave in a table. */
async function roomBeside(page: Page): Promise<number> {
  return page
    .locator(".grid-scroll:has(table.data)")
    .first()
    .evaluate((node: HTMLElement) => {
      const bar = Object.assign(document.createElement("div"), {className: "grid-scroll"});
      bar.style.overflowY = "scroll";
      node.parentElement!.append(bar);
      const taken = bar.offsetWidth - bar.clientWidth; // with its border
      bar.remove();
      return node.offsetWidth - taken - parseFloat(node.querySelector("table")!.style.minWidth);
    });
}

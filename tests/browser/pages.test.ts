import type {Browser, BrowserContextOptions} from "playwright-core";
import {afterAll, beforeAll, describe, expect, inject, it} from "vitest";
import type {Served} from "../../loaders/site/serve.js";
import {serve} from "../../loaders/site/serve.js";
import {seriousFindings} from "./axe.js";
import {launchChromium} from "./chromium.js";
import {failedCells, visit} from "./visit.js";

const paths = [
  ...["/", "/map", "/countries", "/sources", "/threats", "/networks", "/ask", "/components", "/made"],
  ...["/address?ip=8.8.8.8", "/country?code=US", "/network?asn=15169", "/address", "/country?code=ZZ"]
];
const schemes = ["light", "dark"] as const;
const cases = paths.flatMap((path) => schemes.map((colorScheme) => ({path, colorScheme})));

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

describe.each(cases)("$path in $colorScheme", ({path, colorScheme}) => {
  const open = async (origin: string, options: BrowserContextOptions) => {
    const visited = await visit(browser, origin + path, {colorScheme, ...options});
    expect(await failedCells(visited.page)).toEqual([]);
    expect(visited.errors).toEqual([]);
    expect(visited.outside).toEqual([]);
    return visited.page;
  };

  it("draws without an error, asks nothing of other hosts, and can be used by everyone", async () => {
    const page = await open(inject("origin"), {});
    await page.locator("main svg, main canvas, main table").first().waitFor({state: "attached"}); // some come after their cell
    expect(await seriousFindings(page)).toEqual([]);
    await page.context().close();
  });

  it("does so below a sub-folder with a content security policy too, and fits a phone of 390 px", async () => {
    const page = await open(below.origin, {viewport: {width: 390, height: 844}, hasTouch: true});
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    expect(await seriousFindings(page)).toEqual([]);
    await page.context().close();
  });
});

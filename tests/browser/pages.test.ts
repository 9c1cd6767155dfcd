import type {Browser} from "playwright-core";
import {afterAll, beforeAll, describe, expect, inject, it} from "vitest";
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
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

describe.each(cases)("$path in $colorScheme", ({path, colorScheme}) => {
  it("draws without an error, asks nothing of other hosts, and can be used by everyone", async () => {
    const {page, errors, outside} = await visit(browser, inject("origin") + path, {colorScheme});
    expect(await failedCells(page)).toEqual([]);
    expect(errors).toEqual([]);
    expect(outside).toEqual([]);
    await page.locator("main svg, main canvas, main table").first().waitFor({state: "attached"}); // some come after their cell
    expect(await seriousFindings(page)).toEqual([]);
    await page.context().close();
  });

  it("fits a phone of 390 px, and can be used by everyone there", async () => {
    const options = {colorScheme, viewport: {width: 390, height: 844}, hasTouch: true};
    const {page, errors} = await visit(browser, inject("origin") + path, options);
    expect(errors).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    expect(await seriousFindings(page)).toEqual([]);
    await page.context().close();
  });
});

describe.each(paths)("%s below a sub-folder, with a content security policy", (path) => {
  it("draws without an error and asks nothing of other hosts", async () => {
    const headers = {"content-security-policy": policy};
    const site = await serve(inject("folder"), {prefix: "/reports/traffic", headers});
    const {page, errors, outside} = await visit(browser, site.origin + path);
    expect(await failedCells(page)).toEqual([]);
    expect(errors).toEqual([]);
    expect(outside).toEqual([]);
    await page.context().close();
    await site.close();
  });
});

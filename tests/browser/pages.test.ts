import type {Browser, BrowserContextOptions} from "playwright-core";
import {afterAll, beforeAll, describe, expect, inject, it} from "vitest";
import type {Served} from "../../loaders/site/serve.js";
import {serve} from "../../loaders/site/serve.js";
import {seriousFindings} from "./axe.js";
import {launchChromium} from "./chromium.js";
import {change, failedCells, visit} from "./visit.js";

const paths = [
  ...["/", "/map", "/countries", "/sources", "/threats", "/networks", "/ask", "/components", "/made"],
  ...["/address?ip=8.8.8.8", "/country?code=US", "/network?asn=15169", "/address", "/country?code=ZZ"]
];
const other = {light: "dark", dark: "light"} as const;

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

// A page is opened in one colour scheme, and then the other is chosen: at each width it is seen in both.
describe.each(paths)("%s", (path) => {
  const open = async (origin: string, options: BrowserContextOptions & {colorScheme: "light" | "dark"}) => {
    const visited = await visit(browser, origin + path, options);
    const {page} = visited;
    await page.locator("main svg, main canvas, main table").first().waitFor({state: "attached"}); // some come after their cell
    expect([await failedCells(page), await seriousFindings(page)]).toEqual([[], []]);
    const fits = await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
    expect(fits).toBe(true);
    await change(page, other[options.colorScheme]);
    expect([await failedCells(page), await seriousFindings(page)]).toEqual([[], []]);
    expect(visited.errors).toEqual([]);
    expect(visited.outside).toEqual([]);
    await page.context().close();
  };

  it("draws in light and dark without an error, asks nothing of other hosts, and can be used by everyone", () =>
    open(inject("origin"), {colorScheme: "light"}));

  it("does so in dark and light below a sub-folder with a content security policy too, and fits a phone of 390 px", () =>
    open(below.origin, {colorScheme: "dark", viewport: {width: 390, height: 844}, hasTouch: true}));
});

it("would hear of a request to another host, which the browser refuses", async () => {
  const {page, errors, outside} = await visit(browser, `${inject("origin")}/made`);
  const asked = page.evaluate(() => fetch("http://192.0.2.1/").catch(() => "refused"));
  expect(await asked).toBe("refused");
  expect(outside).toEqual(["http://192.0.2.1/"]);
  expect(errors.join()).toContain("ERR_NAME_NOT_RESOLVED"); // of a number: not for want of a network
  await page.context().close();
});

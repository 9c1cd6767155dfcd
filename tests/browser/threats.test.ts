import type {Browser, Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, inject, it} from "vitest";
import {launchChromium} from "./chromium.js";
import {visit} from "./visit.js";

let browser: Browser;
const open = async (path: string) => (await visit(browser, inject("origin") + path)).page;
const text = async (page: Page, selector = "main") => (await page.locator(selector).innerText()).replace(/\s+/g, " ");

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

describe("threat and context lists", () => {
  it("say on Threats which lists hold an address, how old they are, and how many agree", async () => {
    const page = await open("/threats");
    const said = await text(page);
    expect(said).toContain("1 address is on threat lists");
    expect(said).toContain("on 25 Dec 2023, 9 days before the last event");
    expect(said).toMatch(
      /brute-force, confidence 40 of 100 .* on 1 Jan 2022, 732 days before the last event: weak evidence/
    );
    expect(said).toMatch(/81\.2\.69\.142 .* test-list-a \(scanner\), <b>test-list-b<\/b> \(brute-force\) 2 London, GB/);
    expect(said).toMatch(/Context, not threats .* Test cloud ranges .* 1\.1\.1\.1/);
    expect(said).toContain(`6 no address <img src=x onerror="document.title='hostile'">`);
    expect(await page.title()).toContain("Threats");
  });
  it("lead from an address to its profile, which names each list", async () => {
    const page = await open("/threats");
    await page.getByRole("row").filter({hasText: "81.2.69.142"}).click();
    await page.waitForURL(/address\?ip=81\.2\.69\.142/);
    await page.locator(".facts ul").waitFor();
    expect(await text(page, ".facts")).toContain("listed by test-list-a on 25 Dec 2023 as scanner");
  });
  it("mark places on the map with a ring, and leave the others out when asked", async () => {
    const page = await open("/map");
    expect(await page.locator(".circles .ring").count()).toBe(1);
    await page.getByLabel("Only addresses on threat lists").check();
    await page.waitForFunction(() => document.querySelectorAll(".circles .circle").length === 1);
    expect(page.url()).toContain("listed=1");
    await page.waitForFunction(() =>
      /1 place in view/.test(document.querySelector(".map-list")!.textContent!.replace(/\s/g, " "))
    );
    expect(await text(page, ".map-list")).toMatch(/London, GB .* 100 %/);
  });
});

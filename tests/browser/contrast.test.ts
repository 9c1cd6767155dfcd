import type {Browser, Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, inject, it} from "vitest";
import {seriousFindings} from "./axe.js";
import {launchChromium} from "./chromium.js";
import {change, failedCells, visit} from "./visit.js";

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());

const open = async (path: string, options: object) => (await visit(browser, inject("origin") + path, options)).page;
const styles = (page: Page, selector: string, property: string, pseudo?: string) =>
  page
    .locator(selector)
    .evaluateAll(
      (nodes, [property, pseudo]) =>
        nodes.map((node) => getComputedStyle(node, pseudo ?? null).getPropertyValue(property!)),
      [property, pseudo]
    );

const query = "?only.country=US&from=2024-01-01T06:00Z&to=2024-01-01T12:00Z";

describe("in a reader's own few colours", () => {
  it("legends keep the colours of their charts, and the handles of the time and the focus can be seen", async () => {
    const page = await open(`/${query}`, {forcedColors: "active"});
    const swatches = await styles(page, ".legend .swatch", "background-color");
    const marks = new Set(await styles(page, ".time path, .time rect", "fill"));
    expect(new Set(swatches).size).toBe(swatches.length);
    for (const color of swatches) expect(marks).toContain(color);
    expect(new Set(await styles(page, ".shades .shade", "background-color")).size).toBeGreaterThan(0);
    const [handle] = await styles(page, ".brush-handle", "background-color", "::after");
    const [ground] = await styles(page, ".card", "background-color");
    expect(handle).not.toBe(ground);
    await page.locator(".brush-handle").first().press("ArrowRight");
    const [outline] = await styles(page, ".brush-handle:focus-visible", "outline-style");
    expect(outline).toBe("solid");
    await page.context().close();
  });
  it("what is chosen stands out by more than its weight", async () => {
    const page = await open(`/networks${query}`, {forcedColors: "active"});
    const [chosen, other] = await styles(page, ".segmented span", "background-color");
    expect(chosen).not.toBe(other);
    const [selected] = await styles(page, "table.data tr.selected td", "background-color");
    const [plain] = await styles(page, ".card", "background-color");
    expect(selected).not.toBe(plain);
    await page.context().close();
  });
});

describe("with more contrast", () => {
  it("what is muted else is as plain as the text, in light and dark", async () => {
    const page = await open(`/${query}`, {contrast: "more", colorScheme: "light"});
    const check = async () => {
      const [muted] = await styles(page, ".card .sub", "color");
      const [text] = await styles(page, ".card h2", "color");
      expect(muted).toBe(text);
      expect(await seriousFindings(page)).toEqual([]);
    };
    await check();
    await change(page, "dark");
    await check();
    await page.context().close();
  });
});

describe("with reduced motion", () => {
  it("nothing moves by itself", async () => {
    const page = await open("/map", {reducedMotion: "reduce"});
    const moving = await page.evaluate(
      () =>
        [...document.querySelectorAll("*")].filter((node) => {
          const {transitionDuration, animationName} = getComputedStyle(node);
          return animationName !== "none" || /[1-9]/.test(transitionDuration);
        }).length
    );
    expect(moving).toBe(0);
    await page.getByRole("button", {name: "Zoom in"}).click();
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
    expect(await failedCells(page)).toEqual([]);
    await page.context().close();
  });
});

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

async function save(page: Page, button: number, kind: "SVG" | "PNG"): Promise<Buffer> {
  const press = page
    .getByRole("button", {name: `Save the chart as ${kind}`})
    .nth(button)
    .click();
  const [download] = await Promise.all([page.waitForEvent("download"), press]);
  return readFileSync(await download.path());
}

describe("a chart", () => {
  it("is saved as an SVG that needs nothing else, below its title", async () => {
    const page = await open("/");
    const title = await page.locator(".card h2").nth(1).innerText();
    const svg = (await save(page, 1, "SVG")).toString("utf8");
    expect(svg).toContain(title.replace(/\s/g, " "));
    expect(svg).toContain("8.8.8.8");
    expect(svg).not.toMatch(/var\(|class=|<script|href="http/);
    const shown = await page.evaluate(async (text) => {
      const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
      const bars = [...parsed.querySelectorAll("path, rect")].map((bar) => bar.getAttribute("fill"));
      return {failed: parsed.querySelector("parsererror") !== null, bars};
    }, svg);
    expect(shown.failed).toBe(false);
    expect(shown.bars.filter((fill) => fill?.startsWith("rgb(")).length).toBeGreaterThan(2);
    await page.context().close();
  });
  it.each([
    [
      "a time line",
      `/?from=2024-01-01T06:00Z&to=2024-01-01T12:00Z&compare=before`,
      0,
      ["TCP", "HTTP/1.1", "the time before"]
    ],
    ["the small map", "/", 2, ["Bytes by country", "none"]],
    ["the large map", "/map", 0, ["Bytes by country", "none", "region or country only"]]
  ] as const)("has its legend in the picture of %s, in the colours of the page", async (_, path, button, words) => {
    const page = await open(path);
    const svg = (await save(page, button, "SVG")).toString("utf8");
    for (const word of words) expect(svg).toContain(`>${word}</text>`);
    const drawn = await page.evaluate((text) => {
      const parsed = new DOMParser().parseFromString(text, "image/svg+xml");
      const holder = document.body.appendChild(
        document.importNode(parsed.documentElement, true) as unknown as SVGSVGElement
      );
      const boxes = [...holder.querySelectorAll(":scope > g text")].map((one) => one.getBoundingClientRect());
      const {width, height, left, top} = holder.getBoundingClientRect();
      const inside = boxes.every((box) => box.left >= left && box.right <= left + width && box.bottom <= top + height);
      const fills = [...holder.querySelectorAll(":scope > g rect")].map((one) => one.getAttribute("fill"));
      const chart = holder.querySelector(":scope > svg")!.getBoundingClientRect();
      const lines = [...holder.querySelectorAll(":scope > svg + svg path")].map((one) => one.getAttribute("d"));
      holder.remove();
      return {inside, fills, above: boxes.every((box) => box.bottom <= chart.top + 1), lines};
    }, svg);
    expect([drawn.inside, drawn.above]).toEqual([true, true]);
    const swatches = await page.locator(".legend .swatch").count();
    if (path.includes("compare")) expect(drawn.fills).toHaveLength(swatches);
    expect(new Set(drawn.fills).size).toBeGreaterThan(1);
    if (path.includes("compare")) expect(drawn.lines).toEqual([expect.stringMatching(/^M/)]);
    expect(svg).not.toMatch(/var\(|class=/);
    await page.context().close();
  });
  it.each(["/", "/map", "/ask?q=SELECT protocol, sum(events) AS events FROM traffic GROUP BY 1"])(
    "is saved as a PNG on %s",
    async (path) => {
      const page = await open(path);
      await page.getByRole("button", {name: "Save the chart as PNG"}).first().waitFor();
      const png = await save(page, 0, "PNG");
      expect(png.subarray(1, 4).toString()).toBe("PNG");
      expect(png.readUInt32BE(16)).toBeGreaterThan(600); // pixels wide
      await page.context().close();
    }
  );
});

describe("on paper", () => {
  it("a page is in light colours, has its attribution, and nothing to press", async () => {
    const {page} = await visit(browser, `${inject("origin")}/?only.country=US`, {colorScheme: "dark"});
    await page.emulateMedia({media: "print", colorScheme: "dark"});
    expect(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)).toBe(
      "rgb(255, 255, 255)"
    );
    expect(await page.locator("#observablehq-footer").isVisible()).toBe(true);
    expect(await page.locator(".chips").isVisible()).toBe(true);
    expect(await page.locator("main button.quiet:visible, main select:visible, main input:visible").count()).toBe(0);
    await page.context().close();
  });
});

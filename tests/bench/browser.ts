import {existsSync, readFileSync} from "node:fs";
import {formatQuantity, formatSeconds} from "../../loaders/progress.js";
import {serve} from "../../loaders/site/serve.js";
import {launchChromium} from "../browser/chromium.js";

const pages = ["/", "/map", "/countries", "/sources", "/made"];

/**
 * Measures the pages of the report in `dist/` in a fresh window each: time until the first chart stands, until every cell is
 * done (on Countries that includes SQL), bytes that were fetched, and how much of these are tables. Once before, to warm the disk.
 */
export async function measureBrowser(): Promise<string[][]> {
  if (!existsSync("dist/index.html")) return [["Pages", "no report in dist/; run npm run build first"]];
  const site = await serve("dist");
  const browser = await launchChromium();
  const lines: string[][] = [["Pages", `report of ${describeReport()}`]];
  try {
    for (const path of pages) {
      await load(path);
      const {chart, settled, bytes, tables} = await load(path);
      lines.push([
        `  ${path}`,
        `first chart ${formatSeconds(chart)}`,
        `all done ${formatSeconds(settled)}`,
        `${formatQuantity(bytes, "bytes")}, of these tables ${formatQuantity(tables, "bytes")}`
      ]);
    }
  } finally {
    await browser.close();
    await site.close();
  }
  return lines;

  async function load(path: string) {
    const page = await browser.newPage();
    let bytes = 0;
    let tables = 0;
    page.on("response", (response) => {
      const size = Number(response.headers()["content-length"] ?? 0);
      bytes += size;
      if (response.url().includes(".arrow")) tables += size;
    });
    const begun = performance.now();
    await page.goto(site.origin + path);
    await page.locator("main svg[role=img], main svg[aria-label], main table").first().waitFor();
    const chart = (performance.now() - begun) / 1000;
    await page.locator(".credits").waitFor();
    await page.waitForFunction(() => document.querySelectorAll("main observablehq-loading").length === 0);
    const settled = (performance.now() - begun) / 1000;
    await page.close();
    return {chart, settled, bytes, tables};
  }
}

function describeReport(): string {
  const size = readFileSync("dist/data/traffic.arrow").length;
  return `${formatQuantity(size, "bytes")} of traffic`;
}

import {existsSync} from "node:fs";
import {serve} from "../../loaders/site/serve.js";
import {launchChromium} from "../browser/chromium.js";

// How long after navigation, with nothing in the browser's cache, the Overview of the report in dist/ shows its numbers and
// follows the reader, and when SQL is ready on Ask: npm run build, then node --import tsx tests/bench/first-sight.ts
if (!existsSync("dist/index.html")) throw new Error("no report: dist/index.html is missing; run npm run build first");
const site = await serve("dist");
const browser = await launchChromium();
const median = (values: number[]) => Math.round(values.sort((a, b) => a - b)[values.length >> 1]);
const taken: Record<string, number[]> = {numbers: [], alive: [], sql: []};
try {
  for (let i = 0; i < 5; i++) {
    const context = await browser.newContext();
    const page = await context.newPage();
    let begun = performance.now();
    await page.goto(site.origin, {waitUntil: "commit"});
    await page.locator(".headline dd").first().waitFor();
    taken.numbers.push(performance.now() - begun);
    await page.waitForFunction(() => document.querySelector("main observablehq-loading") === null);
    taken.alive.push(performance.now() - begun);
    await context.close();
    const fresh = await browser.newContext();
    const ask = await fresh.newPage();
    begun = performance.now();
    await ask.goto(`${site.origin}/ask?q=${encodeURIComponent("SELECT 6 * 7 AS answer")}`, {waitUntil: "commit"});
    await ask.getByText("42", {exact: true}).first().waitFor();
    taken.sql.push(performance.now() - begun);
    await fresh.close();
  }
  for (const [name, values] of Object.entries(taken))
    process.stdout.write(`${name.padEnd(8)} median ${median(values)} ms\n`);
} finally {
  await browser.close();
  await site.close();
}

import {existsSync} from "node:fs";
import {serve} from "../../loaders/site/serve.js";
import {launchChromium} from "../browser/chromium.js";

// How long after navigation, with nothing in the browser's cache, the Overview of the report in dist/ shows its numbers and
// follows the reader, and when SQL is ready on Ask: npm run build, then node --import tsx tests/bench/first-sight.ts
if (!existsSync("dist/index.html")) throw new Error("no report: dist/index.html is missing; run npm run build first");
const site = await serve("dist");
const browser = await launchChromium();

// Run in the page: how many milliseconds after navigation the frame with the first number was painted. Asking from outside takes as long again.
const noteNumbers = `
  requestAnimationFrame(function look() {
    if (document.querySelector(".headline dd") === null) return requestAnimationFrame(look);
    const {port1, port2} = new MessageChannel(); // answers after the frame
    port1.onmessage = () => (window.numbersShown = performance.now());
    port2.postMessage(null);
  });`;

const median = (values: number[]) => Math.round(values.sort((a, b) => a - b)[values.length >> 1]);
const taken: Record<string, number[]> = {numbers: [], alive: [], sql: []};
try {
  for (let i = 0; i < 5; i++) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.addInitScript(noteNumbers);
    let begun = performance.now();
    await page.goto(site.origin, {waitUntil: "commit"});
    const shown = await page.waitForFunction(() => (window as {numbersShown?: number}).numbersShown);
    taken.numbers.push(Number(await shown.jsonValue()));
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

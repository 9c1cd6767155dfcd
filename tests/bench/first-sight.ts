import {existsSync} from "node:fs";
import type {Page} from "playwright-core";
import {serve} from "../../loaders/site/serve.js";
import {launchChromium} from "../browser/chromium.js";

// How long after navigation, with nothing in the browser's cache, the Overview of the report in dist/ shows its numbers and
// follows the reader, and when SQL is ready on Ask: npm run build, then node loaders/run.js tests/bench/first-sight.ts
if (!existsSync("dist/index.html")) throw new Error("no report: dist/index.html is missing; run npm run build first");
const site = await serve("dist");
const browser = await launchChromium();

// Run in the page: how many milliseconds after navigation the frame was painted with the first of these elements, and of this text
// if one is told. Asking from outside takes longer, up to half a second.
const noteShown = (selector: string, text = "") => `
  requestAnimationFrame(function look() {
    const there = [...document.querySelectorAll("${selector}")].some((node) => node.textContent.includes("${text}"));
    if (!there) return requestAnimationFrame(look);
    const {port1, port2} = new MessageChannel(); // answers after the frame
    port1.onmessage = () => (window.shown = performance.now());
    port2.postMessage(null);
  });`;

async function shownIn(page: Page): Promise<number> {
  const shown = await page.waitForFunction(() => (window as {shown?: number}).shown);
  return Number(await shown.jsonValue());
}

const median = (values: number[]) => Math.round(values.sort((a, b) => a - b)[values.length >> 1]);
const taken: Record<string, number[]> = {numbers: [], alive: [], sql: []};
try {
  for (let i = 0; i < 9; i++) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.addInitScript(noteShown(".headline dd"));
    const begun = performance.now();
    await page.goto(site.origin, {waitUntil: "commit"});
    taken.numbers.push(await shownIn(page));
    await page.waitForFunction(() => document.querySelector("main observablehq-loading") === null);
    taken.alive.push(performance.now() - begun);
    await context.close();
    const fresh = await browser.newContext();
    const ask = await fresh.newPage();
    await ask.addInitScript(noteShown(".ask-result td", "42"));
    await ask.goto(`${site.origin}/ask?q=${encodeURIComponent("SELECT 6 * 7 AS answer")}`, {waitUntil: "commit"});
    taken.sql.push(await shownIn(ask));
    await fresh.close();
  }
  for (const [name, values] of Object.entries(taken))
    process.stdout.write(`${name.padEnd(8)} median ${median(values)} ms\n`);
} finally {
  await browser.close();
  await site.close();
}

import {existsSync} from "node:fs";
import type {Page} from "playwright-core";
import {tableFromIPC} from "apache-arrow";
import {serve} from "../../loaders/site/serve.js";
import {launchChromium} from "../browser/chromium.js";
import {visit} from "../browser/visit.js";

// How long the Overview of the report in dist/ takes to show one hour by the minute, and what it has loaded by then:
//   npm run generate -- --rows 20m --days 30 --out /tmp/20m.csv && npm run build -- /tmp/20m.csv
//   node loaders/run.js tests/bench/zoom.ts
const folder = process.env.ATLAS_OUTPUT || "dist";
if (!existsSync(`${folder}/index.html`)) throw new Error(`no report: ${folder}/index.html; run npm run build first`);
const rounds = 5;
const site = await serve(folder);
const browser = await launchChromium();
try {
  const read = async (name: string) =>
    tableFromIPC(new Uint8Array(await (await fetch(`${site.origin}/data/${name}.arrow`)).arrayBuffer()));
  const tiles = (await read("tiles"))
    .toArray()
    .map((row) => row.toJSON() as {start: number; bytes: number; rows: number});
  const size = tiles.reduce((sum, {bytes}) => sum + bytes, 0);
  console.warn(
    `Zoom: ${tiles.length} tiles of ${(size / 1e6).toFixed(1)} MB, ${tiles.reduce((sum, {rows}) => sum + rows, 0).toLocaleString("en-US")} rows`
  );
  const at = (i: number) => Number(tiles[Math.floor(((i + 0.5) * tiles.length) / rounds)].start);
  const hour = (start: number) => [start, start + 3_600_000].map((time) => new Date(time).toISOString());

  const opened: number[] = [];
  const loaded: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const [from, to] = hour(at(i));
    const {page} = await visit(browser, `${site.origin}/made`); // a window that is warm, with nothing of the report in its cache
    const bytes = await countBytes(page);
    const begun = performance.now();
    await page.goto(`${site.origin}/?from=${from}&to=${to}`, {waitUntil: "commit"});
    await minutesShown(page);
    opened.push(performance.now() - begun);
    await page.waitForLoadState("networkidle");
    loaded.push(bytes());
    await page.context().close();
  }
  console.warn(
    `  a link to an hour, opened: minutes shown after ${describe(opened)}; ${(Math.max(...loaded) / 1e6).toFixed(1)} MB loaded`
  );

  const {page} = await visit(browser, site.origin);
  const bytes = await countBytes(page);
  const zoomed: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const [from, to] = hour(at(i));
    const drawn = page.evaluate(() => Promise.resolve((document.querySelector(".time-detail") as HTMLElement).hidden));
    await drawn;
    const begun = performance.now();
    await page.evaluate(
      ([from, to]) => {
        history.replaceState(null, "", `?from=${from}&to=${to}`);
        dispatchEvent(new PopStateEvent("popstate"));
      },
      [from, to]
    );
    await minutesShown(page);
    zoomed.push(performance.now() - begun);
    const addresses = await page.evaluate(() => document.querySelector(".selection-said")!.textContent);
    if (i === rounds - 1) console.warn(`  ${addresses}`);
    await page.evaluate(() => {
      history.replaceState(null, "", "?");
      dispatchEvent(new PopStateEvent("popstate"));
    });
    await page.locator(".time-detail").waitFor({state: "hidden"});
  }
  console.warn(
    `  zoom to an hour of another day: minutes shown after ${describe(zoomed)}; ${(bytes() / 1e6).toFixed(1)} MB for ${rounds} of them`
  );
} finally {
  await browser.close();
  await site.close();
}

/** Counts what a page loads from now on, as it comes over the network. */
async function countBytes(page: Page): Promise<() => number> {
  const session = await page.context().newCDPSession(page);
  let sum = 0;
  session.on("Network.loadingFinished", ({encodedDataLength}) => (sum += encodedDataLength));
  await session.send("Network.enable");
  return () => sum;
}

/** Waits until the finer time line is painted. */
async function minutesShown(page: Page): Promise<void> {
  await page.locator(".time-detail:not([hidden]) .stack").first().waitFor({state: "attached"});
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
}

function describe(times: number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  return `median ${Math.round(sorted[sorted.length >> 1])} ms, most ${Math.round(sorted.at(-1)!)} ms of ${times.length}`;
}

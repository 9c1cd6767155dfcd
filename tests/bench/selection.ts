import {existsSync} from "node:fs";
import {tableFromIPC} from "apache-arrow";
import {serve} from "../../loaders/site/serve.js";
import {launchChromium} from "../browser/chromium.js";
import {visit} from "../browser/visit.js";

// How long a selection takes on the Overview of the report in dist/, from the pointer's event until all charts are painted:
// npm run build, then node loaders/run.js tests/bench/selection.ts
if (!existsSync("dist/index.html")) throw new Error("no report: dist/index.html is missing; run npm run build first");
const site = await serve("dist");
const browser = await launchChromium();
try {
  const traffic = await (await fetch(`${site.origin}/data/traffic.arrow`)).arrayBuffer();
  const rows = tableFromIPC(new Uint8Array(traffic)).numRows;
  const {page, errors} = await visit(browser, site.origin);
  await page.evaluate(() => {
    const times: number[] = [];
    let begun = 0;
    for (const kind of ["pointermove", "click"]) addEventListener(kind, () => (begun = performance.now()), true);
    document.addEventListener("selection-drawn", () => {
      const {port1, port2} = new MessageChannel(); // answers after the frame is painted
      port1.onmessage = () => times.push(performance.now() - begun);
      port2.postMessage(null);
    });
    Object.assign(window, {selectionTimes: times});
  });
  const taken = () =>
    page.evaluate(async () => {
      await new Promise((done) => setTimeout(done, 60));
      return (window as unknown as {selectionTimes: number[]}).selectionTimes.splice(0);
    });
  const box = (await page.locator(".brush-plot").boundingBox())!;
  const at = (share: number) => box.x + box.width * share;
  const y = box.y + box.height / 2;

  const brushed: number[] = [];
  await page.mouse.move(at(0.2), y);
  await page.mouse.down();
  for (let i = 1; i <= 60; i++) {
    await page.mouse.move(at(0.2 + i / 90), y);
    brushed.push(...(await taken()));
  }
  await page.mouse.up();
  const [from, to] = [at(0.55), at(0.3)];
  await page.mouse.move(from, y);
  await page.mouse.down();
  for (let i = 1; i <= 40; i++) {
    await page.mouse.move(from + ((to - from) * i) / 40, y);
    brushed.push(...(await taken()));
  }
  await page.mouse.up();

  const clicked: number[] = [];
  for (let round = 0; round < 3; round++)
    for (const key of ["country ", "protocol ", "status ", "ip "]) {
      const bars = page.locator(`.bar-button[data-key^="${key}"]`);
      for (let i = 0; i < Math.min(4, await bars.count()); i++) {
        await bars.nth(i).scrollIntoViewIfNeeded();
        await bars.nth(i).click();
        clicked.push(...(await taken()));
      }
    }
  console.warn(`Selection at ${rows.toLocaleString("en-US")} rows of traffic, ${errors.length} errors`);
  console.warn(`  brush  ${describe(brushed)}`);
  console.warn(`  click  ${describe(clicked)}`);
} finally {
  await browser.close();
  await site.close();
}

function describe(times: number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) =>
    `${Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))])} ms`;
  return `median ${at(0.5)}, p95 ${at(0.95)}, most ${at(1)} of ${times.length}`;
}

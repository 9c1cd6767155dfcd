import {cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {tableFromIPC} from "apache-arrow";
import type {Browser, Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, inject, it} from "vitest";
import {makeTables} from "../../loaders/atlas.js";
import {generate} from "../../loaders/generate/index.js";
import {silent} from "../../loaders/progress.js";
import type {TableName} from "../../loaders/schema.js";
import {normalizeSettings} from "../../loaders/settings.js";
import type {Served} from "../../loaders/site/serve.js";
import {serve} from "../../loaders/site/serve.js";
import {tableFolder, tablePath, tileFolder} from "../../loaders/store-paths.js";
import {seriousFindings} from "./axe.js";
import {launchChromium} from "./chromium.js";
import {change, failedCells, visit} from "./visit.js";

interface Event {
  readonly time: number;
  readonly ip: string;
  readonly bytes: number;
}

const root = mkdtempSync(join(tmpdir(), "traffic-atlas-zoom-"));
const minute = 60_000;
let browser: Browser;
let site: Served;
let events: Event[];
let quiet: string; // an address that only the tile of its day tells apart
let day: number; // of that address
let bucket: number; // milliseconds, of the report

/** The built site of the fixture with the tables of a busier log in the place of its own. */
beforeAll(async () => {
  const log = join(root, "sample.csv");
  const settings = normalizeSettings({budget: {rows: 20_000}, store: "store"}, {root, args: [log]});
  await generate({rows: 60_000, seed: 3, days: 5, format: "csv", out: log, progress: silent});
  await makeTables(settings, {progress: silent, tiles: true});
  events = readFileSync(log, "utf8")
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => {
      const [time, ip, , bytes] = line.split(",");
      return {time: Date.parse(`${time.replace(" ", "T").replace(/Z?$/, "")}Z`), ip, bytes: Number(bytes)};
    });
  const folder = join(root, "site");
  cpSync(inject("folder"), folder, {recursive: true});
  for (const file of readdirSync(join(folder, "_file", "data"))) {
    const name = file.split(".")[0] as TableName;
    if (file.endsWith(".arrow") && readdirSync(tableFolder(settings.store)).includes(`${name}.arrow`))
      writeFileSync(join(folder, "_file", "data", file), readFileSync(tablePath(settings.store, name)));
  }
  cpSync(tileFolder(settings.store), join(folder, "data", "tiles"), {recursive: true});
  const [summary] = tableFromIPC(readFileSync(tablePath(settings.store, "summary"))).toArray();
  bucket = Number(summary.bucket_seconds) * 1000;
  const known = new Set(
    tableFromIPC(readFileSync(tablePath(settings.store, "sources")))
      .toArray()
      .map(({ip}) => ip as string | null)
  );
  day = Math.floor(events[0].time / 86_400_000 + 2) * 86_400_000;
  const sums = new Map<string, number>();
  for (const {time, ip, bytes} of events)
    if (time >= day && time < day + 86_400_000) sums.set(ip, (sums.get(ip) ?? 0) + bytes);
  quiet = [...sums].sort((a, b) => b[1] - a[1]).find(([ip]) => !known.has(ip))![0];
  site = await serve(folder);
  browser = await launchChromium();
}, 120_000);

afterAll(async () => {
  await browser.close();
  await site.close();
  rmSync(root, {recursive: true});
});

const stamp = (time: number) => new Date(time).toISOString();
const open = async (path: string, options = {}) => visit(browser, site.origin + path, options);
const detailShown = (page: Page) =>
  page.locator(".time-detail:not([hidden]) .stack").first().waitFor({state: "attached"});
const note = (page: Page) => page.locator(".selection-detail").innerText();

async function figures(page: Page): Promise<{bytes: number; events: number}> {
  const [bytes, count] = await page
    .locator(".headline > div")
    .evaluateAll((all) => all.map((one) => one.querySelector("dd")!).map((dd) => dd.title || dd.textContent));
  const number = (text: string | null) => Number((text ?? "").replace(/[^\d]/g, ""));
  return {bytes: number(bytes), events: number(count)};
}

function counted(from: number, to: number, ip?: string) {
  const some = events.filter((event) => event.time >= from && event.time < to && (ip === undefined || event.ip === ip));
  return {bytes: some.reduce((sum, {bytes}) => sum + bytes, 0), events: some.length};
}

describe("zooming in", () => {
  it("shows the minutes that a link names, and can be used by everyone, also on a phone", async () => {
    const [from, to] = [day + 617 * minute, day + 652 * minute];
    for (const path of ["/", "/sources", "/map", "/country?code=US"]) {
      const query = `from=${stamp(from)}&to=${stamp(to)}`;
      const {page, errors} = await open(`${path}${path.includes("?") ? "&" : "?"}${query}`);
      const check = async () => {
        await page.waitForFunction(() => document.querySelector(".selection.waiting") === null);
        if (path === "/") {
          await detailShown(page);
          expect(await figures(page)).toEqual(counted(from, to));
        }
        const found = [errors, await failedCells(page), await note(page), await seriousFindings(page)];
        expect(found).toEqual([[], [], "", []]);
        const fits = await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
        expect(fits).toBe(true);
      };
      await check();
      await change(page, "dark", {width: 390, height: 844});
      await check();
      await page.context().close();
    }
  }, 120_000);

  it("has the line of everything else in both time charts, and in the tables behind them", async () => {
    const times = `from=${stamp(day + 600 * minute)}&to=${stamp(day + 660 * minute)}`;
    const {page, errors} = await open(`/?only.country=US&${times}&compare=rest`);
    await detailShown(page);
    for (const chart of [".time-brush", ".time-detail"]) {
      const line = page.locator(`${chart} .brush-compared`).last();
      expect(await line.getAttribute("d")).toMatch(/^M/);
    }
    await page.locator(".time-detail summary").filter({hasText: "Show as table"}).click();
    await page.locator(".time-detail th").first().waitFor(); // filled once it is open
    expect(await page.locator(".time-detail th").allInnerTexts()).toContain("Its share of everything else");
    expect(errors).toEqual([]);
    await page.context().close();
  });

  it("is done with the mouse: a bucket on the first line, then minutes on the second; its address opens the same", async () => {
    const {page, errors} = await open("/");
    const drag = async (selector: string, [first, last]: [number, number]) => {
      await page.locator(selector).scrollIntoViewIfNeeded();
      const box = (await page.locator(selector).boundingBox())!;
      await page.mouse.move(box.x + box.width * first, box.y + 20);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * last, box.y + 20); // one move: the address follows a moment later
      await page.mouse.up();
    };
    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await drag(".time-brush .brush-plot", [0.42, 0.5]);
    await detailShown(page);
    await page.waitForURL(/from=.*to=/);
    expect(asked.filter((path) => path.startsWith("/data/tiles/")).length).toBeGreaterThan(0);
    const wide = page.url();
    await drag(".time-detail .brush-plot", [0.1, 0.2]);
    await page.waitForURL((url) => url.href !== wide && url.searchParams.has("from"));
    const [from, to] = ["from", "to"].map((name) => Date.parse(new URL(page.url()).searchParams.get(name)!));
    expect((to - from) / minute).toBeGreaterThan(0);
    await page.waitForFunction(() => document.querySelector(".selection.waiting") === null);
    const shown = await figures(page);
    expect(shown).toEqual(counted(from, to));
    await page.getByRole("slider", {name: "End of the selected time, in detail"}).focus();
    await page.keyboard.press("ArrowLeft");
    await page.waitForURL((url) => Date.parse(url.searchParams.get("to")!) === to - minute);
    const {page: afresh} = await open(new URL(page.url()).search.replace(/^/, "/"));
    await detailShown(afresh);
    expect(await figures(afresh)).toEqual(counted(from, to - minute));
    expect(errors).toEqual([]);
    await afresh.context().close();
    await page.context().close();
  }, 60_000);

  it("keeps to whole buckets while detail is on its way or cannot be loaded, and says so", async () => {
    const {page} = await open("/");
    const waiting: (() => void)[] = [];
    let gone = false;
    await page.route(/\/data\/tiles\/\d/, async (route) => {
      if (!gone) await new Promise<void>((done) => waiting.push(done));
      await route.fulfill({status: 404});
    });
    const [from, to] = [day + 617 * minute, day + 652 * minute];
    await page.evaluate(
      (search) => {
        history.replaceState(null, "", search);
        dispatchEvent(new PopStateEvent("popstate"));
      },
      `?from=${stamp(from)}&to=${stamp(to)}`
    );
    await page.locator(".selection.waiting").waitFor();
    expect(await note(page)).toMatch(/^Time is told by .* until the detail by the minute is here\. Figures are of /);
    const around = counted(Math.floor(from / bucket) * bucket, Math.ceil(to / bucket) * bucket);
    expect(await figures(page)).toEqual(around);
    gone = true;
    waiting.forEach((done) => done());
    await page.getByText(/could not be loaded \(404/).waitFor();
    expect(await figures(page)).toEqual(around);
    await page.context().close();
  }, 60_000);

  it("keeps an address of a link that only detail tells apart, until the time is widened", async () => {
    const {page} = await open(`/?from=${stamp(day)}&to=${stamp(day + 90 * minute * 8)}&only.ip=${quiet}`);
    await page.waitForFunction(() => document.querySelector(".selection.waiting") === null);
    expect(await figures(page)).toEqual(counted(day, day + 90 * minute * 8, quiet));
    expect(await page.locator(".selection-lost").innerText()).toBe("");
    await page.getByRole("button", {name: /^Drop Time/}).click();
    await page.waitForURL((url) => !url.searchParams.has("only.ip"));
    expect(await page.locator(".selection-lost").innerText()).toContain(quiet);
    await page.context().close();
  }, 60_000);
});

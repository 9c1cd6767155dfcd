import type {Browser, BrowserContextOptions, Page} from "playwright-core";

export interface Visit {
  readonly page: Page;
  readonly errors: string[]; // of the console and of the page
  readonly outside: string[]; // requests to other hosts
}

/** Opens an address in a window of its own, and waits until everything is drawn. */
export async function visit(browser: Browser, address: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({viewport: {width: 1280, height: 860}, ...options});
  const page = await context.newPage();
  const errors: string[] = [];
  const outside: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(`${message.text()} ${message.location().url}`);
  });
  page.on("pageerror", (error) => errors.push(String(error)));
  const {origin} = new URL(address);
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && !["data:", "blob:"].includes(url.protocol)) outside.push(url.href);
  });
  await page.goto(address);
  await drawn(page);
  await page.waitForLoadState("networkidle");
  return {page, errors, outside};
}

/** Waits until every cell of a page is drawn. */
export async function drawn(page: Page): Promise<void> {
  await page.locator(".credits").waitFor();
  await page.waitForFunction(
    () => document.querySelectorAll("main .observablehq--running, main observablehq-loading").length === 0
  );
}

/** Gives a page the other colour scheme than it has, and another size if one is named, and waits until all is drawn anew. */
export async function change(
  page: Page,
  colorScheme: "light" | "dark",
  size?: {width: number; height: number}
): Promise<void> {
  const before = await page.evaluate(() => getComputedStyle(document.body).color);
  if (size) await page.setViewportSize(size);
  await page.emulateMedia({colorScheme});
  await page.waitForFunction((color) => getComputedStyle(document.body).color !== color, before);
  await page.evaluate(() => new Promise((done) => setTimeout(done, 100))); // the cells begin to be drawn anew
  await drawn(page);
}

/** What the page shows in place of a cell that failed. */
export async function failedCells(page: Page): Promise<string[]> {
  return page.locator(".observablehq--error").allTextContents();
}

/** Goes to a selection by the page's address, without loading it again. Tells how much of the page fits a selector just then. */
export async function goTo(page: Page, query: string, selector = "html"): Promise<number> {
  return page.evaluate(
    async ([search, counted]) => {
      const drawn = new Promise((done) => document.addEventListener("selection-drawn", done, {once: true}));
      history.pushState(null, "", `?${search}`);
      dispatchEvent(new PopStateEvent("popstate"));
      await drawn;
      return document.querySelectorAll(counted).length;
    },
    [query, selector]
  );
}

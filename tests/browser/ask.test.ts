import type {Browser, Page} from "playwright-core";
import {afterAll, beforeAll, describe, expect, inject, it} from "vitest";
import {cookbook} from "../../src/components/ask/cookbook.js";
import {launchChromium} from "./chromium.js";
import {visit} from "./visit.js";

let browser: Browser;
let page: Page;
let outside: readonly string[];
let errors: readonly string[];
beforeAll(async () => {
  browser = await launchChromium();
  ({page, outside, errors} = await visit(browser, `${inject("origin")}/ask`));
}, 60_000);
afterAll(() => browser.close());

/** Writes a query as a reader would, runs it with the keys, and waits for its end. */
async function ask(sql: string) {
  await page.locator(".cm-content").click();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.insertText(sql);
  await page.keyboard.press("ControlOrMeta+Enter");
  await page.locator(".ask button[aria-busy=false]").waitFor();
}
const status = () => page.locator(".ask-status").innerText();
const problem = () => page.locator(".ask-error").innerText();
const cells = () => page.locator(".ask-result tbody td").allInnerTexts();

describe("the Ask page", () => {
  it.each(cookbook.map(({question}) => question))("answers: %s", async (question) => {
    await page.getByRole("button", {name: question, exact: true}).click();
    await page.locator(".ask button[aria-busy=false]").waitFor();
    expect(await page.locator(".ask-error").isVisible()).toBe(false);
    expect(await status()).toMatch(/rows? in/);
  });

  it("runs what is written, and draws it", async () => {
    await ask("SELECT class, sum(events) AS events FROM sources GROUP BY class ORDER BY class");
    expect(await status()).toMatch(/rows? in/);
    await page.locator(".ask-result svg").first().waitFor(); // drawn in the frame after the answer
    expect(new URL(page.url()).searchParams.get("q")).toContain("SELECT class");
  });

  it("opens a link with its answer", async () => {
    const {page: other} = await visit(
      browser,
      `${inject("origin")}/ask?q=${encodeURIComponent("SELECT 6 * 7 AS answer")}`
    );
    await other.locator(".ask-result tbody td").first().waitFor();
    expect(await other.locator(".ask-result tbody td").first().innerText()).toBe("42");
    await other.context().close();
  });

  it("says what is wrong, and where", async () => {
    await ask("SELECT class\nFORM sources");
    expect(await problem()).toContain("Line 2: ");
    await page.locator(".cm-lintRange-error").first().waitFor({state: "attached"});
  });

  it("says of an earlier result that it is one", async () => {
    expect(await status()).toBe("Below is still what the query before gave.");
    expect(await page.locator(".ask-result.past").count()).toBe(1);
    await ask("SELECT 1 AS one");
    expect([await status(), await page.locator(".ask-result.past").count()]).toEqual([
      expect.stringMatching(/^1\srow in/),
      0
    ]);
  });

  it("knows of tables that no query has named yet", async () => {
    await ask("SELECT count(*) FROM trafic");
    expect(await problem()).toMatch(/trafic does not exist!\s+Did you mean "traffic"/);
    await ask("SHOW TABLES");
    expect(await cells()).toEqual(expect.arrayContaining(["destinations", "evidence", "list_rejects", "traffic"]));
  });

  it("cuts a long result, and says so", async () => {
    await ask("SELECT i FROM range(20000) t(i)");
    expect(await status()).toMatch(/^the first 10.000.rows/);
  });

  it("stops a query without an end, and answers the next", async () => {
    await page.locator(".cm-content").click();
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.insertText("SELECT count(*) FROM range(10000000000) a, range(1000000) b");
    await page.keyboard.press("ControlOrMeta+Enter");
    await page.getByRole("button", {name: "Stop"}).click();
    await page.locator(".ask button[aria-busy=false]").waitFor();
    expect(await problem()).toBe("stopped");
    await ask("SELECT count(*) AS n FROM summary");
    expect(await cells()).toEqual(["1"]);
  }, 60_000);

  it.each([
    `SELECT * FROM read_csv('${"http://192.0.2.1/x.csv"}')`,
    "SELECT * FROM 'https://192.0.2.1/x.parquet'",
    "INSTALL httpfs; LOAD httpfs",
    "LOAD spatial",
    "SET enable_external_access = true",
    "ATTACH 'https://192.0.2.1/x.db'"
  ])("reaches no network: %s", async (sql) => {
    await ask(sql);
    expect(await page.locator(".ask-error").isVisible()).toBe(true);
  });

  it("asked nothing of other hosts all the while, and no script failed", () => {
    expect(outside).toEqual([]);
    expect(errors).toEqual([]);
  });
});

import {readFileSync} from "node:fs";
import {createRequire} from "node:module";
import type axe from "axe-core";
import type {Page} from "playwright-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe-core finds serious or critical on a page, and where. */
export async function seriousFindings(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.addScriptTag({content: source});
  const violations = await page.evaluate(async () => {
    const {violations} = await (window as unknown as {axe: typeof axe}).axe.run(document, {
      resultTypes: ["violations"],
      preload: false // fetches for a rule that is not on, and for sound
    });
    return violations.map(({id, impact, nodes}) => ({id, impact, where: nodes.slice(0, 3).map(({html}) => html)}));
  });
  return violations
    .filter(({impact}) => impact === "serious" || impact === "critical")
    .map(({id, where}) => `${id}: ${where.join(" | ").slice(0, 500)}`);
}

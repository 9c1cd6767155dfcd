import {existsSync} from "node:fs";
import {serve} from "../../loaders/site/serve.js";
import {launchChromium} from "./chromium.js";
import {visit} from "./visit.js";

// Takes the picture of the README from the report in dist/: npm run build && npm run screenshot.
if (!existsSync("dist/map.html")) throw new Error("no report: dist/map.html is missing; run npm run build first");
const site = await serve("dist");
const browser = await launchChromium();
const options = {colorScheme: "dark", viewport: {width: 1280, height: 720}, reducedMotion: "reduce"} as const;
const {page} = await visit(browser, `${site.origin}/map`, options);
await page.screenshot({path: "tests/browser/map.png"});
await browser.close();
await site.close();

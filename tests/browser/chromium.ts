import type {Browser} from "playwright-core";
import {chromium as playwright} from "playwright-core";

const quiet = [
  "--no-sandbox",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-domain-reliability",
  "--disable-sync",
  "--no-first-run",
  "--no-default-browser-check",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1" // keeps pages from other hosts; to be asked for each request took a fifth of the time of loading one
];

const shown = ["--hide-scrollbars"]; // left out: on many systems they take room from what scrolls

/** Starts the Chromium that CHROMIUM_PATH names, else the one that comes as a package and needs nothing installed. */
export async function launchChromium(): Promise<Browser> {
  const options = {ignoreDefaultArgs: shown};
  if (process.env.CHROMIUM_PATH)
    return playwright.launch({...options, executablePath: process.env.CHROMIUM_PATH, args: quiet});
  process.env.AWS_EXECUTION_ENV ??= "AWS_Lambda_nodejs20.x"; // else it keeps the system libraries that it carries packed
  const {default: chromium} = await import("@sparticuz/chromium");
  const apart = ["--single-process", "--no-zygote", "--disable-web-security"]; // one process dies with its first page
  const emulated = /^--(use-gl|use-angle|enable-unsafe-swiftshader|ignore-gpu-blocklist|in-process-gpu)/; // draws a map in 12 s, the processor alone in no time
  const args = chromium.args.filter((arg) => ![...apart, ...shown].includes(arg) && !emulated.test(arg));
  return playwright.launch({
    ...options,
    executablePath: await chromium.executablePath(),
    args: [...args, "--disable-gpu", ...quiet]
  });
}

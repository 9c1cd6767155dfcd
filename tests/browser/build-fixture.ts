import {cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import type {TestProject} from "vitest/node";
import {serve} from "../../loaders/site/serve.js";
import {newPage} from "../../loaders/site/new-page.js";
import {pageOf} from "../../src/components/ask/page-of.js";
import {runBuild, withoutNetwork} from "./run-build.js";

declare module "vitest" {
  export interface ProvidedContext {
    folder: string; // the built site
    origin: string; // where it is served
  }
}

const networks = [{name: "Servers", addresses: "198.51.100.0/31"}]; // of the three destinations one

const root = fileURLToPath(new URL("../..", import.meta.url));

const askedPage = pageOf({
  title: "Events by <protocol>",
  sql: "SELECT protocol, sum(events)::DOUBLE AS events FROM traffic GROUP BY ALL ORDER BY 2 DESC",
  tables: ["traffic", "sources"],
  chart: {kind: "bars", x: 0, y: 1, color: null},
  columns: [
    {name: "protocol", kind: "text"},
    {name: "events", kind: "number"}
  ]
});

const ownTable = `-- Events by hour of the day
SELECT hour(timestamp) AS hour, count(*) AS events FROM events GROUP BY ALL ORDER BY hour; -- UTC
`;

const ownLoader = `// Events by protocol, and all others
import {publish} from "../../loaders/site/publish.js";

await publish(async (query) => {
  const rows = await query("SELECT protocol, count(*) AS events FROM events GROUP BY ALL ORDER BY ALL");
  const [{total}] = await query("SELECT events AS total FROM summary");
  return rows.map((row) => ({...row, rest: Number(total) - Number(row.events)}));
});
`;

/**
 * Builds one site from the logs in `tests/fixtures/site` and the lists in `site-lists`, in a copy of the project, and serves it to
 * all browser tests. Nothing is in its caches, and the network is denied where the system allows that; else that is said.
 */
export default async function setup({provide}: TestProject): Promise<() => Promise<void>> {
  const copy = realpathSync(mkdtempSync(join(tmpdir(), "traffic-atlas-")));
  const remove = () => rmSync(copy, {recursive: true, force: true});
  try {
    await buildCopy(copy);
    const folder = join(copy, "dist");
    const site = await serve(folder);
    provide("folder", folder);
    provide("origin", site.origin);
    return async () => {
      await site.close();
      remove();
    };
  } catch (error) {
    remove();
    throw error;
  }
}

async function buildCopy(copy: string): Promise<void> {
  const cache = join(root, "src", ".observablehq");
  for (const name of ["loaders", "src", "package.json", "package-lock.json", "observablehq.config.ts", "tsconfig.json"])
    cpSync(join(root, name), join(copy, name), {recursive: true, filter: (path) => path !== cache});
  cpSync(join(root, "tests", "fixtures", "site"), join(copy, "data", "logs"), {recursive: true});
  cpSync(join(root, "tests", "fixtures", "site-lists"), join(copy, "data", "lists"), {recursive: true});
  writeFileSync(join(copy, "atlas.config.ts"), `export default ${JSON.stringify({networks})};\n`); // the settings here are the user's
  newPage("Which networks send most 404s?", join(copy, "src"));
  writeFileSync(join(copy, "src", "asked.md"), askedPage);
  writeFileSync(join(copy, "src", "data", "by_hour.arrow.sql"), ownTable);
  writeFileSync(join(copy, "src", "data", "by_protocol.arrow.ts"), ownLoader);
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"), "junction");
  if (withoutNetwork.length === 0)
    console.warn("note: this system allows no process without a network; builds run with one");
  const {code, said} = await runBuild(copy);
  if (code !== 0) throw new Error(`the build of the fixture failed: ${code}\n${said}`);
}

import {execFile} from "node:child_process";
import {createHash} from "node:crypto";
import {existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync} from "node:fs";
import {availableParallelism} from "node:os";
import {join} from "node:path";
import {fileURLToPath} from "node:url";
import {promisify} from "node:util";
import {codeDigest} from "../code-digest.js";
import {runner} from "../typescript.js";
import type {DrawnCells, DrawnPage} from "./draw-page.js";
import {isDrawing} from "./drawing.js";

const run = promisify(execFile);
const program = fileURLToPath(new URL("draw-page-process.ts", import.meta.url));
const blocks = /<(?:div|p|ul|ol|dl|table|section|details|figure|form|h\d)\b/;

export interface FirstSightOptions {
  cache: string; // folder for what pages showed, for the next build
  env: NodeJS.ProcessEnv;
  warn: (message: string) => void;
  patience?: number; // milliseconds that a page may take to be at rest; defaults to 30,000
}

/**
 * Puts what the cells of each page show into the page as built, so that its numbers, charts and tables are there before any
 * script has run, and for readers who let none run. A page that cannot be drawn stays as it is, and that is said. One that is as it was in
 * the last build is not drawn again, if it was at rest then: it names its modules and its data by their content.
 */
export async function drawFirstSight(
  folder: string,
  {cache, env, warn, patience = 30_000}: FirstSightOptions
): Promise<void> {
  const pages = (readdirSync(folder, {recursive: true}) as string[]).filter((name) => name.endsWith(".html"));
  const next = pages.values();
  const code = codeDigest(["site"]);
  const used = new Set<string>();
  mkdirSync(cache, {recursive: true});
  const draw = async () => {
    for (const page of next) {
      const path = join(folder, page);
      const html = readFileSync(path, "utf8");
      if (!html.includes("<!--:")) continue; // no cells
      const name = `${createHash("sha256").update(code).update(page).update(html).digest("hex")}.json`;
      const drawing = join(cache, name);
      try {
        if (!existsSync(drawing)) {
          const {stdout} = await run(process.execPath, [runner, program, folder, page, String(patience)], {
            ...{env, timeout: patience + 30_000, maxBuffer: 64 * 2 ** 20}
          });
          const {cells, atRest} = JSON.parse(stdout) as DrawnPage;
          writeFileSync(path, insertCells(html, cells));
          if (!atRest) continue;
          writeFileSync(`${drawing}.${process.pid}`, JSON.stringify(cells));
          renameSync(`${drawing}.${process.pid}`, drawing);
        } else writeFileSync(path, insertCells(html, JSON.parse(readFileSync(drawing, "utf8")) as DrawnCells));
        used.add(name);
      } catch (error) {
        warn(`page not drawn ahead: ${page}: ${reasonOf(error)}; it shows once its script runs`);
      }
    }
  };
  const scope = join(folder, "package.json"); // tells Node that the site's scripts are modules, wherever the site is built
  writeFileSync(scope, '{"type": "module"}');
  const most = availableParallelism() + 1; // each waits for a while until a page is at rest
  await Promise.all(Array.from({length: most}, draw)).finally(() => rmSync(scope));
  for (const name of readdirSync(folder)) if (isDrawing(name)) rmSync(join(folder, name)); // of a process that was ended
  for (const name of readdirSync(cache)) if (!used.has(name)) rmSync(join(cache, name));
}

/**
 * Puts each cell's HTML where Framework shows that the cell is loading, and so takes it away when the cell shows itself. A
 * paragraph around what cannot stand in one becomes a division, else a browser would end it before.
 */
export function insertCells(html: string, cells: DrawnCells): string {
  return Object.entries(cells).reduce((page, [id, shown]) => {
    const root = `<!--:${id}:-->`;
    const at = page.indexOf(root);
    if (at < 0) return page;
    const [before, after] = [
      page.slice(0, at).replace(/<observablehq-loading><\/observablehq-loading>$/, ""),
      page.slice(at)
    ];
    const sight = `<observablehq-loading class="first-sight">${shown}</observablehq-loading>`;
    const open = before.lastIndexOf("<p>");
    if (!blocks.test(shown) || open < 0 || before.indexOf("</p>", open) >= 0) return before + sight + after;
    const opened = `${before.slice(0, open)}<div class="paragraph">${before.slice(open + 3)}`;
    return opened + sight + after.replace("</p>", "</div>");
  }, html);
}

function reasonOf(error: unknown): string {
  const {stderr, message} = error as Error & {stderr?: string};
  return (stderr?.trim() || message).split("\n")[0];
}

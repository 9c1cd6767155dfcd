import {readdirSync, readFileSync, statSync, utimesSync, writeFileSync} from "node:fs";
import {join} from "node:path";

/**
 * Mends what Framework's pages lack for readers with a screen reader or poor sight: the language of the page, zooming on a
 * phone, a name for the switch of the side bar, and a list of pages that holds nothing but its items.
 */
export function finishHtml(html: string): string {
  return html
    .replace(/<html(?=>)/, '<html lang="en"')
    .replace(/(<meta name="viewport" content="[^"]*?),\s*maximum-scale=1/, "$1")
    .replace(
      /<input id="observablehq-sidebar-toggle" type="checkbox"(?! aria-label)/,
      '$& aria-label="Show the side bar"'
    )
    .replace(/<ol>(\s*)(<label id="observablehq-sidebar-close"[^>]*><\/label>)\s*([^]*?<\/ol>)/, "<ol>$1$3$1$2");
}

/** Does so for every page of a built site. */
export function finishSite(folder: string): void {
  for (const name of readdirSync(folder, {recursive: true}) as string[]) {
    if (!name.endsWith(".html")) continue;
    const path = join(folder, name);
    const {atime, mtime} = statSync(path);
    writeFileSync(path, finishHtml(readFileSync(path, "utf8")));
    utimesSync(path, atime, mtime);
  }
}

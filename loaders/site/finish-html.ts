import {readdirSync, readFileSync, statSync, utimesSync, writeFileSync} from "node:fs";
import {join} from "node:path";

// The page for what is not found is sent for any address, however deep, of a site that may stand in any folder: the nearest folder
// that holds a report is the one to start from. Without a script that is the folder of the address.
const findBase = `<script>
for (let at = location.pathname.length; (at = location.pathname.lastIndexOf("/", at - 1)) >= 0; ) {
  const folder = location.pathname.slice(0, at + 1);
  const request = new XMLHttpRequest();
  request.open("HEAD", folder + "data/summary.arrow", false);
  try { request.send(); } catch { continue; }
  if (!request.status || request.status >= 400) continue;
  document.head.append(Object.assign(document.createElement("base"), {href: folder}));
  break;
}
</script>`;

/**
 * Mends what Framework's pages lack for readers with a screen reader or poor sight: the language of the page, zooming on a
 * phone, a name for the switch of the side bar, a place for the links of a page that is not found, and a list of pages that holds nothing but its items.
 */
export function finishHtml(html: string): string {
  return html
    .replace(/<html(?=>)/, '<html lang="en"')
    .replace(/<base href="[^"]*">/, findBase)
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

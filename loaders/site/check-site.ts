import {readdirSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {UserError} from "../errors.js";

const entities: Record<string, string> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#x27;": "'",
  "&#x60;": "`"
};

/**
 * What cannot work in a page, though Framework built it without a complaint: cells that it could not parse, which it shows as an
 * error in the page (line and column are those of the cell), and imports of packages that are not installed.
 */
export function findFaults(html: string): string[] {
  const broken = html.matchAll(/<(?:div|span) class="observablehq--inspect observablehq--error"[^>]*>([^<]*)</g);
  const imports = [...html.matchAll(/^(?:const .* = )?await .*$/gm)].flatMap(([line]) => [
    ...line.matchAll(/\bimport\("([@a-z][^":]*)"\)/gi)
  ]);
  return [
    ...[...broken].map(([, text]) => text.replace(/&(?:#x\d+|\w+);/g, (entity) => entities[entity] ?? entity)),
    ...imports.map(([, name]) => `missing package: ${name} (install it with npm)`)
  ];
}

/** Refuses a built site with a page that cannot work. Throws a UserError that names what and where. */
export function checkSite(folder: string): void {
  const faults = (readdirSync(folder, {recursive: true}) as string[])
    .filter((name) => name.endsWith(".html"))
    .sort()
    .flatMap((name) => {
      const page = `/${name.replaceAll("\\", "/").replace(/(?:^index)?\.html$/, "")}`;
      return findFaults(readFileSync(join(folder, name), "utf8")).map((fault) => `${fault}, in ${page}`);
    });
  if (faults.length === 0) return;
  const [first, ...others] = faults;
  const advice = "mend that and build again, the last good site is as it was";
  throw new UserError([`build failed: ${first}; ${advice}`, ...others].join("\n"));
}

import {readdirSync, readFileSync} from "node:fs";
import {join} from "node:path";

export interface MenuPage {
  readonly name: string;
  readonly path: string; // "/errors"
}

const first = ["map", "countries", "sources", "threats", "networks"];
const last = ["ask", "components", "made"];
const apart = ["index", "404", "address", "country", "network"]; // reached by links, or not at all

/** The pages of the side bar, from the Markdown files of a folder: the report's own, an author's by title, and the tools. */
export function menuOf(folder: string): MenuPage[] {
  const names = readdirSync(folder).flatMap((file) => (file.endsWith(".md") ? [file.slice(0, -3)] : []));
  const page = (name: string) => ({name: titleOf(join(folder, `${name}.md`), name), path: `/${name}`});
  const known = [...first, ...last, ...apart];
  const own = names.filter((name) => !known.includes(name)).map(page);
  return [
    ...first.filter((name) => names.includes(name)).map(page),
    ...own.sort((a, b) => a.name.localeCompare(b.name, "en")),
    ...last.filter((name) => names.includes(name)).map(page)
  ];
}

/** The title of a page's front matter, else its first heading, else its name. */
function titleOf(path: string, name: string): string {
  const text = readFileSync(path, "utf8");
  const head = /^---\r?\n([^]*?)\r?\n---/.exec(text)?.[1] ?? "";
  const title = /^title:\s*(.+?)\s*$/m.exec(head)?.[1] ?? /^#\s+(.+?)\s*$/m.exec(text)?.[1] ?? name;
  if (/^".*"$/.test(title)) return JSON.parse(title) as string;
  return title.replace(/^'(.*)'$/, "$1");
}

import {existsSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {UserError} from "../errors.js";

const longest = 60; // characters of a file's name

/**
 * Writes a page for a question into a folder, named after it, with a query and a chart that run on any report. Gives the file's
 * name. Throws a UserError if the question has no letter or digit, or the page is there already.
 */
export function newPage(question: string, folder: string): string {
  const title = question.replace(/\s+/g, " ").trim();
  const slug = slugOf(title);
  if (slug === "") throw new UserError(`no question: ${JSON.stringify(question)}; give one in words, in quotes`);
  const path = join(folder, `${slug}.md`);
  if (existsSync(path)) throw new UserError(`page exists: ${path}; edit it, or ask in other words`);
  writeFileSync(path, textOf(title), {flag: "wx"});
  return `${slug}.md`;
}

/** The words of a question for an address: lower case, without marks, at whole words no longer than that. */
function slugOf(title: string): string {
  const words = title
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  let slug = "";
  for (const word of words ?? []) {
    const next = slug === "" ? word.slice(0, longest) : `${slug}-${word}`;
    if (next.length > longest) break;
    slug = next;
  }
  return slug;
}

function textOf(title: string): string {
  return `---
title: ${JSON.stringify(title)}
sql: {traffic: ./data/traffic.arrow, sources: ./data/sources.arrow}
---
# ${title.replace(/[\\`*_{}[\]<>#$|~&]/g, (mark) => `&#${mark.charCodeAt(0)};`)}
\`\`\`sql id=rows
SELECT coalesce(organization, 'not told apart') AS network, sum(traffic.events)::DOUBLE AS events
FROM traffic JOIN sources USING (source)
-- WHERE status = '4xx' AND country = 'BR'
GROUP BY ALL ORDER BY events DESC LIMIT 20
\`\`\`
\`\`\`js
import {ResultChart} from "./components/author.js";
display(resize((width) => ResultChart(rows, {width})));
\`\`\`
`;
}

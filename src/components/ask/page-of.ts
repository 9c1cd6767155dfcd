import type {ChartChoice} from "./choose-chart.js";
import type {ResultColumn} from "./answer.js";

export interface PageOptions {
  title: string;
  sql: string;
  tables: readonly string[]; // names of the published tables
  chart: ChartChoice;
  columns: readonly ResultColumn[];
}

/**
 * A page of the project as Markdown: the query as a cell, its result as the chart that was chosen and as a table. Saved under `src/`
 * it runs as it is. Only the tables that the query names are loaded.
 */
export function pageOf({title, sql, tables, chart, columns}: PageOptions): string {
  const used = tables.filter((name) => new RegExp(`\\b${name}\\b`, "i").test(sql));
  const heading = title.replace(/\s+/g, " ").trim() || "A question";
  const name = (at: number | null) => (at === null ? "null" : JSON.stringify(columns[at].name));
  const options = [`kind: ${JSON.stringify(chart.kind)}`, `x: ${name(chart.x)}`, `y: ${name(chart.y)}`];
  if (chart.color !== null) options.push(`color: ${name(chart.color)}`);
  if (chart.kind === "map") options.push("world");
  return [
    `---\ntitle: ${JSON.stringify(heading)}\ntoc: false\n---`,
    `# ${escapeMarkdown(heading)}`,
    fence("js", [
      'import {openDatabase, readWorldOf, ResultChart, ResultTable} from "./components/author.js";'.replace(
        chart.kind === "map" ? "" : " readWorldOf,",
        ""
      ),
      "const sql = openDatabase(DuckDBClient, {",
      ...used.map((table) => `  ${table}: FileAttachment("data/${table}.arrow")${table === used.at(-1) ? "" : ","}`),
      "});",
      ...(chart.kind === "map"
        ? [
            'const world = readWorldOf(FileAttachment("data/world-small.json"), FileAttachment("data/countries.arrow"));'
          ]
        : [])
    ]),
    queryCell(sql.trim().replace(/;\s*$/, "")),
    ...(chart.kind === "none"
      ? []
      : [`<div class="card">\${resize((width) => ResultChart(rows, {width, ${options.join(", ")}}))}</div>`]),
    "${ResultTable(rows)}\n"
  ].join("\n\n");
}

/** A `sql` cell; as JavaScript where the text would end the cell, or hold an expression of it. */
function queryCell(sql: string): string {
  return sql.includes("${") || sql.includes("```") || sql.includes("\\")
    ? fence("js", [`const rows = sql([${JSON.stringify(sql).replaceAll("`", "\\u0060")}]);`])
    : fence("sql id=rows", [sql]);
}

function fence(language: string, lines: readonly string[]): string {
  return `\`\`\`${language}\n${lines.join("\n")}\n\`\`\``;
}

/** A heading that shows the very text: neither markup nor an expression. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#$|~&]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

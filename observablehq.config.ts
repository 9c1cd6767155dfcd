import {schemas} from "./loaders/schema.js";
import {readSettings} from "./loaders/settings.js";
import {attribution} from "./loaders/site/attribution.js";
import {menuOf} from "./loaders/site/menu.js";
import {ownTables} from "./loaders/site/own-tables.js";

const {title} = await readSettings();

export default {
  root: "src",
  output: process.env.ATLAS_OUTPUT || "dist",
  title,
  pages: menuOf("src"),
  home: "Overview",
  style: "style.css",
  head: '<meta name="description" content="Who sent what, and from where: a report on network traffic."><link rel="icon" href="data:,">',
  footer: attribution(),
  globalStylesheets: [], // the default one is a web font, fetched from another host
  duckdb: {extensions: {json: null, parquet: null}}, // anything else downloads them during a build
  dynamicPaths: [...Object.keys(schemas), ...ownTables("src/data").map(({name}) => name)].map(
    (name) => `/data/${name}.arrow`
  ),
  interpreters: {
    ".ts": [process.execPath, "loaders/run.js"],
    ".sql": [process.execPath, "loaders/run.js", "loaders/site/query.ts"]
  },
  pager: false,
  search: false,
  toc: false
};

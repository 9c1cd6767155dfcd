import {schemas} from "./loaders/schema.js";
import {readSettings} from "./loaders/settings.js";
import {attribution} from "./loaders/site/attribution.js";

const {title} = await readSettings();

export default {
  root: "src",
  output: process.env.ATLAS_OUTPUT || "dist",
  title,
  pages: [
    {name: "Map", path: "/map"},
    {name: "Countries", path: "/countries"},
    {name: "Sources", path: "/sources"},
    {name: "Threats", path: "/threats"},
    {name: "Networks", path: "/networks"},
    {name: "Ask", path: "/ask"},
    {name: "How this was made", path: "/made"}
  ],
  home: "Overview",
  style: "style.css",
  head: '<meta name="description" content="Who sent what, and from where: a report on network traffic."><link rel="icon" href="data:,">',
  footer: attribution(),
  globalStylesheets: [], // the default one is a web font, fetched from another host
  duckdb: {extensions: {json: null, parquet: null}}, // anything else downloads them during a build
  dynamicPaths: Object.keys(schemas).map((name) => `/data/${name}.arrow`),
  pager: false,
  search: false,
  toc: false
};

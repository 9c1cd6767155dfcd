import {openAtlas} from "../../../src/components/atlas.js";
import type {Atlas} from "../../../src/components/atlas.js";
import {
  Bool,
  Dictionary,
  Float64,
  Int32,
  Table,
  TimestampMillisecond,
  Uint16,
  Utf8,
  vectorFromArray
} from "apache-arrow";
import type {ColumnType, TableName, TableSchema} from "../../../loaders/schema.js";
import {schemas} from "../../../loaders/schema.js";
import {tileSources} from "../../../loaders/tables/tiles.js";
import {flowFile} from "../../../loaders/tables/write-flows.js";
import {openFlows} from "../../../src/components/flows.js";
import type {Flows, FlowsOptions} from "../../../src/components/flows.js";
import type {TilesOptions} from "../../../src/components/tiles.js";

const hour = 3_600_000;
export const noon = Date.UTC(2025, 10, 17, 12);

type Row = Record<string, unknown>;

/** A published table from literal rows; columns that a row does not name are null. */
export function tableOf(name: TableName, rows: readonly Row[]): Table {
  return tableOfSchema(schemas[name], rows);
}

/** A file of a tile's own sources. */
export function tileSourcesOf(rows: readonly Row[]): Table {
  return tableOfSchema(tileSources, rows);
}

/** Flows from the literal rows of their table and of their files. */
export function flowsOf(
  rows: readonly Row[] = [],
  files: Readonly<Record<string, readonly Row[]>> = {},
  options: Partial<FlowsOptions> = {}
): Flows {
  const load = (name: string) => Promise.resolve(tableOfSchema(flowFile, files[name]));
  return openFlows(() => Promise.resolve(tableOf("flows", rows)), {load, ...options});
}

function tableOfSchema({columns}: TableSchema, rows: readonly Row[]): Table {
  const typeOf = (type: ColumnType) =>
    type === "time"
      ? new TimestampMillisecond()
      : type === "number"
        ? new Float64()
        : type === "key"
          ? new Uint16()
          : type === "word"
            ? new Dictionary(new Utf8(), new Int32())
            : type === "flag"
              ? new Bool()
              : new Utf8();
  return new Table(
    Object.fromEntries(
      columns.map((column) => [
        column.name,
        vectorFromArray(
          rows.map((row) => row[column.name] ?? null),
          typeOf(column.type) as Utf8
        )
      ])
    )
  );
}

const sums = (events: number, sent: number | null, received: number | null, unsized = 0) => ({
  events,
  bytes_sent: sent,
  bytes_received: received,
  unsized
});

export const sourceRows = [
  {
    source: 0,
    ip: "192.0.2.1",
    level: "address",
    class: "public",
    country: "DE",
    city: "Berlin",
    addresses: 1,
    ...sums(4, 100, 900)
  },
  {
    source: 1,
    ip: "198.51.100.7",
    level: "address",
    class: "public",
    country: "BR",
    addresses: 1,
    ...sums(2, null, 500)
  },
  {source: 2, ip: null, level: "country", class: "public", country: "DE", addresses: 3, ...sums(3, 0, 300)},
  {source: 3, ip: null, level: "class", class: "private", country: null, addresses: 2, ...sums(1, null, null, 1)}
];

const facts = [
  {bucket: noon, source: 0, protocol: "TCP", status: "allow", ...sums(3, 100, 700)},
  {bucket: noon + hour, source: 0, protocol: "TCP", status: "deny", ...sums(1, 0, 200)},
  {bucket: noon + 3 * hour, source: 1, protocol: "HTTP/2", status: "2xx", ...sums(2, null, 500)},
  {bucket: noon + 3 * hour, source: 2, protocol: null, status: null, ...sums(3, 0, 300)},
  {bucket: null, source: 3, protocol: "TCP", status: null, ...sums(1, null, null, 1)}
].map((row) => ({log: "test", ...row}));

export const summaryRow = {
  ...{title: "Traffic Atlas", sample: false, files: 1, lines: 12, rejected: 1, skipped: 1},
  ...sums(10, 100, 1700, 1),
  ...{first_seen: noon + 60_000, last_seen: noon + 3.5 * hour, untimed: 1, sources: 7, destinations: 0, countries: 2},
  ...{public_addresses: 5, placed_addresses: 5, placed_events: 9, placed_bytes: 1800, located_events: 4},
  ...{bucket_seconds: 3600, budget_rows: 1000, traffic_rows: 5, kept_addresses: 2, kept_places: 0},
  ...{seconds_read: 1, seconds_tables: 1, built_at: noon + 86_400_000, units: "si"},
  ...{atlas_version: "0.1.0", duckdb_version: "1.5.6", node_version: "v20.0.0"}
};

export const countryRows = [
  {code: "BR", name: "Brazil", id: "076", continent: "South America"},
  {code: "DE", name: "Germany", id: "276", continent: "Europe"},
  {code: "GI", name: "Gibraltar", id: "292", continent: "Europe", latitude: 36.14, longitude: -5.35}
];

/** Seven addresses in two countries and a private network, over four hours with a gap; one event without a time or bytes. */
export function atlasOf(
  {
    summary = {},
    traffic = facts,
    sources = sourceRows,
    tiles = []
  }: {summary?: Row; traffic?: readonly Row[]; sources?: readonly Row[]; tiles?: readonly Row[]} = {},
  options: TilesOptions = {}
): Atlas {
  return openAtlas(
    {
      tiles: tableOf("tiles", tiles),
      summary: tableOf("summary", [{...summaryRow, ...summary}]),
      traffic: tableOf("traffic", traffic),
      sources: tableOf("sources", sources),
      countries: tableOf("countries", countryRows)
    },
    options
  );
}

import {readFileSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {tableFromIPC} from "apache-arrow";
import {beforeAll, describe, expect, it} from "vitest";
import {makeTables} from "../../loaders/atlas.js";
import {silent} from "../../loaders/progress.js";
import type {TableName} from "../../loaders/schema.js";
import {normalizeSettings} from "../../loaders/settings.js";
import {tablePath} from "../../loaders/store-paths.js";
import {temporaryFolder} from "./read-fixture.js";

const folder = temporaryFolder();
const log = join(folder, "flows.csv");
const oslo = {country: "no", city: "Oslo", latitude: 59.914, longitude: 10.752};
const settings = normalizeSettings(
  {
    networks: [
      {name: "Head office", addresses: ["10.1.0.0/16", "2001:db8:1::/48"], place: oslo},
      {name: "Printers", addresses: "10.1.9.0/24"},
      {name: "Customers", addresses: "8.8.8.0/24"}
    ]
  },
  {root: folder, args: [log]}
);
const read = (name: TableName): Record<string, never>[] =>
  tableFromIPC(readFileSync(tablePath(settings.store, name)))
    .toArray()
    .map((row) => row.toJSON());

// source, destination, bytes: each a power of two, so that a sum tells its parts
const flows = [
  ["10.1.0.1", "9.9.9.9", 1],
  ["9.9.9.9", "10.1.0.1", 2],
  ["10.1.0.1", "192.168.7.7", 4],
  ["9.9.9.9", "1.1.1.1", 8],
  ["10.1.9.1", "2001:db8:1::5", 16],
  ["2001:db8:1::5", "8.8.8.8", 32],
  ["8.8.8.8", "9.9.9.9", 64],
  ["9.9.9.9", "", 128],
  ["2001:db8:2::5", "10.1.0.2", 256]
] as const;

beforeAll(async () => {
  const rows = flows.map(([from, to, bytes]) => `2026-03-01T12:00:00Z,${from},${to},${bytes},200,TCP`);
  writeFileSync(log, `timestamp,source_ip,dest_ip,bytes_sent,status_code,protocol\n${rows.join("\n")}\n`);
  await makeTables(settings, {progress: silent});
}, 60_000);

describe("networks of the settings", () => {
  it("label addresses, of nested ones with the smallest", () => {
    const networks = Object.fromEntries(read("addresses").map(({ip, network}) => [ip, network]));
    expect(networks).toEqual({
      "10.1.0.1": "Head office",
      "10.1.9.1": "Printers",
      "2001:db8:1::5": "Head office",
      "2001:db8:2::5": null,
      "8.8.8.8": "Customers",
      "9.9.9.9": null
    });
  });

  it("put private traffic on the map where they have a place", () => {
    const [office] = read("places").filter(({city}) => city === "Oslo");
    expect(office).toMatchObject({
      country: "NO",
      latitude: 59.91,
      longitude: 10.75,
      addresses: 2,
      bytes_sent: 1 + 4 + 32
    });
    expect(read("addresses").find(({ip}) => ip === "10.1.9.1")).toMatchObject({class: "private", country: null});
  });

  it("give each flow its direction, if it has a destination", () => {
    const sums: Record<string, number> = {};
    for (const {direction, bytes_sent} of read("traffic"))
      sums[direction] = (sums[direction] ?? 0) + Number(bytes_sent);
    expect(sums).toEqual({outbound: 1 + 64, inbound: 2 + 256, internal: 4 + 16 + 32, passing: 8, null: 128});
  });

  it("count as placed only what a database could have placed", () =>
    expect(read("summary")[0]).toMatchObject({public_addresses: 2, placed_addresses: 2}));
});

describe("without networks", () => {
  it("tells no direction", async () => {
    await makeTables(normalizeSettings({}, {root: folder, args: [log]}), {progress: silent});
    expect(new Set(read("traffic").map(({direction}) => direction))).toEqual(new Set([null]));
  });
});

describe("normalizeSettings(config)", () => {
  it.each([
    [{networks: [{name: "A", addresses: "10.0.0.0/40"}]}, 'invalid setting networks.addresses: "10.0.0.0/40"'],
    [{networks: [{addresses: "10.0.0.0/8"}]}, "invalid setting networks.name: undefined"],
    [
      {
        networks: [
          {name: "A", addresses: "10.1.2.3/8"},
          {name: "B", addresses: "10.0.0.0/8"}
        ]
      },
      "invalid setting networks: 10.0.0.0/8 is in A and in B"
    ],
    [
      {networks: [{name: "A", addresses: "10.0.0.0/8", place: {country: "Norway"}}]},
      "invalid setting networks.place.country"
    ],
    [{networks: [{name: "A", addresses: "10.0.0.0/8", place: {latitude: 1}}]}, "with both latitude and longitude"],
    [{trustedProxies: ["proxy.example"]}, 'invalid setting trustedProxies: "proxy.example"']
  ])("names what is wrong: %j", (config, message) => expect(() => normalizeSettings(config)).toThrow(message));
});

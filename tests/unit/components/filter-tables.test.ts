import {describe, expect, it} from "vitest";
import {filterLists} from "../../../src/components/lists.js";
import {filterAddresses, filterSystems} from "../../../src/components/filter-tables.js";
import {everything} from "../../../src/components/selection.js";
import type {Part} from "../../../src/components/selection.js";
import type {AddressRow, ListRow, SystemRow} from "../../../src/components/tables.js";
import {atlasOf, noon} from "./fixture.js";

const address = (ip: string, asn: number | null, bytes: number, source = 9, labels: string | null = null) =>
  ({
    ...{ip, source, asn, organization: asn === null ? null : `Org ${asn}`, class: "public", country: "DE", labels},
    ...{events: 1, bytes_sent: bytes, bytes_received: null, unsized: 0, first_seen: noon, last_seen: noon + bytes}
  }) as AddressRow;
const addresses = [
  address("192.0.2.1", 64500, 10, 0, "a, b"),
  address("192.0.2.2", 64500, 5, 2, "b"),
  address("192.0.2.3", 64501, 7),
  address("192.0.2.4", null, 1)
];
const systems = [
  {asn: 64500, organization: "Known", country: "FR", countries: 3, systems: 1, addresses: 80}
] as SystemRow[];
const select = (...parts: Part[]) => atlasOf().select({...everything, parts});
const german: Part = {dimension: "country", value: "DE", exclude: false};

describe("filterSystems(atlas, systems, addresses)", () => {
  it("leaves the table alone where everything is selected", () =>
    expect(filterSystems(atlasOf(), systems, addresses)).toBe(systems));
  it("sums addresses, with what is known of each network", () => {
    const rows = filterSystems(select(german), systems, addresses);
    expect(rows.map(({asn, organization, country, countries}) => [asn, organization, country, countries])).toEqual([
      [64500, "Known", "FR", 3],
      [64501, "Org 64501", "DE", null],
      [null, null, null, null]
    ]);
    expect(rows[0]).toMatchObject({addresses: 2, bytes_sent: 15, first_seen: noon, last_seen: noon + 10});
  });
});

describe("filterAddresses(atlas, addresses)", () => {
  it("takes the sums of the selection where a row has its own, and counts those that have none", () => {
    const {rows, left} = filterAddresses(select({dimension: "status", value: "deny", exclude: false}), addresses);
    expect(rows.map(({ip, events, bytes_received}) => [ip, events, bytes_received])).toEqual([["192.0.2.1", 1, 200]]);
    expect(left).toBe(3);
  });
});

describe("filterLists(atlas, lists, addresses)", () => {
  const lists = ["a", "b", "c"].map((name) => ({name, addresses: 99, entries: 7}) as ListRow);
  it("leaves the table alone where everything is selected", () =>
    expect(filterLists(atlasOf(), lists, addresses)).toBe(lists));
  it("sums the addresses that each list holds", () =>
    expect(
      filterLists(select(german), lists, addresses).map(({name, addresses, entries, bytes_sent, last_seen}) => [
        ...[name, addresses, entries, bytes_sent, last_seen]
      ])
    ).toEqual([
      ["a", 1, 7, 10, noon + 10],
      ["b", 2, 7, 15, noon + 10],
      ["c", 0, 7, null, null]
    ]));
});

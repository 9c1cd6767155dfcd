// @vitest-environment jsdom
import {describe, expect, it} from "vitest";
import {drill} from "../../../src/components/drill.js";
import {AddressFacts, Chooser} from "../../../src/components/drill-page.js";
import {everything} from "../../../src/components/selection.js";
import type {AddressRow} from "../../../src/components/tables.js";
import {setZone} from "../../../src/components/zone.js";
import {contrasts} from "../../../src/components/unusual.js";
import {weekOf} from "../../../src/components/week-chart.js";
import {atlasOf, noon} from "./fixture.js";

const hour = 3_600_000;
const plain = (text: string | null | undefined) => text?.replace(/\s/g, " ");
const atlas = atlasOf();
const address = (ip: string, source: number, facts: Partial<AddressRow> = {}) =>
  ({
    ...{ip, source, class: "public", country: "DE", region: null, city: "Berlin", asn: 64500, organization: "Example"},
    ...{network: null, labels: null, threats: null, precision: "city", latitude: null, longitude: null},
    ...{events: 4, bytes_sent: 100, bytes_received: 900, unsized: 0, first_seen: noon, last_seen: noon + hour},
    ...facts
  }) as AddressRow;
const addresses = [
  address("192.0.2.1", 0),
  address("192.0.2.2", 2, {bytes_received: 50}),
  address("198.51.100.7", 1, {country: "BR", city: null, asn: 64501})
];

describe("drill(whole, selection, subject, addresses)", () => {
  it("tells of an address alone, and of everything else beside it", () => {
    const model = drill(atlas, everything, {dimension: "ip", value: "192.0.2.1"}, addresses);
    expect(model.atlas.summary).toMatchObject({events: 4, bytes_sent: 100, bytes_received: 900});
    expect(model.figures.map(({label, value, note}) => [label, plain(value), plain(note)])).toEqual([
      ["Bytes", "1.00 kB", "55.6 % of all bytes"],
      ["Events", "4", "40.0 % of all events"],
      ["First seen", "no times", "in the logs"],
      ["Last seen", "no times", "in the logs"]
    ]);
    expect(model.contrasts.find(({name}) => name === "Events refused or failed")).toMatchObject({
      own: "25.0\u00a0%",
      rest: "0.0\u00a0%"
    });
    expect(model.cards.map(({title, bars}) => [title, bars.map(({label, href}) => [label, href])])).toEqual([
      [
        "In the same network",
        [
          ["192.0.2.1", "./address?ip=192.0.2.1"],
          ["192.0.2.2", "./address?ip=192.0.2.2"]
        ]
      ],
      [
        "At the same place",
        [
          ["192.0.2.1", "./address?ip=192.0.2.1"],
          ["192.0.2.2", "./address?ip=192.0.2.2"]
        ]
      ]
    ]);
  });
  it("tells of a country under a selection, whatever country that names", () => {
    const selection = {
      ...everything,
      parts: [
        {dimension: "country", value: "BR", exclude: false},
        {dimension: "protocol", value: "TCP", exclude: false}
      ] as const
    };
    const model = drill(atlas, selection, {dimension: "country", value: "DE"}, addresses);
    expect(model.atlas.summary.events).toBe(4);
    expect(model.all.summary.events).toBe(5);
    expect(model.cards.map(({title}) => title)).toEqual(["Places", "Networks", "Addresses"]);
    expect(model.cards[0].bars.map(({label, value}) => [label, value])).toEqual([["Berlin", 1000]]);
  });
});

describe("contrasts(atlas, rest)", () => {
  it("has nothing to say where there is nothing else", () => {
    const none = atlas.select({...everything, parts: [{dimension: "country", value: "none", exclude: false}]});
    expect(contrasts(atlas, none)).toEqual([]);
  });
});

describe("weekOf(line)", () => {
  const line = (start: number, step: number, values: number[]) => ({
    ...{start, step, length: values.length, from: 0, to: 0},
    series: [{name: "all", values: Float64Array.from(values), total: 0}]
  });
  it("sums the same hours of all weeks", () => {
    const values = new Array<number>(8 * 24).fill(NaN);
    [values[0], values[7 * 24], values[5]] = [1, 2, 4];
    expect(weekOf(line(noon, hour, values))).toEqual({
      hours: 1,
      cells: [
        {day: "Mon", from: 12, value: 3},
        {day: "Mon", from: 17, value: 4}
      ]
    });
  });
  it("goes by the clocks of the zone", () => {
    setZone("Asia/Tokyo");
    expect(weekOf(line(noon + 6 * hour, hour, [1]))?.cells).toEqual([{day: "Tue", from: 3, value: 1}]);
    setZone("UTC");
  });
  it("tells no hours apart in buckets of more than a day", () => expect(weekOf(line(noon, 48 * hour, [1]))).toBeNull());
});

describe("AddressFacts(whole, row, lists)", () => {
  it("links what it mentions, and says where the traffic stands of an address without a row of its own", () => {
    const facts = AddressFacts(atlas, addresses[1], []);
    expect([...facts.querySelectorAll("a")].map((link) => link.getAttribute("href"))).toEqual([
      "./country?code=DE",
      "./network?asn=64500"
    ]);
    expect(plain(facts.textContent)).toContain("it is part of 3 addresses together (Germany)");
    expect(AddressFacts(atlas, addresses[0], []).textContent).not.toContain("Too quiet");
  });
});

describe("Chooser(atlas, rows)", () => {
  const options = {
    noun: ["address", "addresses"] as [string, string],
    name: ({ip}: AddressRow) => ip,
    href: ({ip}: AddressRow) => ip
  };
  it("offers what there is, and says what is not, as text", () => {
    expect(Chooser(atlas, addresses, {asked: null, ...options}).querySelector("h2")?.textContent).toBe(
      "Choose an address"
    );
    const chooser = Chooser(atlas, addresses, {asked: "<b>x</b>", ...options});
    expect(chooser.querySelector("h2")?.textContent).toBe("<b>x</b> is not in this report");
    expect(chooser.querySelectorAll("tbody tr").length).toBe(3);
  });
});

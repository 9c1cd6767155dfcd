// @vitest-environment jsdom
import {describe, expect, it} from "vitest";
import {NetworksExplorer, systemBars, systemsCoverage} from "../../../src/components/networks-page.js";
import {networkLabels} from "../../../src/components/names.js";
import type {SystemRow} from "../../../src/components/tables.js";
import {atlasOf} from "./fixture.js";

const sums = (events: number, bytes: number) => ({events, bytes_sent: bytes, bytes_received: null, unsized: 0});
const system = (asn: number | null, systems: number, bytes: number, organization: string | null = null): SystemRow => ({
  ...{
    asn,
    organization,
    country: asn === null ? null : "DE",
    countries: asn === null ? null : 2,
    systems,
    addresses: 3
  },
  ...{...sums(4, bytes), first_seen: null, last_seen: null}
});
const systems = [
  system(64500, 1, 900, "Example <b>"),
  system(64501, 1, 500),
  system(null, 40, 200),
  system(null, 0, 200)
];
const plain = (text: string | null) => text?.replace(/\s/g, " ");

describe("systemBars(atlas, systems)", () => {
  it("has the busiest networks with a number, and where to look at each", () =>
    expect(systemBars(atlasOf(), systems).map(({label, value, href}) => [label, value, href])).toEqual([
      ["Example <b>", 900, "./network?asn=64500"],
      ["AS64501", 500, "./network?asn=64501"]
    ]));
});

describe("systemsCoverage(atlas, systems)", () => {
  it("counts the networks, those that were summed too, and the traffic of none", () =>
    expect(plain(systemsCoverage(atlasOf({summary: {asn_name: "ASN"}}), systems))).toBe(
      "42 networks, by who announces the addresses. Of no known network: 11.1 % of all bytes."
    ));
  it("says that there is no database", () =>
    expect(systemsCoverage(atlasOf(), systems)).toContain("No database of autonomous systems was used"));
});

describe("NetworksExplorer(atlas, systems, addresses)", () => {
  it("shows the busiest network first, as text", () => {
    const explorer = NetworksExplorer(atlasOf(), systems, []);
    expect(explorer.querySelector(".profile h2")?.textContent).toBe("Example <b>");
    expect(plain(explorer.querySelector(".profile")!.textContent)).toContain("Germany and 1 other");
    expect(explorer.querySelector("b")).toBeNull();
  });
  it("names what has no number", () => {
    const text = plain(NetworksExplorer(atlasOf(), systems, []).querySelector("table")!.textContent);
    expect(text).toContain("40 quieter networks together");
    expect(text).toContain("network not known");
  });
});

describe("networkLabels(rows)", () => {
  it("tells the networks of one holder apart by their numbers", () => {
    const rows = [
      {asn: 64500, organization: "Example"},
      {asn: 64501, organization: "Another"},
      {asn: 64502, organization: "Example"},
      {asn: 64503, organization: null}
    ];
    expect(networkLabels(rows)).toEqual(["AS64500 Example", "Another", "AS64502 Example", "AS64503"]);
  });
});

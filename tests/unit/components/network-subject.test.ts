// @vitest-environment jsdom
import {afterEach, describe, expect, it} from "vitest";
import {drill} from "../../../src/components/drill.js";
import {networkSubject} from "../../../src/components/network-subject.js";
import {everything} from "../../../src/components/selection.js";
import type {SystemRow} from "../../../src/components/tables.js";
import {atlasOf, sourceRows} from "./fixture.js";

const networks = ["Lab", null, "Lab", "Head office"];
const atlas = atlasOf({sources: sourceRows.map((row, i) => ({...row, network: networks[i]}))});
const system = {asn: 64500, organization: "Example", country: "DE", addresses: 1, events: 4, unsized: 0} as SystemRow;
const systems = [
  {...system, bytes_sent: 100, bytes_received: 900},
  {...system, asn: null}
];
const open = (query: string) => {
  history.replaceState(null, "", `/network${query}`);
  return networkSubject(atlas, systems);
};
afterEach(() => history.replaceState(null, "", "/"));

describe("networkSubject(whole, systems)", () => {
  it("finds an autonomous system by its number", () => {
    expect(open("?asn=64500")).toMatchObject({subject: {dimension: "asn", value: "64500"}, title: "Example"});
  });
  it("finds one of the user's own by its name, with remainders, and its figures are exact", () => {
    const {subject, found, title, node} = open("?name=Lab");
    expect([found, title]).toEqual([true, "Lab"]);
    expect(node.textContent).toContain("Addresses4 over the whole period");
    const {figures, cards} = drill(atlas, everything, subject, []);
    expect(figures.slice(0, 3).map(({label, value}) => [label, value.replace("\u00a0", " ")])).toEqual([
      ["Bytes", "1.30 kB"],
      ["Events", "7"],
      ["Addresses", "4"]
    ]);
    expect(cards.map(({title}) => title)).toEqual(["Countries", "Addresses"]);
  });
  it.each(["", "?asn=1", "?name=Nobody", "?asn=null"])("offers all there are for %j", (query) => {
    const {found, node} = open(query);
    expect(found).toBe(false);
    expect([...node.querySelectorAll("tbody tr")].map((row) => row.firstChild?.textContent)).toEqual([
      "Lab",
      "AS64500 Example",
      "Head office"
    ]);
  });
});

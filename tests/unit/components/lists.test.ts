// @vitest-environment jsdom
import {describe, expect, it, vi} from "vitest";
import type {Atlas} from "../../../src/components/atlas.js";
import {addressesOn, listAge, listedBy, listsOf, onlyListed} from "../../../src/components/lists.js";
import {MapExplorer} from "../../../src/components/map-explorer.js";
import {listedPlaces, mapPlaces} from "../../../src/components/map-model.js";
import type {AddressRow, ListRow} from "../../../src/components/tables.js";
import {ListCards, listedCoverage, listsOfKind, NoLists, threatsTitle} from "../../../src/components/threats-page.js";
import {readWorld} from "../../../src/components/world.js";
import {placeRows, tinyWorld} from "./chart-fixtures.js";
import {atlasOf, noon} from "./fixture.js";

const day = 86_400_000;
const plain = (text: string | null | undefined) => text?.replace(/[\u00a0\u202f]/g, " ");
const list = (row: Partial<ListRow>): ListRow => ({
  ...{
    name: "test-list-a",
    category: "scanner",
    kind: "threat",
    date: noon - 10 * day,
    dated: "stated",
    confidence: null
  },
  ...{
    collection: false,
    entries: 1,
    malformed: 0,
    unsupported: 0,
    left: 0,
    reserved: 0,
    addresses: 1,
    events: 4,
    unsized: 0
  },
  ...{
    bytes_sent: 100,
    bytes_received: 900,
    first_seen: noon,
    last_seen: noon,
    format: "plain",
    file: "a.txt",
    licence: null
  },
  note: null,
  ...row
});
const context = list({name: "test-cloud", category: "cloud", kind: "context", addresses: 0});
const lists = [context, list({})];

const bare = atlasOf();
const atlas = {
  ...bare,
  sources: bare.sources.map((row) => (row.source === 0 ? {...row, labels: "test-cloud, test-list-a", threats: 1} : row))
};
const [listed] = atlas.sources;
const addresses = [listed, {...atlas.sources[1], labels: null}] as AddressRow[];

describe("lists on pages", () => {
  it("names those of an address, threats first, and never says more than they do", () => {
    expect(listsOf(listed, lists).map(listedBy)).toEqual([
      "listed by test-list-a on 7 Nov 2025 as scanner",
      "listed by test-cloud on 7 Nov 2025 as cloud"
    ]);
    expect(listedBy(list({dated: "file", category: null, confidence: 80}))).toBe(
      "listed by test-list-a in a file of 7 Nov 2025 as category not stated, confidence 80 of 100"
    );
  });
  it("tells how far list and log are apart, and when that is too far", () => {
    const age = (date: number | null) => plain(listAge(list({date}), atlas.summary).text);
    expect(age(noon - 10 * day)).toBe("10 days before the last event");
    expect(age(noon + 2 * day)).toBe("2 days after the last event");
    expect(age(noon + 400 * day)).toBe("400 days after the last event: weak evidence");
    expect(age(null)).toBe("age not known");
  });
  it("keeps context apart from threats", () => {
    expect(listsOfKind(lists, "threat").map(({name}) => name)).toEqual(["test-list-a"]);
    expect(addressesOn(addresses, [context], "threat")).toEqual([]);
    expect(addressesOn(addresses, lists, "context")).toEqual([listed]);
    expect(plain(threatsTitle(atlas, [listed as AddressRow], "threat"))).toBe(
      "1 address is on threat lists, with 55.6 % of all bytes"
    );
  });
  it("sums the listed alone, and says when some have no row of their own", () => {
    expect(onlyListed(atlas).summary).toMatchObject({events: 4, bytes_sent: 1000, sources: 1});
    expect(listedCoverage(atlas, addresses, lists)).toBe("");
    expect(listedCoverage(bare, addresses, lists)).toMatch(/^They are too many for the budget/);
  });
  it("shows why a list was refused, and how to add one where there are none", () => {
    const refused = list({format: null, note: "refused: not text"});
    expect(ListCards(atlas, [refused]).textContent).toContain("refused: not text");
    expect(NoLists().textContent).toContain("data/lists");
  });
});

describe("the map", () => {
  it("counts the listed addresses of a place", () => {
    expect(mapPlaces(placeRows, atlas.sources).map(({listed}) => listed)).toEqual([1, 0]);
    expect(listedPlaces(atlas.sources)).toMatchObject([{country: "DE", city: "Berlin", addresses: 1, bytes_sent: 100}]);
  });
  it("has no ring and no toggle without lists, and both with them", async () => {
    const world = readWorld(tinyWorld, atlas.countries);
    const draw = (drawn: Atlas) => MapExplorer(drawn, world, placeRows, {width: 1000, height: 500});
    expect(draw(bare).querySelectorAll(".ring, .toggle").length).toBe(0);
    const node = draw(atlas);
    document.body.replaceChildren(node);
    expect(node.querySelectorAll(".circles .ring").length).toBe(1);
    await vi.waitFor(() => expect(node.querySelectorAll(".map-list li").length).toBe(2));
    expect(node.querySelector(".circles .circle")?.getAttribute("aria-label")).toMatch(/On threat lists: 1.address/);
  });
});

// @vitest-environment jsdom
import {describe, expect, it} from "vitest";
import {allDestinations, destinationsAmong, destinationsOf} from "../../../src/components/destinations.js";
import {DestinationsCard} from "../../../src/components/destinations-card.js";
import type {AddressDestinationRow} from "../../../src/components/tables.js";
import type {View} from "../../../src/components/view.js";
import {atlasOf, noon} from "./fixture.js";

const row = (ip: string, dest_ip: string | null, events: number, destinations = 1): AddressDestinationRow => ({
  ...{ip, dest_ip, destinations, events, bytes_sent: 10 * events, bytes_received: null, unsized: 0},
  ...{first_seen: noon + events, last_seen: noon + 2 * events}
});
const rows = [
  row("192.0.2.1", "198.51.100.1", 5),
  row("192.0.2.1", "198.51.100.2", 3),
  row("192.0.2.2", "198.51.100.1", 2),
  row("192.0.2.2", null, 4, 6),
  row("192.0.2.3", null, 1, 0)
];
const plain = (text: string | null | undefined) => text?.replace(/\s/g, " ");
const still: View<unknown> = (draw) => {
  const node = document.createElement("div");
  node.append(draw(null, 480) as Node);
  return node;
};
const card = (...[destinations, options]: [Parameters<typeof DestinationsCard>[2], object?]) => {
  const node = DestinationsCard(atlasOf(), still, destinations, options);
  node.querySelector("details")?.dispatchEvent(new Event("toggle"));
  return node;
};
const cells = (node: HTMLElement) =>
  [...node.querySelectorAll("tbody tr")].map((line) => [...line.children].map((cell) => plain(cell.textContent)));

describe("destinationsAmong(ips, rows, events)", () => {
  const of = (ips: string[], events: number) =>
    destinationsAmong(new Set(ips), rows, events)?.rows.map(({dest_ip, events, bytes_sent, bound}) => [
      ...[dest_ip, events, bytes_sent, bound]
    ]);
  it("sums what addresses sent to each destination, the least where others may have sent more", () => {
    expect(of(["192.0.2.1", "192.0.2.2"], 14)).toEqual([
      ["198.51.100.1", 7, 70, "least"],
      ["198.51.100.2", 3, 30, "least"]
    ]);
    expect(of(["192.0.2.1"], 9)?.map(([, , , bound]) => bound)).toEqual(["least", "least"]);
  });
  it("is exact where all is told", () =>
    expect(of(["192.0.2.1", "192.0.2.3"], 9)).toEqual([
      ["198.51.100.1", 5, 50, "exact"],
      ["198.51.100.2", 3, 30, "exact"],
      [null, 1, 10, "exact"]
    ]));
  it("keeps the first and the last time", () =>
    expect(destinationsAmong(new Set(["192.0.2.1", "192.0.2.2"]), rows, 14)?.rows[0]).toMatchObject({
      first_seen: noon + 2,
      last_seen: noon + 10
    }));
  it("is nothing where none are kept", () => expect(of(["192.0.2.9"], 3)).toBe(undefined));
});

describe("DestinationsCard(atlas, live, destinations)", () => {
  it("counts all destinations, and has the others and what was not logged in rows of their own", () => {
    const node = card(destinationsOf("192.0.2.2", rows), {page: (ip: string) => ip === "198.51.100.1"});
    expect(plain(node.querySelector("h2")?.textContent)).toBe("It went to 7 destinations");
    expect(cells(node).map((line) => line.slice(0, 4))).toEqual([
      ["6 others together", "40 bytes", "66.7 %", "4"],
      ["198.51.100.1", "20 bytes", "33.3 %", "2"]
    ]);
    expect(node.querySelector("td a")?.getAttribute("href")).toBe("./address?ip=198.51.100.1");
  });
  it("marks figures that are bounds, and gives no shares of them", () => {
    const node = card(destinationsAmong(new Set(["192.0.2.1"]), rows, 99));
    expect(plain(node.querySelector("h2")?.textContent)).toBe("It went to at least 2 destinations");
    expect([...node.querySelectorAll("th")].map((head) => head.textContent)).not.toContain("Share");
    expect(cells(node)[0][1]).toBe("at least 50 bytes");
  });
  it("sums what is not among the ten busiest", () => {
    const many = Array.from({length: 13}, (_, i) => row("192.0.2.1", `198.51.100.${i}`, 20 - i));
    const node = card(allDestinations([...many, row("192.0.2.1", null, 5, 4)]));
    expect(
      [...node.querySelectorAll("path[aria-label]")].map((bar) => plain(bar.getAttribute("aria-label"))).at(-1)
    ).toBe("7 others together: 320 bytes");
    expect(cells(node)).toHaveLength(14);
  });
  it("says what is kept where an address is not among them", () =>
    expect(card(destinationsOf("192.0.2.9", rows)).textContent).toContain("None are kept"));
});

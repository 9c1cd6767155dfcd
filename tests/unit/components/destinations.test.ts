// @vitest-environment jsdom
import {describe, expect, it} from "vitest";
import type {Atlas} from "../../../src/components/atlas.js";
import {destinationsIn} from "../../../src/components/destinations.js";
import type {Destinations, DestinationsModel, DestinationsOptions} from "../../../src/components/destinations.js";
import {DestinationsCard} from "../../../src/components/destinations-card.js";
import type {DestinationsCardOptions} from "../../../src/components/destinations-card.js";
import {flowScopes} from "../../../src/components/flow-scope.js";
import {everything} from "../../../src/components/selection.js";
import type {Selection} from "../../../src/components/selection.js";
import type {DestinationRow} from "../../../src/components/tables.js";
import type {View} from "../../../src/components/view.js";
import {atlasOf, flowsOf, noon} from "./fixture.js";

const hour = 3_600_000;
const whole = atlasOf({summary: {destinations: 3}});
const fact = (bucket: number, source: number, dest_ip: string | null, protocol: string, events: number) => ({
  ...{bucket, source, dest_ip, protocol, events},
  ...{log: "test", status: null, direction: null, bytes_sent: 10 * events, bytes_received: null, unsized: 0}
});
const files = {
  "all.gz": [
    fact(noon, 1, "203.0.113.1", "TCP", 5),
    fact(noon, 3, null, "TCP", 2),
    fact(noon + hour, 1, "203.0.113.1", "UDP", 1),
    fact(noon + hour, 2, "203.0.113.2", "TCP", 3),
    fact(noon + hour, 0, null, "TCP", 4)
  ],
  "countries.gz": [
    fact(noon, 1, "203.0.113.1", "TCP", 2),
    fact(noon, 1, "203.0.113.2", "TCP", 3),
    fact(noon, 2, null, "TCP", 1),
    fact(noon + hour, 1, "203.0.113.2", "TCP", 1)
  ]
};
const flow = (
  dimension: string,
  value: string,
  file: string,
  [first, rows, kept, others, seconds = 3600]: readonly number[]
) => ({...{dimension, value, file, first, rows, seconds, kept, others}});
const open = () =>
  flowsOf(
    [
      flow("all", "", "all.gz", [0, 5, 2, 6]),
      flow("country", "BR", "countries.gz", [0, 1, 1, 0]),
      flow("country", "DE", "countries.gz", [1, 3, 1, 1])
    ],
    files
  );
const part = (text: string) => {
  const [, not, dimension, value] = /^(!?)(\w+)=(.*)$/.exec(text)!;
  return {dimension: dimension as "ip", value, exclude: not !== ""};
};
const selecting = (...parts: string[]): Selection => ({...everything, parts: parts.map(part)});
const kept: DestinationRow[] = [
  {
    ...{dest_ip: "203.0.113.1", destinations: 1, events: 9, bytes_sent: 90, bytes_received: null, unsized: 0},
    ...{first_seen: noon, last_seen: noon + hour}
  }
];

async function told(
  selection: Selection,
  options: Partial<DestinationsOptions> = {}
): Promise<DestinationsModel & {first: Destinations}> {
  const flows = options.flows ?? open();
  const atlas = whole.select(selection);
  const first = destinationsIn(atlas, {...options, flows});
  for (;;) {
    const destinations = destinationsIn(atlas, {...options, flows});
    if (!destinations.waits) return {atlas, destinations, first};
    await new Promise((done) => flows.addEventListener("change", done, {once: true}));
  }
}
const short = ({rows}: Destinations) =>
  rows.map(({dest_ip, destinations, events, bytes_sent, bound}) => [
    dest_ip,
    destinations,
    events,
    bytes_sent,
    bound ?? "exact"
  ]);
const plain = (text: string | null | undefined) => text?.replace(/\s/g, " ");
const card = (model: DestinationsModel, options?: DestinationsCardOptions) => {
  const still: View<DestinationsModel> = (draw) => {
    const node = document.createElement("div");
    node.append(draw(model, 480));
    return node;
  };
  const node = DestinationsCard(still, options);
  node.querySelector("details")?.dispatchEvent(new Event("toggle"));
  return node;
};
const cells = (node: HTMLElement) =>
  [...node.querySelectorAll("tbody tr")].map((line) => [...line.children].map((cell) => plain(cell.textContent)));

describe("destinationsIn(atlas, options)", () => {
  it("are those that were published while nothing is selected", async () => {
    const {destinations} = await told(everything, {kept});
    expect(destinations).toMatchObject({rows: kept, waits: false});
  });
  it("follow what is told row by row, in the flow of all traffic", async () => {
    const {destinations} = await told(selecting("protocol=TCP"));
    expect(short(destinations)).toEqual([
      [null, 0, 4, 40, "exact"],
      ["203.0.113.1", 1, 5, 50, "exact"],
      ["203.0.113.2", 1, 3, 30, "exact"],
      [null, null, 2, 20, "exact"]
    ]);
  });
  it("follow the time, in whole buckets: of a part of one they are the most", async () => {
    const second = {from: noon + hour, to: noon + 2 * hour};
    const {destinations} = await told({...everything, ...second});
    expect(short(destinations).map(([ip, , events]) => [ip, events])).toEqual([
      [null, 4],
      ["203.0.113.1", 1],
      ["203.0.113.2", 3]
    ]);
    const {destinations: cut} = await told({...everything, from: noon + hour + 60_000, to: noon + 2 * hour});
    expect(cut.about).toContain("Counted by hour: figures are of all that the time touches.");
    expect(cut.rows.map(({events, bound}) => [events, bound])).toEqual([
      [4, "most"],
      [1, "most"],
      [3, "most"]
    ]);
  });
  it("are exact by the buckets of the flow, where these are finer than those of the report", async () => {
    const halves = {
      "all.gz": [fact(noon, 1, "203.0.113.1", "TCP", 2), fact(noon + hour / 2, 1, "203.0.113.1", "TCP", 3)]
    };
    const flows = flowsOf([flow("all", "", "all.gz", [0, 2, 1, 0, 1800])], halves);
    const half = {...everything, from: noon + hour / 2, to: noon + hour};
    expect(short((await told(half, {flows})).destinations)).toEqual([["203.0.113.1", 1, 3, 30, "exact"]]);
    const {destinations: cut} = await told({...half, to: noon + hour - 60_000}, {flows});
    expect(cut.about).toContain("Counted by 30 minutes: figures are of all that the time touches.");
    expect(short(cut)).toEqual([["203.0.113.1", 1, 3, 30, "most"]]);
  });
  it("of a country are its own; of two, what only one tells apart is the least, and the others the most", async () => {
    expect(short((await told(selecting("country=DE"))).destinations)).toEqual([
      ["203.0.113.2", 1, 4, 40, "exact"],
      [null, 1, 1, 10, "exact"]
    ]);
    expect(short((await told(selecting("country=DE", "country=BR"))).destinations)).toEqual([
      ["203.0.113.2", 1, 4, 40, "exact"],
      [null, null, 1, 10, "most"],
      ["203.0.113.1", 1, 2, 20, "least"]
    ]);
  });
  it("that no flow follows are the most that they can be, and say so", async () => {
    const {destinations} = await told(selecting("country=DE", "label=Scanners"));
    expect(destinations.about).toContain("Not told apart by list: figures are the most that they can be.");
    expect(destinations.rows.map(({bound}) => bound)).toEqual(["most", "most"]);
  });
  it("until they are here are at most those of the whole period", async () => {
    const {first} = await told(selecting("protocol=TCP"), {kept});
    expect(first).toMatchObject({waits: true, rows: [{events: 9, bound: "most"}]});
    expect(first.about).toBe("Over the whole period: those of the selection are on their way.");
  });
  it("say why they could not be loaded, and are asked for again after a while", async () => {
    let [asked, now] = [0, 0];
    const flows = flowsOf([flow("all", "", "all.gz", [0, 5, 2, 6])], files, {
      clock: () => now,
      load: () => Promise.reject(new Error(`404 Not Found ${++asked}`))
    });
    const selection = selecting("protocol=TCP");
    for (let i = 0; i < 3; i++)
      expect((await told(selection, {flows, kept})).destinations.about).toBe(
        "Over the whole period: those of the selection could not be loaded (404 Not Found 1)."
      );
    now = 6000;
    expect((await told(selection, {flows, kept})).destinations.about).toContain("404 Not Found 2");
  });
  it("of an address that has none are not those of all traffic", async () => {
    const {destinations} = await told(selecting("ip=192.0.2.1"), {subject: "ip"});
    expect(destinations).toMatchObject({rows: [], about: expect.stringMatching(/^None are kept/) as string});
  });
  it("are compared with the time before, and with all else", async () => {
    const times = {from: noon + hour, to: noon + 2 * hour};
    const before = await told({...everything, ...times, compare: "before"});
    expect(before.destinations.rows.map(({dest_ip, than}) => [dest_ip, than?.events])).toEqual([
      [null, 0],
      ["203.0.113.1", 5],
      ["203.0.113.2", 0]
    ]);
    const rest = await told({...selecting("protocol=UDP"), compare: "rest"});
    expect(rest.destinations.rows.map(({dest_ip, than}) => [dest_ip, than?.events])).toEqual([["203.0.113.1", 5]]);
    expect(card(before).querySelector("svg")?.textContent).toContain("−80");
  });
});

describe("flowScopes(atlas, selection)", () => {
  const scopes = (...parts: string[]) =>
    flowScopes(whole, selecting(...parts)).map(({keys, left}) => [
      keys.map(({dimension, value}) => `${dimension} ${value}`.trim()).join(),
      left.map(({dimension}) => dimension).join()
    ]);
  it("are the narrowest first, with what they do not follow", () => {
    expect(scopes("country=DE", "asn=64500", "protocol=TCP")).toEqual([
      ["asn 64500", "country"],
      ["country DE", "asn"],
      ["all", "country,asn"]
    ]);
    expect(scopes("!country=DE")).toEqual([["all", "country"]]);
    expect(scopes("place=DE||Berlin")[0]).toEqual(["country DE", "place"]);
  });
  it("of an address with a row of its own tell whether it fits all else", () => {
    expect(scopes("ip=192.0.2.1", "country=DE")[0]).toEqual(["ip 192.0.2.1", ""]);
    expect(scopes("ip=192.0.2.1", "country=BR")[0]).toEqual(["", ""]);
    expect(scopes("ip=192.0.2.9", "country=BR")[0]).toEqual(["ip 192.0.2.9", "country"]);
  });
});

describe("DestinationsCard(live, options)", () => {
  const rowOf = (dest_ip: string | null, events: number, destinations: number | null = 1) => ({
    ...{dest_ip, destinations, events, bytes_sent: 10 * events, bytes_received: null, unsized: 0}
  });
  const model = (rows: Destinations["rows"], atlas: Atlas = whole): DestinationsModel => ({
    atlas,
    destinations: {rows, about: "", waits: false}
  });
  it("counts all destinations, and has the others in a row of their own", () => {
    const node = card(model([rowOf("198.51.100.1", 2), rowOf(null, 4, 6)]), {page: (ip) => ip === "198.51.100.1"});
    expect(plain(node.querySelector("h2")?.textContent)).toBe("It went to 7 destinations");
    expect(cells(node)).toEqual([
      ["6 others", "40 bytes", "66.7 %", "4"],
      ["198.51.100.1", "20 bytes", "33.3 %", "2"]
    ]);
    expect(node.querySelector("td a")?.getAttribute("href")).toBe("./address?ip=198.51.100.1");
  });
  it("marks figures that are bounds, and gives no shares of them", () => {
    const node = card(model([{...rowOf("198.51.100.1", 5), bound: "most"}]));
    expect(plain(node.querySelector("h2")?.textContent)).toBe("It went to at most 1 destination");
    expect([...node.querySelectorAll("th")].map((head) => head.textContent)).not.toContain("Share");
    expect(plain(cells(node)[0][1])).toBe("at most 50 bytes");
  });
  it("does not say how many the others are where it is not known", () => {
    const node = card(model([rowOf("198.51.100.1", 5), rowOf(null, 1, null)]));
    expect(plain(node.querySelector("h2")?.textContent)).toBe("It went to at least 2 destinations");
    expect(cells(node)[1][0]).toBe("all others");
  });
  it("says so where there is nothing to show", () =>
    expect(card(model([])).textContent).toContain("No destinations to show here."));
  it("sums what is not among the ten busiest", () => {
    const many = Array.from({length: 13}, (_, i) => rowOf(`198.51.100.${i}`, 20 - i));
    const node = card(model([...many, rowOf(null, 5, 4)]));
    expect(
      [...node.querySelectorAll("path[aria-label]")].map((bar) => plain(bar.getAttribute("aria-label"))).at(-1)
    ).toBe("7 others: 320 bytes");
    expect(cells(node)).toHaveLength(14);
  });
});

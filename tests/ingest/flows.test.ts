import {readFileSync} from "node:fs";
import {join} from "node:path";
import {gunzipSync} from "node:zlib";
import {tableFromIPC} from "apache-arrow";
import {beforeAll, describe, expect, it} from "vitest";
import {makeTables} from "../../loaders/atlas.js";
import {generate} from "../../loaders/generate/index.js";
import {silent} from "../../loaders/progress.js";
import type {TableName} from "../../loaders/schema.js";
import {normalizeSettings} from "../../loaders/settings.js";
import {tableFolder, tablePath} from "../../loaders/store-paths.js";
import {openAtlas} from "../../src/components/atlas.js";
import type {Atlas} from "../../src/components/atlas.js";
import {readRows} from "../../src/components/columns.js";
import {destinationsIn} from "../../src/components/destinations.js";
import type {Destinations} from "../../src/components/destinations.js";
import {openFlows} from "../../src/components/flows.js";
import type {Flows} from "../../src/components/flows.js";
import {everything} from "../../src/components/selection.js";
import type {Dimension, Part, Selection} from "../../src/components/selection.js";
import type {AddressRow, DestinationRow, FlowRow} from "../../src/components/tables.js";
import {createRandom} from "../browser/random.js";
import {temporaryFolder} from "./read-fixture.js";

const hour = 3_600_000;
const root = temporaryFolder();
const log = join(root, "sample.csv");
const settings = normalizeSettings(
  {budget: {rows: 12_000}, networks: [{name: "Servers", addresses: "203.0.113.0/28"}]},
  {root, args: [log]}
);

interface Event extends Record<"country" | "asn" | "ip" | "class" | "protocol" | "status" | "direction", string> {
  time: number;
  to: string;
  bytes: number;
}

let events: Event[];
let whole: Atlas;
let flows: Flows;
let kept: DestinationRow[];

const table = (name: TableName) => tableFromIPC(readFileSync(tablePath(settings.store, name)));
const file = (name: string) => tableFromIPC(gunzipSync(readFileSync(join(tableFolder(settings.store), name))));

beforeAll(async () => {
  await generate({rows: 40_000, seed: 11, days: 4, format: "csv", out: log, progress: silent});
  await makeTables(settings, {progress: silent, tiles: true});
  const facts = new Map(readRows<AddressRow>(table("addresses")).map((row) => [row.ip, row]));
  const home = ["private", "ula", "loopback", "link-local"];
  const own = (ip: string) => /^203\.0\.113\.(\d|1[0-5])$/.test(ip) || home.includes(facts.get(ip)?.class ?? "");
  events = readFileSync(log, "utf8")
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => {
      const [time, ip, to, bytes, status, protocol] = line.split(",");
      const {country, asn, class: name} = facts.get(ip)!;
      const way = [own(ip), own(to)].join();
      return {
        ...{time: Date.parse(time), ip, to, bytes: Number(bytes), protocol},
        ...{status: status === "" ? "" : `${status[0]}xx`, country: country ?? "", class: name ?? ""},
        asn: asn === null ? "" : String(asn),
        direction: {
          "true,true": "internal",
          "true,false": "outbound",
          "false,true": "inbound",
          "false,false": "passing"
        }[way]!
      };
    });
  whole = openAtlas({
    ...{summary: table("summary"), traffic: table("traffic"), sources: table("sources")},
    ...{countries: table("countries"), tiles: table("tiles")}
  });
  const load = (name: string) => Promise.resolve(file(name));
  flows = openFlows(() => Promise.resolve(table("flows")), {load});
  kept = readRows<DestinationRow>(table("destinations"));
}, 120_000);

async function told(selection: Selection, subject: Dimension | null = null): Promise<Destinations> {
  const options = {flows, subject, kept: subject === null ? kept : null};
  for (;;) {
    const destinations = destinationsIn(whole.select(selection), options);
    if (!destinations.waits) return destinations;
    await new Promise((done) => flows.addEventListener("change", done, {once: true}));
  }
}

function chosen({from, to, parts}: Selection): Event[] {
  const asked = [...new Set(parts.map(({dimension}) => dimension))] as (keyof Event)[];
  return events.filter(
    (event) =>
      (from === null || event.time >= from) &&
      (to === null || event.time < to) &&
      asked.every((dimension) => {
        const own = parts.filter((part) => part.dimension === dimension);
        const only = own.filter(({exclude}) => !exclude);
        return (
          !own.some(({exclude, value}) => exclude && value === event[dimension]) &&
          (only.length === 0 || only.some(({value}) => value === event[dimension]))
        );
      })
  );
}

function choose(random: (limit: number) => number): Selection {
  const {start, end, step} = whole.known;
  const slots = (end - start) / step;
  const first = random(slots);
  const last = first + 1 + random(slots - first);
  const timed = random(3) > 0;
  const hours = timed && random(3) === 0 ? start + random((end - start) / hour) * hour : null; // one or two
  const shift = random(5) === 0 ? 60_000 * (1 + random(20)) : 0; // not in whole buckets
  const times =
    hours !== null
      ? {from: hours, to: hours + hour * (1 + random(2))}
      : timed
        ? {from: start + first * step, to: start + last * step - shift}
        : {from: null, to: null};
  const parts: Part[] = [];
  for (let i = random(4); i > 0; i--) {
    const dimension = (["country", "asn", "ip", "protocol", "status", "direction", "class"] as const)[random(7)];
    const value = events[random(events.length)][dimension];
    const isNew = !parts.some((part) => part.dimension === dimension && part.value === value);
    if (isNew) parts.push({dimension, value, exclude: random(4) === 0});
  }
  return {...everything, ...times, parts};
}

describe("flows", () => {
  it("have finer buckets than traffic where they fit", () => {
    const lengths = new Set(readRows<FlowRow>(table("flows")).map(({seconds}) => seconds));
    expect([whole.known.step, ...lengths]).toEqual([24 * hour, 3600]);
  });

  it("add up to the events, for all traffic, each country, network and address that has them", () => {
    const rows = readRows<FlowRow>(table("flows"));
    expect(new Set(rows.map(({dimension}) => dimension))).toEqual(new Set(["all", "country", "asn", "ip"]));
    const counts = new Map<string, number>();
    for (const event of events)
      for (const name of ["all", `country ${event.country}`, `asn ${event.asn}`, `ip ${event.ip}`])
        counts.set(name, (counts.get(name) ?? 0) + 1);
    for (const {dimension, value, file: name, first, rows: count, seconds} of rows) {
      const own = file(name).slice(first, first + count);
      expect(own.toArray().every((row) => Number(row.bucket) % (seconds * 1000) === 0)).toBe(true);
      const sum = own.toArray().reduce((total, row) => total + (row.events as number), 0);
      expect([dimension, value, sum]).toEqual([dimension, value, counts.get(`${dimension} ${value}`.trim())]);
    }
  });

  it("tell the destinations of 150 random selections as a plain loop has them", async () => {
    const random = createRandom(5);
    const seen = {exact: 0, least: 0, most: 0, about: 0};
    let fine = 0; // exact figures of times that cut a bucket of traffic
    for (let i = 0; i < 150; i++) {
      const selection = choose(random);
      const {rows} = await told(selection);
      const own = chosen(selection);
      const named = new Set(rows.map(({dest_ip}) => dest_ip));
      const sums = new Map<string | null, {events: number; bytes: number}>();
      for (const {to, bytes} of own) {
        const key = named.has(to) ? to : null; // each event of the sample has a destination
        const sum = sums.get(key) ?? {events: 0, bytes: 0};
        sums.set(key, {events: sum.events + 1, bytes: sum.bytes + bytes});
      }
      for (const {dest_ip, destinations, events: count, bytes_sent, bound = "exact"} of rows) {
        seen[bound]++;
        if (bound === "exact" && [selection.from, selection.to].some((time) => Number(time) % whole.known.step !== 0))
          fine++;
        const meant = sums.get(dest_ip) ?? {events: 0, bytes: 0};
        const what = `${dest_ip ?? destinations} of ${JSON.stringify(selection)}`;
        if (bound === "exact") expect([what, count, bytes_sent]).toEqual([what, meant.events, meant.bytes]);
        if (bound === "least") expect(count, what).toBeLessThanOrEqual(meant.events);
        if (bound === "most") expect(count, what).toBeGreaterThanOrEqual(meant.events);
      }
      const isExact = rows.every(({bound = "exact"}) => bound === "exact");
      if (isExact) expect(rows.reduce((sum, row) => sum + row.events, 0)).toBe(own.length);
    }
    expect(fine).toBeGreaterThan(100);
    expect(seen.exact).toBeGreaterThan(500);
    expect(Math.min(seen.least, seen.most)).toBeGreaterThan(10);
  });

  it("tell what each destination had the time before, and in all else", async () => {
    const random = createRandom(8);
    let count = 0;
    for (let i = 0; i < 60; i++) {
      const plain = choose(random);
      const compare = (["before", "rest"] as const)[random(2)];
      const selection: Selection = {...plain, compare};
      const atlas = whole.select(selection);
      if (atlas.compared === null || atlas.coarse) continue;
      await told({...everything, from: plain.from, to: plain.to}); // all else is of all traffic
      const {rows} = await told(selection);
      const inSelection = new Set(chosen(selection));
      const other =
        compare === "rest"
          ? events.filter((event) => !inSelection.has(event))
          : chosen({...selection, from: selection.from! - (selection.to! - selection.from!), to: selection.from});
      for (const {dest_ip, than, bound = "exact"} of rows) {
        if (bound !== "exact") expect(than ?? null).toBe(null);
        if (dest_ip === null || than == null) continue;
        expect(than.events).toBe(other.filter(({to}) => to === dest_ip).length);
        count++;
      }
    }
    expect(count).toBeGreaterThan(60);
  });

  it("are those of the page's subject alone", async () => {
    const parts = [{dimension: "country", value: "US", exclude: false}] as const;
    const {rows} = await told({...everything, parts}, "country");
    expect(rows.reduce((sum, row) => sum + row.events, 0)).toBe(events.filter(({country}) => country === "US").length);
    const nobody = [{dimension: "ip", value: "192.0.2.99", exclude: false}] as const;
    expect((await told({...everything, parts: nobody}, "ip")).about).toMatch(/^None are kept/);
  });

  it("are the same whatever the order that the database gives rows in", async () => {
    const again = normalizeSettings(
      {budget: {rows: 12_000}, networks: [{name: "Servers", addresses: "203.0.113.0/28"}], store: "again"},
      {root, args: [log]}
    );
    await makeTables(again, {progress: silent, tiles: true});
    expect(readFileSync(tablePath(again.store, "flows")).equals(readFileSync(tablePath(settings.store, "flows")))).toBe(
      true
    );
  });
});

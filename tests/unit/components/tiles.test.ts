import {gzipSync} from "node:zlib";
import type {Table} from "apache-arrow";
import {tableToIPC} from "apache-arrow";
import {describe, expect, it} from "vitest";
import {detailNote, untold, wantedRanges} from "../../../src/components/detail-note.js";
import {everything} from "../../../src/components/selection.js";
import type {Selection} from "../../../src/components/selection.js";
import type {TileRow} from "../../../src/components/tables.js";
import {readTile} from "../../../src/components/fetch-tile.js";
import {openTiles} from "../../../src/components/tiles.js";
import {atlasOf, noon, tableOf, tileSourcesOf} from "./fixture.js";

const minute = 60_000;
const hour = 60 * minute;

const row = (i: number, more: Partial<TileRow> = {}): TileRow => ({
  ...{start: noon + i * hour, end: noon + (i + 1) * hour, seconds: 60, rows: 2, bytes: 100},
  ...{file: `tiles/${i}`, sources: "tiles/day", ...more}
});
const rows = [0, 1, 3].map((i) => row(i)); // nothing happened in the third hour

const sums = (events: number, bytes: number) => ({events, bytes_sent: 0, bytes_received: bytes, unsized: 0});
const words = {log: "test", protocol: "TCP", status: "allow"};

/** What the files of the fixture's hours hold: 203.0.113.9, one of three quiet German addresses, has a row of its own. */
const files: Record<string, Table> = {
  "tiles/0": tableOf("traffic", [
    {bucket: noon + minute, source: 0, ...words, ...sums(1, 300), bytes_sent: 100},
    {bucket: noon + 30 * minute, source: 0, ...words, ...sums(2, 400)}
  ]),
  "tiles/1": tableOf("traffic", [{bucket: noon + hour, source: 0, ...words, status: "deny", ...sums(1, 200)}]),
  "tiles/3": tableOf("traffic", [
    {
      bucket: noon + 3 * hour,
      source: 1,
      ...words,
      protocol: "HTTP/2",
      status: "2xx",
      ...sums(2, 500),
      bytes_sent: null
    },
    {bucket: noon + 3 * hour + minute, source: 4, log: "test", ...sums(2, 200)},
    {bucket: noon + 3 * hour + 5 * minute, source: 2, log: "test", ...sums(1, 100)}
  ]),
  "tiles/day": tileSourcesOf([
    {
      source: 4,
      within: 2,
      ip: "203.0.113.9",
      level: "address",
      class: "public",
      country: "DE",
      addresses: 1,
      ...sums(2, 200)
    }
  ])
};

/** A store of tiles whose files come when they are let go, and what is asked of it. */
function setup(some = rows) {
  const asked: {file: string; signal: AbortSignal; give: () => void; fail: (reason: string) => void}[] = [];
  const load = (file: string, signal: AbortSignal) =>
    new Promise<Table>((give, fail) =>
      asked.push({file, signal, give: () => give(files[file]), fail: (reason) => fail(new Error(reason))})
    );
  const settled = () => new Promise((done) => setTimeout(done, 5));
  const options = {load, wait: 0};
  return {asked, settled, tiles: openTiles(some, options), atlas: atlasOf({tiles: some as never[]}, options)};
}

const times = (from: number, to: number): Selection => ({
  ...everything,
  from: noon + from * minute,
  to: noon + to * minute
});
const range = (from: number, to: number) => ({from: noon + from * minute, to: noon + to * minute});

describe("openTiles(rows, options)", () => {
  it("loads what a range lies in, and the sources of a day once", async () => {
    const {tiles, asked, settled} = setup();
    let changes = 0;
    tiles.addEventListener("change", () => changes++);
    tiles.want([range(50, 70)]);
    expect(tiles.state(range(50, 70)).kind).toBe("loading");
    await settled();
    expect(asked.map(({file}) => file).sort()).toEqual(["tiles/0", "tiles/1", "tiles/day"]);
    asked.forEach(({give}) => give());
    await settled();
    expect([tiles.state(range(50, 70)).kind, changes]).toEqual(["loaded", 1]);
    tiles.want([range(0, 50)]);
    await settled();
    expect(asked.length).toBe(3);
    expect(tiles.state(range(130, 170))).toEqual({kind: "loaded", tiles: [], key: ""});
  });
  it("gives up what is no longer wanted, and asks for what is only passed over not at all", async () => {
    const {tiles, asked, settled} = setup();
    tiles.want([range(0, 10)]);
    await settled();
    tiles.want([range(60, 70)]);
    tiles.want([range(180, 190)]);
    await settled();
    expect(asked.map(({file, signal}) => [file, signal.aborted])).toEqual([
      ["tiles/0", true],
      ["tiles/day", false],
      ["tiles/3", false]
    ]);
    asked.forEach(({give}) => give());
    await settled();
    expect([tiles.state(range(0, 10)).kind, tiles.state(range(180, 190)).kind]).toEqual(["loading", "loaded"]);
  });
  it("says why something could not be loaded, and tries again when it is asked for again", async () => {
    const {tiles, asked, settled} = setup();
    tiles.want([range(0, 10)]);
    await settled();
    asked.forEach(({fail}) => fail("404 Not Found"));
    await settled();
    expect(tiles.state(range(0, 10))).toEqual({kind: "failed", reason: "404 Not Found"});
    tiles.want([range(0, 10)]);
    await settled();
    asked.slice(2).forEach(({give}) => give());
    await settled();
    expect(tiles.state(range(0, 10)).kind).toBe("loaded");
  });
  it("offers the longest time that is not too much to load, wherever it begins", () => {
    const hours = (rows: number) => Array.from({length: 48}, (_, i) => row(i, {rows}));
    expect(openTiles(hours(1000)).span / hour).toBe(720);
    expect(openTiles(hours(100_000)).span / hour).toBe(3); // four tiles at most
    expect(openTiles(hours(500_000)).span).toBe(0);
    expect(openTiles([]).span).toBe(0);
  });
});

describe("readTile(bytes)", () => {
  it("reads a file as it is on disk, and as a server that says how it is packed leaves it", async () => {
    const bytes = tableToIPC(files["tiles/1"], "stream");
    for (const given of [new Uint8Array(gzipSync(bytes)), new Uint8Array(bytes)])
      expect((await readTile(given)).getChild("bytes_received")!.toJSON()).toEqual([200]);
  });
});

describe("select(selection) with tiles", () => {
  const load = async ({atlas, asked, settled}: ReturnType<typeof setup>, selection: Selection) => {
    atlas.tiles.want(wantedRanges(atlas, selection));
    await settled();
    asked.forEach(({give}) => give());
    await settled();
    return atlas.select(selection);
  };

  it("answers for whole buckets until the finer ones are there, and says so", async () => {
    const store = setup();
    const before = store.atlas.select(times(10, 50));
    expect([before.summary.events, before.coarse, before.loaded]).toEqual([3, range(0, 60), null]);
    expect(detailNote(before)).toBe(
      "Time is told by the hour until the detail by the minute is here. Figures are of Mon 17 Nov, 12:00 – 13:00 UTC, 1\u00a0hour."
    );
    const after = await load(store, times(10, 50));
    expect([after.summary.events, after.summary.bytes_received, after.coarse, detailNote(after)]).toEqual([
      2,
      400,
      null,
      ""
    ]);
    expect([after.through().step, after.loaded!.summary.events, after.through().start]).toEqual([
      minute,
      3,
      noon + 10 * minute
    ]);
  });
  it("keeps the figures of whole buckets as they are when detail comes, and tells more addresses apart", async () => {
    const store = setup();
    const before = store.atlas.select(times(180, 240));
    const after = await load(store, times(180, 240));
    for (const atlas of [before, after])
      expect([atlas.coarse, atlas.summary.events, atlas.summary.bytes_received, atlas.summary.sources]).toEqual([
        null,
        5,
        800,
        4
      ]);
    const ips = (some: typeof after) => some.sources.map(({ip}) => ip);
    expect([ips(before), ips(after)]).toEqual([
      ["198.51.100.7", null],
      ["198.51.100.7", null, "203.0.113.9"]
    ]);
    expect(after.sources[1].addresses).toBe(2);
    expect(after.whole.sources.length).toBe(4);
  });
  it("says what failed, and answers for whole buckets", async () => {
    const {atlas, asked, settled} = setup();
    atlas.tiles.want([range(10, 50)]);
    await settled();
    asked.forEach(({fail}) => fail("404 Not Found"));
    await settled();
    expect(detailNote(atlas.select(times(10, 50)))).toBe(
      "The detail by the minute could not be loaded (404 Not Found): time is told by the hour. Figures are of Mon 17 Nov, 12:00 – 13:00 UTC, 1\u00a0hour."
    );
  });
  it("keeps an address that only detail tells until that is there, and drops it from a longer time", async () => {
    const store = setup();
    const only = (value: string) => ({dimension: "ip", value, exclude: false}) as const;
    const [known, unknown] = [only("203.0.113.9"), only("203.0.113.10")];
    const selection = {...times(180, 200), parts: [known, unknown]};
    expect(untold(store.atlas, selection)).toEqual([]);
    expect(store.atlas.select(selection).summary.events).toBe(5); // whatever its address
    expect(detailNote(store.atlas.select(selection))).toMatch(
      / whatever its Address 203\.0\.113\.9, Address 203\.0\.113\.10\.$/
    );
    await load(store, selection);
    expect(untold(store.atlas, selection)).toEqual([unknown]);
    expect(store.atlas.select({...selection, parts: [known]}).summary.events).toBe(2);
    expect(untold(store.atlas, {...everything, parts: [known]})).toEqual([known]);
  });
  it("wants the time that the selection is compared with too", () => {
    const {atlas} = setup();
    expect(wantedRanges(atlas, {...times(65, 75), compare: "before"})).toEqual([range(65, 75), range(55, 65)]);
    expect(wantedRanges(atlas, {...times(65, 75), compare: "rest"})).toEqual([range(65, 75)]);
    expect(wantedRanges(atlas, {...times(65, 75), compare: "week"})).toEqual([range(65, 75)]);
    expect(wantedRanges(atlas, everything)).toEqual([]);
  });
});

import type {Table} from "apache-arrow";
import {readRows} from "./columns.js";
import {fetchTile} from "./fetch-tile.js";
import type {FetchTile} from "./fetch-tile.js";
import {readTraffic} from "./traffic.js";
import type {TileRow, TileSourceRow} from "./tables.js";
import type {Traffic} from "./traffic.js";

const hour = 3_600_000;
const spans = [720, 336, 168, 72, 48, 24, 12, 6, 3, 2, 1].map((hours) => hours * hour);
const most = {rows: 400_000, bytes: 5e6}; // of what is loaded at a time: it must fit in memory, and come within a second
const keptRows = 800_000; // of tiles that were read before

/** A part of the time with finer buckets than the report opens with. */
export interface Tile extends TileRow {
  readonly traffic: Traffic;
  readonly own: readonly TileSourceRow[]; // its busiest addresses that have no row of their own in sources
}

/** A range of time, milliseconds since 1970, the end not included. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** What is known of the detail of a range. */
export type TileState =
  | {readonly kind: "none"} // there is none, or the range is too long for it
  | {readonly kind: "loading"}
  | {readonly kind: "failed"; readonly reason: string}
  | {readonly kind: "loaded"; readonly tiles: readonly Tile[]; readonly key: string};

/** The detail of a report, loaded as it is asked for. Tells of a `change` when some has come, or could not be loaded. */
export interface Tiles extends EventTarget {
  readonly step: number; // length of a bucket, milliseconds
  readonly span: number; // the longest range that detail is loaded for; 0 if there is none
  readonly state: (range: Range) => TileState;
  /** Loads the detail of some ranges, and gives up what is on its way for others. */
  readonly want: (ranges: readonly Range[]) => void;
}

export interface TilesOptions {
  load?: FetchTile;
  wait?: number; // milliseconds of quiet before anything is fetched: what is brushed over is not wanted; defaults to 120
}

/** Opens table `tiles`; nothing is fetched yet. */
export function openTiles(rows: readonly TileRow[], {load = fetchTile, wait = 120}: TilesOptions = {}): Tiles {
  const kept = new Map<string, Tile>(); // by file, the last that was asked for last
  const owns = new Map<string, Promise<TileSourceRow[]>>();
  const coming = new Map<string, AbortController>();
  const failed = new Map<string, string>();
  const step = (rows[0]?.seconds ?? 0) * 1000;
  const span = longest(rows);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isFirst = true;
  const target = new EventTarget();

  const within = ({from, to}: Range) => rows.filter(({start, end}) => start < to && end > from);

  function state(range: Range): TileState {
    if (span === 0 || range.to - range.from > span) return {kind: "none"};
    const needed = within(range);
    const reason = needed.map(({file}) => failed.get(file)).find((text) => text !== undefined);
    if (reason !== undefined) return {kind: "failed", reason};
    const tiles = needed.flatMap(({file}) => kept.get(file) ?? []);
    if (tiles.length < needed.length) return {kind: "loading"};
    for (const tile of tiles) {
      kept.delete(tile.file);
      kept.set(tile.file, tile);
    }
    return {kind: "loaded", tiles, key: tiles.map(({file}) => file).join()};
  }

  function want(ranges: readonly Range[]): void {
    clearTimeout(timer);
    const wanted = ranges.filter(({from, to}) => span > 0 && to - from <= span).flatMap(within);
    const files = new Set(wanted.map(({file}) => file));
    for (const [file, controller] of coming)
      if (!files.has(file)) {
        controller.abort();
        coming.delete(file);
      }
    for (const file of files) failed.delete(file); // what failed is tried again when it is asked for again
    const missing = wanted.filter(({file}) => !kept.has(file) && !coming.has(file));
    if (missing.length === 0) return forget(files);
    timer = setTimeout(() => missing.forEach((row) => void fetchOne(row)), isFirst ? 0 : wait); // nothing was brushed yet
    isFirst = false;
  }

  async function fetchOne(row: TileRow): Promise<void> {
    if (kept.has(row.file) || coming.has(row.file)) return;
    const controller = new AbortController();
    const {signal} = controller;
    coming.set(row.file, controller);
    try {
      const [traffic, own] = await Promise.all([load(row.file, signal), ownOf(row.sources)]);
      if (signal.aborted) return;
      kept.set(row.file, {...row, traffic: readTraffic(traffic), own});
    } catch (error) {
      if (signal.aborted) return;
      failed.set(row.file, (error as Error).message);
    }
    coming.delete(row.file);
    if (coming.size === 0) target.dispatchEvent(new Event("change"));
  }

  /** Addresses are few, and those of a day serve all its tiles: they are read to the end. */
  function ownOf(file: string | null): Promise<TileSourceRow[]> {
    if (file === null) return Promise.resolve([]);
    let rows = owns.get(file);
    if (!rows) {
      rows = load(file, new AbortController().signal).then((table: Table) => readRows<TileSourceRow>(table));
      rows.catch(() => owns.delete(file));
      owns.set(file, rows);
    }
    return rows;
  }

  /** Lets go of what was asked for longest ago. */
  function forget(wanted: ReadonlySet<string>): void {
    let count = 0;
    for (const {file, rows} of [...kept.values()].reverse())
      if ((count += rows) > keptRows && !wanted.has(file)) kept.delete(file);
  }

  return Object.assign(target, {step, span, state, want});
}

/** The longest time such that what it lies in, wherever it begins, is not too much to load. */
function longest(rows: readonly TileRow[]): number {
  const fits = (span: number) =>
    rows.every(({end}, i) => {
      let [count, size] = [0, 0];
      for (let j = i; j < rows.length && rows[j].start < end + span; j++) {
        count += rows[j].rows;
        size += rows[j].bytes;
        if (count > most.rows || size > most.bytes) return false;
      }
      return true;
    });
  return rows.length === 0 ? 0 : (spans.find(fits) ?? 0);
}

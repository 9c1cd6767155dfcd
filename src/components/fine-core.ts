import type {Words} from "./columns.js";
import type {Core} from "./core.js";
import {rowDimensions} from "./selection.js";
import type {RowDimension} from "./selection.js";
import {addKnown} from "./traffic.js";
import type {SourceRow, TileSourceRow} from "./tables.js";
import type {Traffic} from "./traffic.js";
import type {Tile} from "./tiles.js";
import {indexTraffic} from "./traffic-index.js";

const columns = ["bucket", "source", "events", "sent", "received", "bytes", "unsized"] as const;

/**
 * What an atlas is made from, of tiles instead of all traffic: finer buckets of a shorter time, and more addresses with a row of
 * their own. Addresses that one day tells apart and another does not are summed as the report sums them, or a figure over
 * both would be of one day alone.
 */
export function fineCore(core: Core, tiles: readonly Tile[]): Core {
  const own = commonSources(tiles);
  const keyOf = new Map(
    tiles.flatMap((tile) => tile.own.map((row) => [row.source, own.has(row.source) ? row.source : row.within]))
  );
  const parts = tiles.map(({traffic}) => ({
    ...traffic,
    source: traffic.source.map((key) => keyOf.get(key) ?? key)
  }));
  const traffic = joinTraffic(core.traffic, parts);
  const seconds = tiles[0]?.seconds ?? core.summary.bucket_seconds;
  const sources = [...withoutOwn(core.sources, [...own.values()]), ...own.values()];
  const keys = sources.reduce((most, {source}) => Math.max(most, source + 1), 0);
  return {
    ...core,
    traffic,
    sources,
    summary: {...core.summary, bucket_seconds: seconds},
    index: indexTraffic(traffic, seconds, keys)
  };
}

/** The sources that are told apart wherever they have traffic, by key. */
function commonSources(tiles: readonly Tile[]): Map<number, TileSourceRow> {
  const days = [...new Map(tiles.map((tile) => [tile.sources ?? tile.file, tile])).values()].map(({own, sources}) => {
    const some = tiles.filter((tile) => tile.sources === sources);
    return {keys: new Set(own.map(({source}) => source)), from: some[0].start, to: some.at(-1)!.end};
  });
  const isToldIn = (row: TileSourceRow, {keys, from, to}: (typeof days)[number]) =>
    keys.has(row.source) || (row.last_seen ?? 0) < from || (row.first_seen ?? 0) >= to;
  return new Map(
    tiles
      .flatMap(({own}) => own)
      .filter((row) => days.every((day) => isToldIn(row, day)))
      .map((row) => [row.source, row])
  );
}

/** The sources of the report less what is told apart now, so that what is left of a remainder is known as well as before. */
function withoutOwn(sources: readonly SourceRow[], own: readonly TileSourceRow[]): SourceRow[] {
  const parts = new Map<number, TileSourceRow[]>();
  for (const row of own) parts.set(row.within, [...(parts.get(row.within) ?? []), row]);
  const less = (value: number | null, row: number | null) => (value === null ? null : value - (row ?? 0));
  return sources.map((source) =>
    (parts.get(source.source) ?? []).reduce(
      (rest, row) => ({
        ...rest,
        events: rest.events - row.events,
        bytes_sent: less(rest.bytes_sent, row.bytes_sent),
        bytes_received: less(rest.bytes_received, row.bytes_received),
        unsized: rest.unsized - row.unsized,
        addresses: rest.addresses - 1
      }),
      source
    )
  );
}

/** Puts rows together. Their words become those of the report, so that groups and colours are the same. */
export function joinTraffic(report: Traffic, parts: readonly Traffic[]): Traffic {
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const numbers = columns.map((name) => {
    const joined = new Float64Array(rows);
    parts.reduce((at, part) => (joined.set(part[name], at), at + part.rows), 0);
    return [name, joined];
  });
  const texts = rowDimensions.map((name) => [name, joinWords(report[name], parts, name)]);
  return {rows, ...Object.fromEntries([...numbers, ...texts])} as Traffic;
}

function joinWords({words}: Words, parts: readonly Traffic[], name: RowDimension): Words {
  const codes = new Int32Array(parts.reduce((sum, part) => sum + part.rows, 0));
  let at = 0;
  for (const part of parts) {
    const own = part[name];
    const codeOf = own.words.map((word) => words.indexOf(word));
    for (let i = 0; i < part.rows; i++) codes[at + i] = own.codes[i] < 0 ? -1 : codeOf[own.codes[i]];
    at += part.rows;
  }
  return {codes, words};
}

/** The report's rows and, with a minus, those of a finer core that a selection counts: their sums are everything else. */
export function restCore(core: Core, fine: Core, fits: (row: number) => boolean): Core {
  const {traffic} = fine;
  const kept = Array.from({length: traffic.rows}, (_, i) => i).filter(fits);
  const step = core.index.step;
  const within = new Map(
    fine.sources.flatMap((row) => ("within" in row ? [[row.source, (row as TileSourceRow).within]] : []))
  );
  const take = (values: Float64Array, of: (value: number) => number) => Float64Array.from(kept, (i) => of(values[i]));
  const minus = (values: Float64Array) => take(values, (value) => -value);
  const words = ({codes, words}: Words): Words => ({words, codes: Int32Array.from(kept, (i) => codes[i])});
  const [sent, received] = [minus(traffic.sent), minus(traffic.received)];
  const less: Traffic = {
    rows: kept.length,
    bucket: take(traffic.bucket, (time) => core.index.start + Math.floor((time - core.index.start) / step) * step),
    source: take(traffic.source, (key) => within.get(key) ?? key),
    log: words(traffic.log),
    protocol: words(traffic.protocol),
    status: words(traffic.status),
    direction: words(traffic.direction),
    events: minus(traffic.events),
    sent,
    received,
    bytes: sent.map((value, i) => addKnown(value, received[i])),
    unsized: minus(traffic.unsized)
  };
  const joined = joinTraffic(core.traffic, [core.traffic, less]);
  return {...core, traffic: joined, index: indexTraffic(joined, core.summary.bucket_seconds, core.index.sources)};
}

import type {Bound} from "./bound.js";
import {both} from "./bound.js";
import type {Words} from "./columns.js";
import type {Dimension, Known, Part, Selection} from "./selection.js";
import {dimensions, fits, isRowDimension, rowDimensions} from "./selection.js";
import type {SourceRow, SummaryRow} from "./tables.js";
import type {Traffic} from "./traffic.js";
import type {RowFilter, TrafficIndex, TrafficSums} from "./traffic-index.js";

/** What of a selection's figures is only a bound, and why: sums by time, by what is told row by row, by class, country and network of one's own never are. */
export interface Doubt {
  readonly sums: Bound; // events, bytes and countries: remainders may hold some of a place, a network or a label that is asked for
  readonly addresses: Bound; // and a remainder may be selected in part
  readonly events: number; // of such remainders
}

export const noDoubt: Doubt = {sums: "exact", addresses: "exact", events: 0};

/** A place's key: `BR|São Paulo|Campinas`. */
export function placeValue({country, region, city}: Pick<SourceRow, "country" | "region" | "city">): string {
  return `${country ?? ""}|${region ?? ""}|${city ?? ""}`;
}

/** A row's values in a dimension of sources; none where a remainder holds several that are not told apart. */
export function valuesOf(row: SourceRow, dimension: Dimension): readonly string[] {
  const single = row.level === "address";
  switch (dimension) {
    case "country":
      return [row.country ?? ""];
    case "class":
      return [row.class ?? ""];
    case "network":
      return [row.network ?? ""];
    case "ip":
      return row.ip === null ? [] : [row.ip];
    case "place":
      return (single || row.level === "place") && row.country !== null ? [placeValue(row)] : [];
    case "asn":
      return single ? [row.asn === null ? "" : String(row.asn)] : [];
    case "label":
      if (!single) return row.unlisted ? [""] : [];
      return row.labels === null ? [""] : row.labels.split(/,\s*/);
    default:
      return [];
  }
}

/** What a page's address may name in this report. */
export function knownValues(traffic: Traffic, sources: readonly SourceRow[], index: TrafficIndex): Known {
  const values = new Map<Dimension, Set<string>>();
  const of = (dimension: Dimension): Set<string> => {
    if (!isRowDimension(dimension)) return new Set(sources.flatMap((row) => valuesOf(row, dimension)));
    const words = traffic[dimension].words;
    return new Set(index.kinds.map((kind) => words[kind[dimension]] ?? ""));
  };
  return {
    has: (dimension, value) =>
      (values.get(dimension) ?? values.set(dimension, of(dimension)).get(dimension)!).has(value),
    start: index.start,
    end: index.start + index.slots * index.step,
    step: index.step
  };
}

/** The rows of traffic that a selection counts, as small tables: one by kind, one by source, and a range of slots. */
export function rowFilter(
  {from, to, parts}: Selection,
  traffic: Traffic,
  sources: readonly SourceRow[],
  index: TrafficIndex
): RowFilter {
  const slotOf = (time: number) => Math.round((time - index.start) / index.step);
  const timed = from !== null || to !== null;
  const asked = dimensions.filter((dimension) => parts.some((part) => part.dimension === dimension));
  const tests = asked.map((dimension) => ({dimension, fit: fits(parts, dimension)}));
  const ofKinds = rowDimensions.flatMap((column) => {
    const test = tests.find(({dimension}) => dimension === column);
    return test ? [{column, words: traffic[column] as Words, fit: test.fit}] : [];
  });
  const ofSources = tests.filter(({dimension}) => !isRowDimension(dimension));
  const kinds = Uint8Array.from(index.kinds, (kind) =>
    Number(ofKinds.every(({column, words, fit}) => fit([words.words[kind[column]] ?? ""])))
  );
  const allowed = new Uint8Array(index.sources);
  for (const row of sources)
    allowed[row.source] = Number(ofSources.every(({dimension, fit}) => fit(valuesOf(row, dimension))));
  return {
    first: from === null ? 0 : slotOf(from),
    end: !timed ? index.slots + 1 : to === null ? index.slots : Math.min(index.slots, slotOf(to)),
    kinds,
    sources: allowed
  };
}

/**
 * The sources with traffic in the selection, with its sums; a remainder's addresses at the least that they can be. First and last
 * event stay those of the whole period: the tables do not tell more.
 */
export function filterSources(
  sources: readonly SourceRow[],
  {events, sent, received, unsized}: TrafficSums
): SourceRow[] {
  const rows: SourceRow[] = [];
  for (const row of sources) {
    const key = row.source;
    if (!(events[key] > 0)) continue;
    rows.push({
      source: key,
      ip: row.ip,
      level: row.level,
      class: row.class,
      country: row.country,
      region: row.region,
      city: row.city,
      latitude: row.latitude,
      longitude: row.longitude,
      precision: row.precision,
      asn: row.asn,
      organization: row.organization,
      network: row.network,
      labels: row.labels,
      threats: row.threats,
      events: events[key],
      bytes_sent: known(sent[key]),
      bytes_received: known(received[key]),
      unsized: unsized[key],
      unlisted: row.unlisted,
      first_seen: row.first_seen,
      last_seen: row.last_seen,
      addresses: events[key] === row.events ? row.addresses : Math.min(1, row.addresses)
    });
  }
  return rows;
}

/** The summary of the selected sources. Files, lines and databases stay those of the report. */
export function filterSummary(
  whole: SummaryRow,
  rows: readonly SourceRow[],
  times: Pick<Selection, "from" | "to">
): SummaryRow {
  const span = spanOf(whole, times);
  let [events, unsized, sources, publics, placed, placedEvents, located] = [0, 0, 0, 0, 0, 0, 0];
  let [sent, received, placedBytes] = [NaN, NaN, NaN];
  const countries = new Set<string>();
  const plus = (sum: number, value: number | null) => (value === null ? sum : Number.isNaN(sum) ? value : sum + value);
  for (const row of rows) {
    events += row.events;
    unsized += row.unsized;
    sent = plus(sent, row.bytes_sent);
    received = plus(received, row.bytes_received);
    if (isAddress(row)) sources += row.addresses;
    if (row.class === "public") publics += row.addresses;
    if (row.latitude !== null) located += row.events;
    if (row.country === null) continue;
    countries.add(row.country);
    placed += row.addresses;
    placedEvents += row.events;
    placedBytes = plus(plus(placedBytes, row.bytes_sent), row.bytes_received);
  }
  return {
    ...whole,
    events,
    unsized,
    bytes_sent: known(sent),
    bytes_received: known(received),
    sources,
    countries: countries.size,
    public_addresses: publics,
    placed_addresses: placed,
    placed_events: placedEvents,
    placed_bytes: known(placedBytes),
    located_events: located,
    first_seen: span.from,
    last_seen: span.to
  };
}

/** First and last event of the report, or where a selection begins and ends within it. */
export function spanOf(
  {first_seen, last_seen}: Pick<SummaryRow, "first_seen" | "last_seen">,
  {from, to}: Pick<Selection, "from" | "to">
): {from: number | null; to: number | null} {
  return {
    from: from === null || first_seen === null ? first_seen : Math.max(from, first_seen),
    to: to === null || last_seen === null ? last_seen : Math.min(to, last_seen)
  };
}

/** Whether remainders are selected in part, so that their addresses are a lower bound. */
export function boundsAddresses(whole: ReadonlyMap<number, SourceRow>, rows: readonly SourceRow[]): boolean {
  return rows.some((row) => isAddress(row) && row.addresses < (whole.get(row.source)?.addresses ?? 0));
}

/** Whether a remainder may hold some of what parts ask for, and cannot tell it apart. */
export function isDoubtful(row: SourceRow, parts: readonly Part[], sources: readonly SourceRow[]): boolean {
  if (row.level === "address") return false;
  return parts.some(({dimension, value}) => {
    if (dimension === "asn") return true;
    if (dimension === "label") return !row.unlisted;
    return dimension === "place" && mayHold(row, value, sources);
  });
}

/** Whether a remainder may hold addresses of a place: one of its country may, unless the place has its own beside it. */
export function mayHold(row: SourceRow, place: string, sources: readonly SourceRow[]): boolean {
  if (row.level === "address" || row.level === "place" || row.country !== place.split("|")[0]) return false;
  return !remaindersOf(sources).has(remainderKey(row, place));
}

const remainders = new WeakMap<readonly SourceRow[], Set<string>>();

/** The places that have a remainder of their own, each with what its addresses share. */
function remaindersOf(sources: readonly SourceRow[]): Set<string> {
  let known = remainders.get(sources);
  if (!known) {
    const rows = sources.filter(({level}) => level === "place");
    remainders.set(sources, (known = new Set(rows.map((row) => remainderKey(row, placeValue(row))))));
  }
  return known;
}

function remainderKey({class: name, network}: SourceRow, place: string): string {
  return JSON.stringify([name, network, place]);
}

/** How sums stand to the true ones where doubtful remainders are counted with all that they hold, or not at all. */
export function boundOf(counted: number, left: number): Bound {
  return both(counted > 0 ? "most" : "exact", left > 0 ? "least" : "exact");
}

function isAddress({class: name}: SourceRow): boolean {
  return name !== "invalid" && name !== "not-logged";
}

function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

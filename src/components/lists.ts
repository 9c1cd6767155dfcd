import type {Atlas} from "./atlas.js";
import type {Bound} from "./bound.js";
import {formatNoun} from "./format.js";
import {formatDate} from "./format-time.js";
import {bounded} from "./measure.js";
import type {Measure} from "./measure.js";
import {isEverything} from "./selection.js";
import {total} from "./sums.js";
import {bytesOf} from "./tables.js";
import type {AddressRow, ListRow, SummaryRow} from "./tables.js";

const day = 86_400_000;
const weak = 90; // days between a list and the log: addresses have changed hands since

/** The names of the lists that hold an address; no name has a comma. */
export function namesIn(labels: string | null): string[] {
  return labels === null ? [] : labels.split(", ");
}

/** The lists that hold an address, threats first. A list that is not known any more is left out. */
export function listsOf({labels}: {readonly labels: string | null}, lists: readonly ListRow[]): ListRow[] {
  const held = namesIn(labels).flatMap((name) => lists.find((list) => list.name === name) ?? []);
  return [...held.filter(({kind}) => kind === "threat"), ...held.filter(({kind}) => kind !== "threat")];
}

/** What a list says of an address: `listed by X on 17 Nov 2025 as scanner, confidence 80 of 100`. */
export function listedBy(list: ListRow): string {
  return `listed by ${list.name} ${dateWords(list)} as ${categoryOf(list)}${confidenceOf(list)}`;
}

/** The category of a list, in the list's own word. */
export function categoryOf({category}: ListRow): string {
  return category ?? "category not stated";
}

/** Where a list says how sure it is. */
export function confidenceOf({confidence}: ListRow): string {
  return confidence === null ? "" : `, confidence ${confidence} of 100`;
}

/** The date of a list, and that it is only its file's where the list names none. */
export function dateWords({date, dated}: ListRow): string {
  if (date === null) return "at an unknown date";
  return dated === "file" ? `in a file of ${formatDate(date)}` : `on ${formatDate(date)}`;
}

/** How far a list and the end of the log are apart, and whether that makes it weak evidence. */
export function listAge({date}: ListRow, {last_seen}: SummaryRow): {text: string; weak: boolean} {
  if (date === null || last_seen === null) return {text: "age not known", weak: true};
  const days = Math.round((last_seen - date) / day);
  const apart = formatNoun(Math.abs(days), "day");
  const text = days === 0 ? "of the day of the last event" : `${apart} ${days > 0 ? "before" : "after"} the last event`;
  return Math.abs(days) > weak ? {text: `${text}: weak evidence`, weak: true} : {text, weak: false};
}

/** The addresses that lists of a kind hold. */
export function addressesOn(
  addresses: readonly AddressRow[],
  lists: readonly ListRow[],
  kind: ListRow["kind"]
): AddressRow[] {
  const names = new Set(lists.filter((list) => list.kind === kind).map(({name}) => name));
  return addresses.filter(({labels}) => namesIn(labels).some((name) => names.has(name)));
}

/** A report on the addresses on threat lists alone; each has a row of its own in `sources`, but for more than the budget carries. */
export function onlyListed(atlas: Atlas): Atlas {
  const sources = atlas.sources.filter(isListed);
  const sum = (of: (row: (typeof sources)[number]) => number | null) =>
    sources.reduce<number | null>((total, row) => {
      const value = of(row);
      return value === null ? total : (total ?? 0) + value;
    }, null);
  const summary = {
    ...atlas.summary,
    events: sum(({events}) => events) ?? 0,
    bytes_sent: sum(bytesOf),
    bytes_received: null,
    unsized: sum(({unsized}) => unsized) ?? 0,
    sources: sources.length
  };
  const bound = listedBound(atlas);
  const ofListed = (measure: Measure) => bounded(measure, bound);
  const {bytes, events, addresses} = atlas.whole.measures;
  return {
    ...{...atlas, sources, summary},
    measure: ofListed(atlas.whole.measure),
    offered: atlas.whole.offered.map(ofListed),
    measures: {bytes: ofListed(bytes), events: ofListed(events), addresses: ofListed(addresses)}
  };
}

/** How figures of listed addresses with a row of their own stand to those of all: the least, where some have none. */
export function listedBound({sources, doubt, whole}: Pick<Atlas, "sources" | "doubt" | "whole">): Bound {
  const remainders = doubt.sums === "exact" ? sources : whole.sources; // which ones are selected is not known then
  return remainders.some(({level, unlisted}) => level !== "address" && !unlisted) ? "least" : "exact";
}

/** Whether any threat list holds an address. */
export function isListed({threats}: {readonly threats: number | null}): boolean {
  return (threats ?? 0) > 0;
}

/** The lists with the sums of what the selection leaves of their addresses. */
export function filterLists(
  atlas: Pick<Atlas, "selection" | "sources" | "doubt" | "whole">,
  lists: readonly ListRow[],
  addresses: readonly AddressRow[] // of the selection
): readonly ListRow[] {
  if (isEverything(atlas.selection)) return lists;
  const held = new Map<string, AddressRow[]>(lists.map(({name}) => [name, []]));
  for (const row of addresses) for (const name of namesIn(row.labels)) held.get(name)?.push(row);
  const bound = listedBound(atlas);
  return lists.map((list) => ({...list, ...sumsOf(held.get(list.name)!), bound}));
}

function sumsOf(rows: readonly AddressRow[]) {
  const times = (of: (row: AddressRow) => number | null) => rows.map(of).filter((time) => time !== null);
  const [first, last] = [times(({first_seen}) => first_seen), times(({last_seen}) => last_seen)];
  return {
    addresses: rows.length,
    events: total(rows, ({events}) => events) ?? 0,
    bytes_sent: total(rows, ({bytes_sent}) => bytes_sent),
    bytes_received: total(rows, ({bytes_received}) => bytes_received),
    unsized: total(rows, ({unsized}) => unsized) ?? 0,
    first_seen: first.length === 0 ? null : Math.min(...first),
    last_seen: last.length === 0 ? null : Math.max(...last)
  };
}

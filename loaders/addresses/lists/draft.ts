import {printable} from "../../terminal.js";
import {parseRange} from "./range.js";
import type {Range} from "./range.js";

/** When an entry holds, milliseconds since 1970; the end is not part of it. */
export interface Window {
  readonly from: number;
  readonly until: number;
}

/** What a list says of itself. */
export interface Stated {
  readonly name?: string;
  readonly category?: string;
  readonly kind?: "threat" | "context";
  readonly date?: number;
  readonly confidence?: number;
  readonly collection?: boolean;
  readonly licence?: string;
  readonly part?: string; // which of several lists in one file
}

export interface ListReject {
  readonly line: number; // or the number of the entry, where a list has no lines
  readonly reason: string;
  readonly text: string;
}

/** What was read of a list. */
export interface ListDraft {
  stated: Stated;
  readonly ranges: Range[];
  readonly windows: (Window | null)[]; // of each range; empty if none has any
  readonly asns: number[];
  entries: number; // that could be read
  malformed: number;
  unsupported: number; // names, hashes and patterns that no address can match
  left: number; // entries below the level that is asked for
  readonly samples: ListReject[];
}

const mostSamples = 10;
const widest4 = 2 ** 24; // addresses of a /8
const widest6 = 1n << 109n; // of a /19
const hostName = /^(?=.*[a-z])(?:[a-z0-9_-]{1,63}\.)+[a-z0-9-]{2,63}\.?$/i;

export function createDraft(stated: Stated = {}): ListDraft {
  return {stated, ranges: [], windows: [], asns: [], entries: 0, malformed: 0, unsupported: 0, left: 0, samples: []};
}

export interface AddOptions {
  wide?: boolean;
  window?: Window | null;
  shown?: string; // what a sample shows if not the text alone: the whole line
}

/** Adds what a text says: an address, a block, a range, or `AS64496`. A host name is unsupported, all else malformed. */
export function addEntry(
  draft: ListDraft,
  text: string,
  line: number,
  {wide, window, shown = text}: AddOptions = {}
): void {
  const range = parseRange(text);
  if (range === null) {
    const asn = /^AS(\d{1,10})$/i.exec(text)?.[1];
    if (asn !== undefined) addAsn(draft, Number(asn), text, line);
    else if (hostName.test(text)) draft.unsupported++;
    else refuse(draft, line, "no address", shown);
  } else if (!wide && isWide(range)) {
    refuse(draft, line, range.family === 4 ? "wider than /8" : "wider than /19", shown);
  } else {
    draft.ranges.push(range);
    if (window) draft.windows[draft.ranges.length - 1] = window;
    draft.entries++;
  }
}

export function addAsn(draft: ListDraft, asn: number, text: string, line: number): void {
  if (!Number.isInteger(asn) || asn < 1 || asn >= 2 ** 32) return refuse(draft, line, "no system number", text);
  draft.asns.push(asn);
  draft.entries++;
}

/** Counts an entry that cannot be read, and keeps the first few to be shown. */
export function refuse(draft: ListDraft, line: number, reason: string, text: string): void {
  draft.malformed++;
  if (draft.samples.length < mostSamples) draft.samples.push({line, reason, text: printable(text, 120)});
}

function isWide(range: Range): boolean {
  return range.family === 4 ? range.last - range.first >= widest4 : range.last - range.first >= widest6;
}

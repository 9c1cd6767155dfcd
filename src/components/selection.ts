/** What a part of a selection may be about. Time is apart: it is a range. */
export const dimensions = [
  "country",
  "place",
  "ip",
  "class",
  "network",
  "asn",
  "label",
  "log",
  "protocol",
  "status",
  "direction"
] as const;

export type Dimension = (typeof dimensions)[number];

/** The dimensions that are columns of `traffic`; all others are told by its sources. */
export const rowDimensions = ["log", "protocol", "status", "direction"] as const;

export type RowDimension = (typeof rowDimensions)[number];

export function isRowDimension(dimension: Dimension): dimension is RowDimension {
  return rowDimensions.some((name) => name === dimension);
}

/** One value that is looked for, or left out. */
export interface Part {
  readonly dimension: Dimension;
  readonly value: string; // empty where the log or the database has none
  readonly exclude: boolean;
}

/** What a selection is compared with: as much time just before it, the same time a week before, or everything that it leaves out. */
export const comparisons = ["before", "week", "rest"] as const;

export type ComparisonKind = (typeof comparisons)[number];

const week = 7 * 86_400_000;

/** What is selected: a range of time, and parts. Those of one dimension that include add up; all dimensions must fit. */
export interface Selection {
  readonly from: number | null; // milliseconds UTC, included
  readonly to: number | null; // not included
  readonly parts: readonly Part[];
  readonly compare?: ComparisonKind;
}

/** The values that exist; a dimension's own, and the time that the logs cover. */
export interface Known {
  readonly has: (dimension: Dimension, value: string) => boolean;
  readonly start: number; // of the first bucket, milliseconds UTC
  readonly end: number; // of the last bucket
  readonly step: number; // length of a bucket, milliseconds
  readonly fine?: {readonly step: number; readonly span: number} | null; // buckets of a time that is no longer than this
}

/** The dimensions in which finer detail may tell more values apart than the report does. */
const tellable: readonly Dimension[] = ["ip", "place", "asn", "label"];

export const everything: Selection = {from: null, to: null, parts: []};

/** Whether nothing is left out, whatever it is to be compared with. */
export function isEverything({from, to, parts}: Selection): boolean {
  return from === null && to === null && parts.length === 0;
}

/** Whether a part of the time is selected. */
export function isTimed({from, to}: Pick<Selection, "from" | "to">): boolean {
  return from !== null || to !== null;
}

/** Whether finer detail can be loaded for the selected time. */
export function isFine({start, end, fine}: Known, {from, to}: Pick<Selection, "from" | "to">): boolean {
  return fine != null && isTimed({from, to}) && (to ?? end) - (from ?? start) <= fine.span;
}

/** The nearest selection that the report can answer without finer detail: itself, or of whole buckets, less what only that tells apart. */
export function wholeBuckets(selection: Selection, known: Known): Selection {
  if (!isFine(known, selection)) return selection;
  const {start, end, step, has} = known;
  const down = (time: number) => Math.max(start, start + Math.floor((time - start) / step) * step);
  const up = (time: number) => Math.min(end, start + Math.ceil((time - start) / step) * step);
  const from = selection.from === null ? null : down(selection.from);
  const to = selection.to === null ? null : up(selection.to);
  const parts = selection.parts.filter(({dimension, value}) => !tellable.includes(dimension) || has(dimension, value));
  const same = from === selection.from && to === selection.to && parts.length === selection.parts.length;
  return same ? selection : {...selection, from, to, parts};
}

/** The time that a selected one is compared with; null if there is none, or not in whole buckets. */
export function timeBefore(
  kind: Exclude<ComparisonKind, "rest">,
  selection: Pick<Selection, "from" | "to">,
  {start, end, step}: Pick<Known, "start" | "end" | "step">
): {from: number; to: number} | null {
  if (!isTimed(selection)) return null;
  const [from, to] = [selection.from ?? start, selection.to ?? end];
  const back = backBy(kind, from, to);
  return to - back <= start || back % step !== 0 ? null : {from: from - back, to: to - back};
}

/** Adds a part; takes it away if it is there; turns it round if it is there the other way. */
export function toggle(selection: Selection, part: Part): Selection {
  const rest = selection.parts.filter((other) => !isSame(other, part));
  const was = selection.parts.find((other) => isSame(other, part));
  return {...selection, parts: was?.exclude === part.exclude ? rest : [...rest, part]};
}

export function without(selection: Selection, dimension: Dimension | "time"): Selection {
  if (dimension === "time") return {...selection, from: null, to: null};
  return {...selection, parts: selection.parts.filter((part) => part.dimension !== dimension)};
}

/** How a value stands in a selection: looked for, left out, or neither. */
export function standing(selection: Selection, dimension: Dimension, value: string): "only" | "not" | null {
  const part = selection.parts.find((other) => isSame(other, {dimension, value}));
  return part ? (part.exclude ? "not" : "only") : null;
}

/** Whether a value fits the parts of its dimension. */
export function fits(parts: readonly Part[], dimension: Dimension): (values: readonly string[]) => boolean {
  const own = parts.filter((part) => part.dimension === dimension);
  const only = new Set(own.filter(({exclude}) => !exclude).map(({value}) => value));
  const not = new Set(own.filter(({exclude}) => exclude).map(({value}) => value));
  return (values) =>
    !values.some((value) => not.has(value)) && (only.size === 0 || values.some((value) => only.has(value)));
}

/** The range of whole buckets nearest to two times, at least one bucket; null for all of them. A short time has finer ones. */
export function snap({start, end, fine, ...known}: Known, from: number, to: number): Pick<Selection, "from" | "to"> {
  const step = fine && Math.abs(to - from) <= fine.span ? fine.step : known.step;
  const clamp = (time: number) => Math.max(start, Math.min(end, start + Math.round((time - start) / step) * step));
  let [first, last] = [clamp(Math.min(from, to)), clamp(Math.max(from, to))];
  if (first === last) [first, last] = last < end ? [first, last + step] : [Math.max(start, first - step), last];
  return first === start && last === end ? {from: null, to: null} : {from: first, to: last};
}

/** Puts a selection into the parameters of a page's address, and leaves the others alone. */
export function writeSelection({from, to, parts, compare}: Selection, query: URLSearchParams): URLSearchParams {
  const result = new URLSearchParams([...query].filter(([name]) => !isOurs(name)));
  if (from !== null) result.set("from", stamp(from));
  if (to !== null) result.set("to", stamp(to));
  for (const {dimension, value, exclude} of parts) result.append(`${exclude ? "not" : "only"}.${dimension}`, value);
  if (compare !== undefined) result.set("compare", compare);
  return result;
}

/** Reads a selection from a page's address, which is text from outside. What does not exist here is dropped, and said. */
export function readSelection(query: URLSearchParams, known: Known): {selection: Selection; dropped: string[]} {
  const dropped: string[] = [];
  const times = readTimes(query, known, dropped);
  let selection: Selection = {...everything, ...times};
  const compare = comparisons.find((kind) => kind === query.get("compare"));
  if (compare !== undefined) selection = {...selection, compare};
  for (const [name, value] of query) {
    const [, how, what] = /^(only|not)\.(.*)$/.exec(name) ?? [];
    if (how === undefined) continue;
    const dimension = dimensions.find((one) => one === what);
    const isKnown =
      dimension !== undefined &&
      (known.has(dimension, value) || (isFine(known, times) && tellable.includes(dimension)));
    if (!isKnown) dropped.push(`${what} ${value || "not logged"}`);
    else if (standing(selection, dimension, value) === null)
      selection = toggle(selection, {dimension, value, exclude: how === "not"});
  }
  return {selection, dropped};
}

function readTimes(query: URLSearchParams, known: Known, dropped: string[]): Pick<Selection, "from" | "to"> {
  const [from, to] = ["from", "to"].map((name) => {
    const text = query.get(name);
    const time = text === null ? NaN : Date.parse(/(Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`);
    if (text !== null && Number.isNaN(time)) dropped.push(`${name} ${text}`);
    return time;
  });
  if (Number.isNaN(from) && Number.isNaN(to)) return {from: null, to: null};
  const [first, last] = [Number.isNaN(from) ? known.start : from, Number.isNaN(to) ? known.end : to];
  if (!(first < last) || last <= known.start || first >= known.end) {
    dropped.push(`the time ${stamp(first)} to ${stamp(last)}`);
    return {from: null, to: null};
  }
  return snap(known, first, last);
}

function stamp(time: number): string {
  if (!Number.isFinite(time) || Math.abs(time) > 8.64e15) return String(time);
  return new Date(time).toISOString().replace(/(:00)?\.000Z$/, "Z");
}

/** How far back the time lies that a selected time is compared with: whole weeks, as many as keep the two apart, or its own length. */
export function backBy(kind: Exclude<ComparisonKind, "rest">, from: number, to: number): number {
  return kind === "week" ? Math.ceil((to - from) / week) * week : to - from;
}

/** Whether a parameter of a page's address is part of a selection. */
export function isOurs(name: string): boolean {
  return ["from", "to", "compare"].includes(name) || /^(only|not)\./.test(name);
}

function isSame(a: Pick<Part, "dimension" | "value">, b: Pick<Part, "dimension" | "value">): boolean {
  return a.dimension === b.dimension && a.value === b.value;
}

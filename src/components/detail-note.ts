import type {Atlas} from "./atlas.js";
import {formatBucket, formatDuration} from "./format-time.js";
import {partName, timeName, timesOf} from "./selection-names.js";
import {isFine, isTimed, timeBefore} from "./selection.js";
import type {Part, Selection} from "./selection.js";
import type {Range} from "./tiles.js";

/** The times whose finer detail a selection asks for: its own, and the one that it is compared with. */
export function wantedRanges({known}: Pick<Atlas, "known">, selection: Selection): Range[] {
  const {compare} = selection;
  if (!isFine(known, selection)) return [];
  const before =
    compare === undefined || compare === "rest" ? null : timeBefore(compare, selection, {...known, ...known.fine});
  return [timesOf({known}, selection), ...(before ? [before] : [])];
}

/** The parts that nothing here tells apart: they came with a shorter time, or its detail does not hold them. */
export function untold(whole: Atlas, selection: Selection): Part[] {
  const {known, tiles} = whole;
  const unknown = selection.parts.filter(({dimension, value}) => !known.has(dimension, value));
  if (unknown.length === 0 || !isFine(known, selection)) return unknown;
  if (tiles.state(timesOf(whole, selection)).kind !== "loaded") return [];
  const atlas = whole.select(selection);
  return unknown.filter(({dimension, value}) => !atlas.known.has(dimension, value));
}

/** What of the selected time is still coarse, and why; empty if nothing is. */
export function detailNote(atlas: Atlas): string {
  const {selection, known, tiles, coarse} = atlas;
  const {fine} = known;
  if (!fine || !isTimed(selection)) return "";
  const state = tiles.state(timesOf(atlas, selection));
  const [now, then] = [byBucket(known.step), byBucket(fine.step)];
  if (state.kind === "loaded") return "";
  if (state.kind === "none")
    return `Time is told by ${now}; choose at most ${formatDuration(fine.span)} to see it by ${then}.`;
  const until =
    state.kind === "loading"
      ? `Time is told by ${now} until the detail by ${then} is here.`
      : `The detail by ${then} could not be loaded (${state.reason}): time is told by ${now}.`;
  return coarse ? `${until} Figures are of ${timeName(coarse.from, coarse.to)}${without(atlas)}.` : until;
}

/** Whether the figures are of another time than the selected until its detail is here. */
export function isWaiting(atlas: Atlas): boolean {
  return atlas.coarse !== null && atlas.tiles.state(timesOf(atlas, atlas.selection)).kind === "loading";
}

/** What only the detail tells apart, and is not asked for yet. */
function without(atlas: Atlas): string {
  const {selection, whole} = atlas;
  const left = selection.parts.filter(({dimension, value}) => !whole.known.has(dimension, value));
  return left.length === 0 ? "" : `, whatever its ${left.map((part) => partName(atlas, part).join(" ")).join(", ")}`;
}

/** The length of a bucket after "by": `the minute`, `3 hours`. */
export function byBucket(step: number): string {
  const name = formatBucket(step / 1000);
  return /^\d/.test(name) ? name : `the ${name}`;
}

import type {Atlas} from "./atlas.js";
import type {Comparison} from "./comparison.js";
import type {Bar} from "./bar-chart.js";
import {mark, markInWords} from "./bound.js";
import {formatChangeBriefly} from "./format.js";
import type {Measure} from "./measure.js";
import {timeName, timesOf} from "./selection-names.js";
import {backBy} from "./selection.js";
import type {ComparisonKind} from "./selection.js";
import {bucketTotals, cropTimeline} from "./timeline.js";
import type {Timeline} from "./timeline.js";

/** What a chart says of what it compares with. */
export const comparisonNames: Record<ComparisonKind, string> = {
  before: "the time before",
  week: "the week before",
  rest: "everything else"
};

type Keyed = Iterable<readonly [key: string, value: number | null]>;

/** Bars with what each is compared with. `valuesIn` gives the values that the bars' keys have in another atlas. */
export function compareBars(
  {compared, measure: own}: Pick<Atlas, "compared" | "measure">,
  bars: readonly Bar[],
  valuesIn: (other: Atlas) => Keyed,
  measure: Measure = own
): readonly Bar[] {
  if (compared === null) return bars;
  const values = new Map(valuesIn(compared.atlas));
  return bars.map((bar) => (bar.part ? compareBar(compared, bar, values.get(bar.part.value) ?? 0, measure) : bar));
}

/** A bar with the value that it has in what it is compared with. */
export function compareBar(compared: Comparison, bar: Bar, value: number | null, measure: Measure): Bar {
  if (bar.value === null) return bar;
  const reference = compared.expect(value, measure);
  const bounds = [measure.bound, compared.atlas.measures[measure.name].bound, bar.bound ?? "exact"];
  const change = mark(
    formatChangeBriefly(reference, bar.value),
    bounds.every((bound) => bound === "exact") ? "exact" : "about"
  );
  return {...bar, reference, than: thanName(compared), change};
}

/**
 * What a time line is compared with, in buckets of the same length: the time before moved onto the selected time, all else
 * scaled to the same total. Null where there is none in such buckets.
 */
export function referenceLine({compared, known, selection}: Atlas, over: Timeline): Timeline | null {
  if (compared === null) return null;
  const line = [compared.atlas, compared.detail]
    .map((other) => other?.through())
    .find((line) => line?.step === over.step);
  if (!line) return null;
  const name = thanName(compared);
  if (compared.kind === "rest") return scaleTo(over, cropTo(over, line), name);
  const {from, to} = timesOf({known}, selection);
  return totalLine({...line, start: line.start + backBy(compared.kind, from, to)}, name, 1);
}

/** The part of a line that lies within the time of another of the same step. */
function cropTo({start, step, length}: Timeline, line: Timeline): Timeline {
  const first = Math.round((start - line.start) / step);
  return cropTimeline(line, Math.max(0, first), Math.min(line.length, Math.max(0, first + length)));
}

function scaleTo(over: Timeline, line: Timeline, name: string): Timeline {
  const [own, all] = [over, line].map((line) => totalOf(bucketTotals(line)));
  return totalLine(line, name, all > 0 ? own / all : NaN);
}

function totalLine(line: Timeline, name: string, factor: number): Timeline {
  const values = bucketTotals(line).map((value) => value * factor);
  return {...line, series: [{name, values, total: totalOf(values)}]};
}

function totalOf(values: Float64Array): number {
  return values.reduce((sum, value) => (Number.isNaN(value) ? sum : sum + value), 0);
}

/** What a selection is compared with, in a sentence; and what cannot be compared, if that was asked for. */
export function comparisonNote(atlas: Atlas): string {
  const {compared, selection, measure, summary, known} = atlas;
  if (selection.compare === undefined) return "";
  if (compared === null)
    return selection.compare === "rest"
      ? "There is nothing else to compare with."
      : `The logs do not hold ${comparisonNames[selection.compare]}: choose a later or a shorter time.`;
  const {from, to} = timesOf({known}, selection);
  const value = measure.of(compared.atlas.summary);
  const other = compared.atlas.measures[measure.name];
  const bounded = [measure, other].some(({bound}) => bound !== "exact");
  if (compared.kind === "rest")
    return `Compared with everything else, ${other.words(value)}, scaled to the same total: marks and changes are of shares.`;
  const back = backBy(compared.kind, from, to);
  const change = markInWords(formatChangeBriefly(value, measure.of(summary)), bounded ? "about" : "exact");
  const partly = compared.complete ? "" : " The logs begin within it.";
  return `Compared with ${timeName(from - back, to - back)}: ${other.words(value)}, ${change}.${partly}`;
}

function thanName({kind}: Comparison): string {
  return kind === "rest" ? "its share of everything else" : comparisonNames[kind];
}

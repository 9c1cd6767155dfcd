import type {Atlas} from "./atlas.js";
import type {Bound} from "./bound.js";
import {markInWords, spoken} from "./bound.js";
import {el} from "./dom.js";
import {formatChange, formatCount, threeDigits} from "./format.js";
import {formatBucket, formatMoment} from "./format-time.js";
import {addressHref, countryHref} from "./mentions.js";
import {shareOf} from "./measure.js";
import {sourceName} from "./names.js";
import {isEverything} from "./selection.js";
import {topBy, total} from "./sums.js";
import {halves} from "./halves.js";
import type {Halves} from "./halves.js";
import {bucketTotals} from "./timeline.js";

/** A sentence with its numbers, and the page that answers the next question. */
export interface Finding {
  readonly text: string;
  readonly href: string;
}

/** What stands out: how concentrated the traffic is, its busiest bucket and who made it, the country that changed most. */
export function standsOut(atlas: Atlas): Finding[] {
  return [concentration(atlas), busiest(atlas), changed(atlas)].filter((finding) => finding !== null);
}

/** The findings as a list of links. */
export function FindingList(findings: readonly Finding[]): HTMLElement {
  if (findings.length === 0) return el("p", {class: "fine"}, "Nothing stands out: there is no traffic yet.");
  return el("ul", {class: "findings"}, ...findings.map(({text, href}) => el("li", {}, el("a", {href}, text))));
}

/** How few of the busiest addresses make half of the traffic; null if more than are listed one by one. */
export function halfMakers({sources, measure, summary}: Atlas): number | null {
  const whole = measure.of(summary) ?? 0;
  const values = Float64Array.from(sources, (row) => (row.ip === null ? 0 : (measure.of(row) ?? 0))).sort();
  let sum = 0;
  for (let i = values.length - 1; i >= 0 && values[i] > 0; i--) {
    sum += values[i];
    if (sum >= whole / 2) return values.length - i;
  }
  return null;
}

/** Where remainders are in the selection, one of their addresses may be among the busiest: fewer could make half. */
export function halfBound({sources, selection, doubt}: Pick<Atlas, "sources" | "selection" | "doubt">): Bound {
  if (isEverything(selection)) return "exact";
  if (doubt.sums !== "exact") return "about";
  return sources.some(({ip, addresses}) => ip === null && addresses > 0) ? "most" : "exact";
}

function concentration(atlas: Atlas): Finding | null {
  const {sources, measure, summary} = atlas;
  const whole = measure.of(summary);
  const [first] = topBy(
    sources.filter(({ip}) => ip !== null),
    measure.of,
    1
  );
  if (!whole || !first) return null;
  const half = halfMakers(atlas);
  const top = `${first.ip} alone made ${spoken(shareOf(measure, measure.of(first), whole))} of ${isEverything(atlas.selection) ? "all" : "the selected"} ${measure.noun}`;
  const rest = half !== null && half > 1 ? `; ${halfOf(half, halfBound(atlas))} addresses made half of them` : "";
  return {text: `${top}${rest}.`, href: addressHref(first.ip ?? "")};
}

function halfOf(half: number, bound: Bound): string {
  return bound === "exact" ? `the busiest ${formatCount(half)}` : markInWords(formatCount(half), bound);
}

function busiest(atlas: Atlas): Finding | null {
  const {measure, summary, country} = atlas;
  const line = atlas.through();
  const totals = bucketTotals(line);
  const known = totals.filter((value) => !Number.isNaN(value)).sort();
  if (known.length < 3) return null;
  const peak = totals.indexOf(known[known.length - 1]);
  const time = line.start + peak * line.step;
  const values = atlas.bySource(measure, time, time + line.step);
  const top = values.reduce((best, value, i) => (value > (values[best] || 0) ? i : best), 0);
  const row = atlas.source(top)!;
  const median = known[known.length >> 1];
  const times =
    totals[peak] >= 1.5 * median && median > 0 ? `, ${threeDigits(totals[peak] / median)} times the median` : "";
  const unit = formatBucket(summary.bucket_seconds);
  return {
    text: `The busiest ${unit} began ${formatMoment(time)} with ${measure.words(totals[peak])}${times}; ${spoken(shareOf(measure, values[top], totals[peak]))} of it was from ${sourceName(row, country)}.`,
    href: row.ip !== null ? addressHref(row.ip) : row.country !== null ? countryHref(row.country) : "./sources"
  };
}

function changed(atlas: Atlas): Finding | null {
  const {measure, country} = atlas;
  const rows = halves(atlas, measure);
  const whole = total(rows, ({before}) => before)! + total(rows, ({after}) => after)!;
  const notable = rows.filter(({before, after}) => before + after > whole / 200 && before > 0 && after > 0);
  const change = ({before, after}: Halves) => Math.max(after / before, before / after);
  const [most] = topBy(notable, change, 1);
  if (!most || change(most) < 1.25) return null;
  const {code, before, after} = most;
  const name = country(code);
  const text = `${name} changed most of the larger countries: ${formatChange(before, after)} in the second half of the period (${measure.words(after)}, before that ${measure.format(before)}).`;
  return {text, href: countryHref(code)};
}

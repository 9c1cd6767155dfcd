import type {Atlas} from "./atlas.js";
import {markInWords} from "./bound.js";
import {formatNoun, formatShare} from "./format.js";
import {isEverything} from "./selection.js";

/** What is selected in figures, and what of these is only a bound. */
export function selectionSentence(atlas: Atlas): string {
  const {measure, summary, whole, doubt, selection, measures} = atlas;
  if (isEverything(selection)) return "";
  if (summary.events === 0 && doubt.events === 0) return "Nothing fits this selection.";
  const of = measure.of(summary);
  const ofAll = formatShare(of, measure.of(whole.summary));
  const share = measure.of(whole.summary) === null ? "" : `, ${markInWords(ofAll, doubt.sums)} of all`;
  const parts = [
    `${atlas.coarse ? "Around the selection" : "Selected"}: ${measure.words(of)}${share}`,
    measure.name === "events" ? "" : measures.events.words(summary.events),
    measures.addresses.words(summary.sources)
  ].filter(Boolean);
  const notes = [
    doubt.addresses !== "exact" && doubt.events === 0
      ? "Of addresses that are summed by place or country only the least number is known."
      : "",
    doubt.events > 0
      ? `Up to ${formatNoun(doubt.events, "event")} of addresses that are summed by place or country may belong to it or not: marked figures are bounds.`
      : ""
  ];
  return [`${parts.join(", ")}.`, ...notes].filter(Boolean).join(" ");
}

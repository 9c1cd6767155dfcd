import {el} from "./dom.js";
import {formatNoun} from "./format.js";
import {formatDuration, formatPeriod} from "./format-time.js";
import type {SummaryRow} from "./tables.js";

/** The line under each title: the period, the logs, and in one calm phrase that the logs are samples if they are. */
export function PeriodLine(summary: SummaryRow): HTMLElement {
  const {first_seen, last_seen, files, untimed, sample} = summary;
  const timed = first_seen !== null && last_seen !== null;
  return el(
    "div",
    {class: "period"},
    el("span", {}, formatPeriod(first_seen, last_seen)),
    timed ? el("span", {}, formatDuration(last_seen - first_seen)) : null,
    el("a", {href: "./made"}, formatNoun(files, "log file")),
    untimed > 0 ? el("span", {}, `${formatNoun(untimed, "event")} without a time`) : null,
    sample ? el("span", {class: "sample"}, "Generated sample logs, not real traffic") : null
  );
}

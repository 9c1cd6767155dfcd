import {PlainTable} from "./behind.js";
import {el, empty} from "./dom.js";
import {formatCount, formatShare} from "./format.js";
import type {RejectRow, SummaryRow} from "./tables.js";

/** Samples of the lines that were refused. Their text is shown as text, whatever it holds. */
export function RejectsTable(rejects: readonly RejectRow[]): HTMLElement {
  if (rejects.length === 0) return empty("No line was rejected.", 60);
  return el(
    "div",
    {class: "scroll rejects", tabindex: 0, role: "region", "aria-label": "Samples of rejected lines"},
    PlainTable(rejects, [
      {label: "File", value: ({file}) => file},
      {
        label: "Line",
        value: ({line}) => line,
        format: ({line}) => (line === null ? "–" : formatCount(line)),
        number: true
      },
      {label: "Reason", value: ({reason}) => reason},
      {label: "Text, cut short", value: ({text}) => text}
    ])
  );
}

/** How many lines were rejected, as the title of their card. */
export function rejectsTitle({rejected, lines}: SummaryRow): string {
  if (rejected === 0) return `None of ${formatCount(lines)} lines was rejected`;
  return `${formatCount(rejected)} of ${formatCount(lines)} lines were rejected (${formatShare(rejected, lines)})`;
}

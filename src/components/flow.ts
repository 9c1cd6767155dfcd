import {el} from "./dom.js";
import {formatBytes, formatCount, formatNoun, formatShare} from "./format.js";
import {formatBucket} from "./format-time.js";
import {total} from "./sums.js";
import type {FileRow, SummaryRow} from "./tables.js";

/** A station on the way of the data, and what leaves it for the next. */
export interface Station {
  readonly name: string;
  readonly value: string;
  readonly notes: readonly string[];
  readonly leaves?: string; // said on the arrow to the next station
}

/** The way of the data, from files to tables, with the counts of this very build. */
export function stations(summary: SummaryRow, files: readonly FileRow[]): Station[] {
  const {units, lines, rejected, skipped, events, sources, location_name} = summary;
  const formats = new Set(files.flatMap(({format}) => (format === null ? [] : [format]))).size;
  const kept = [
    summary.kept_addresses > 0
      ? `${formatNoun(summary.kept_addresses, "address", "addresses")} one by one`
      : "no address one by one",
    `the other ${formatCount(Math.max(0, sources - summary.kept_addresses))} summed by place`,
    `by ${formatBucket(summary.bucket_seconds)}`
  ];
  return [
    {
      name: "Files",
      value: formatNoun(summary.files, "file"),
      notes: [`${formatBytes(total(files, ({size}) => size) ?? 0, units)} on disk`, formatNoun(formats, "format")],
      leaves: formatNoun(lines, "line")
    },
    {
      name: "Lines",
      value: formatCount(lines),
      notes: [
        `${formatCount(rejected)} rejected (${formatShare(rejected, lines)})`,
        `${formatCount(skipped)} skipped: headers, comments, blanks`
      ],
      leaves: formatNoun(events, "event")
    },
    {
      name: "Events",
      value: formatCount(events),
      notes: [
        summary.store_bytes === null ? "kept as Parquet" : `${formatBytes(summary.store_bytes, units)} as Parquet`,
        summary.unsized > 0 ? `${formatCount(summary.unsized)} without a byte count` : "all with a byte count"
      ],
      leaves: formatNoun(sources, "address", "addresses")
    },
    {
      name: "Addresses",
      value: formatCount(sources),
      notes: [
        `${formatCount(summary.public_addresses)} public`,
        location_name === null ? "no location database" : `${formatCount(summary.placed_addresses)} placed in a country`
      ],
      leaves: formatNoun(summary.traffic_rows, "row")
    },
    {name: "Tables", value: formatNoun(summary.traffic_rows, "row"), notes: kept}
  ];
}

/** Draws the way of the data: a row of stations on a wide page, a column on a phone. */
export function Flow(list: readonly Station[]): HTMLElement {
  return el(
    "ol",
    {class: "flow"},
    ...list.map(({name, value, notes, leaves}) =>
      el(
        "li",
        {},
        el(
          "div",
          {class: "station"},
          el("strong", {}, name),
          el("span", {class: "figure"}, value),
          ...notes.map((note) => el("span", {class: "muted"}, note))
        ),
        leaves ? el("div", {class: "arrow"}, el("span", {}, leaves.replace("\u00a0", "\n"))) : null
      )
    )
  );
}

/** Whether every line is accounted for, in a sentence. */
export function accounting({lines, events, rejected, skipped}: SummaryRow): string {
  const rest = lines - events - rejected - skipped;
  const sum = `${formatCount(events)} events + ${formatCount(rejected)} rejected + ${formatCount(skipped)} skipped`;
  return rest === 0
    ? `Every line is accounted for: ${formatCount(lines)} lines = ${sum}.`
    : `${formatCount(Math.abs(rest))} lines are not accounted for: ${formatCount(lines)} lines against ${sum}. Please report this.`;
}

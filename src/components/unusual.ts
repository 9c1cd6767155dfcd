import type {Atlas} from "./atlas.js";
import {PlainTable} from "./behind.js";
import {empty} from "./dom.js";
import {mark} from "./bound.js";
import {formatShare} from "./format.js";
import {bytesOf} from "./tables.js";
import {bucketTotals} from "./timeline.js";
import {toLocal} from "./zone.js";

/** A figure of the subject beside that of everything else. */
export interface Contrast {
  readonly name: string;
  readonly own: string;
  readonly rest: string;
  readonly apart: number; // how far the two are from each other, to sort by
}

/** Where a subject differs from everything else in the selection: plain figures side by side, the most different first. */
export function contrasts(atlas: Atlas, rest: Atlas): Contrast[] {
  const {events, bytes} = atlas.whole.measures;
  const bound = atlas.doubt.sums === "exact" && rest.doubt.sums === "exact" ? "exact" : "about";
  const count = (one: Atlas) => one.summary.events || null;
  const share = (name: string, of: (one: Atlas) => number | null): Contrast | null => {
    const [own, other] = [atlas, rest].map((one) =>
      of(one) === null || count(one) === null ? null : of(one)! / count(one)!
    );
    if (own === null || other === null || (own === 0 && other === 0)) return null;
    const text = (value: number) => mark(formatShare(value, 1), bound);
    return {name, own: text(own), rest: text(other), apart: Math.abs(own - other)};
  };
  const held = (one: Atlas, column: "status" | "protocol" | "direction", words: readonly (string | null)[]) =>
    one
      .groups(one.traffic[column], events)
      .reduce((sum, {name, value}) => (words.includes(name) ? sum + (value ?? 0) : sum), 0);
  const leading = (column: "protocol" | "direction") =>
    [atlas, rest].flatMap((one) => one.groups(one.traffic[column], events)[0]?.name ?? []);
  const shares = [
    share("Events refused or failed", (one) => held(one, "status", ["4xx", "5xx", "deny"])),
    share("Events at night, 22:00 to 06:00", nightEvents),
    share("Events on Saturday and Sunday", weekendEvents),
    ...[...new Set(leading("protocol"))].map((word) =>
      share(`Events over ${word}`, (one) => held(one, "protocol", [word]))
    ),
    ...[...new Set(leading("direction"))].map((word) =>
      share(`Events ${word}`, (one) => held(one, "direction", [word]))
    )
  ];
  const size = [atlas, rest].map(({summary}) => {
    const sized = summary.events - summary.unsized;
    return bytesOf(summary) === null || sized === 0 ? null : bytesOf(summary)! / sized;
  });
  const [own, other] = size;
  const bytesEach =
    own === null || other === null
      ? null
      : {
          name: "Bytes an event",
          own: mark(bytes.format(Math.round(own)), bound),
          rest: mark(bytes.format(Math.round(other)), bound),
          apart: Math.abs(own - other) / Math.max(own, other, 1)
        };
  return [...shares, bytesEach].filter((row) => row !== null).sort((a, b) => b.apart - a.apart);
}

/** The figures side by side. */
export function ContrastTable(rows: readonly Contrast[]): HTMLElement {
  if (rows.length === 0) return empty("There is nothing else in the selection to compare with.", 80);
  return PlainTable(rows, [
    {label: "", value: ({name}) => name},
    {label: "Here", value: ({own}) => own, number: true},
    {label: "Everything else", value: ({rest}) => rest, number: true}
  ]);
}

const eventsAt = (test: (local: Date) => boolean) => (atlas: Atlas) => {
  const line = atlas.through({measure: atlas.measures.events});
  if (line.length === 0 || line.step > 7_200_000) return null; // an hour or two tell night from day
  return bucketTotals(line).reduce(
    (sum, value, i) => (value > 0 && test(new Date(toLocal(line.start + i * line.step))) ? sum + value : sum),
    0
  );
};
const nightEvents = eventsAt((local) => local.getUTCHours() >= 22 || local.getUTCHours() < 6);
const weekendEvents = eventsAt((local) => [0, 6].includes(local.getUTCDay()));

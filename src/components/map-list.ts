import type {Atlas} from "./atlas.js";
import type {Bound} from "./bound.js";
import {both, Figured, mark, markInWords} from "./bound.js";
import {el} from "./dom.js";
import {formatCount, formatNoun} from "./format.js";
import type {Circle, Merged} from "./map-merge.js";
import type {Measure} from "./measure.js";
import {shareOf} from "./measure.js";
import {countryHref} from "./mentions.js";
import {placeName} from "./names.js";
import {PickButtons} from "./pick-buttons.js";
import type {PickPart} from "./pick-buttons.js";
import {isEverything} from "./selection.js";

const most = 100; // rows

export interface MapListOptions {
  measure: Measure;
  whole: number | null; // that shares are of
  chosen: string | null | undefined; // country
  pick?: PickPart; // selects a country
  onPoint: (circle: Circle | null) => void;
  onZoom: (circle: Circle) => void;
  onShowAll: () => void;
}

export interface MapListHandle {
  readonly nodes: readonly Node[];
  /** Marks the row of a circle, by its key, and no other. */
  light(key: string | null): void;
}

/** The table of the circles in view, the largest first. */
export function MapList(
  atlas: Atlas,
  {circles, left, leftValue, leftBound}: Merged,
  options: MapListOptions
): MapListHandle {
  const {measure, chosen, pick, onShowAll} = options;
  const words = (count: number) => markInWords(formatNoun(count, "place"), placesBound(atlas));
  const light = (key: string | null) => rows.forEach((row, other) => row.classList.toggle("pointed", other === key));
  const largest = circles[0]?.value ?? 0;
  const shown = circles.slice(0, most);
  const rows = new Map(shown.map((circle) => [circle.key, Row(circle, largest, {...options, light})]));
  const count = circles.reduce((sum, circle) => sum + circle.count, 0);
  const title = chosen ? `${atlas.country(chosen)}: ${words(count)}` : `${capital(words(count))} in view`;
  const more = circles.length - shown.length;
  const nodes = [
    el(
      "div",
      {class: "map-list-head"},
      el("h2", {}, title),
      chosen ? el("button", {type: "button", class: "quiet", click: onShowAll}, "Show all") : null
    ),
    ...(chosen
      ? [
          el(
            "p",
            {class: "fine"},
            el("a", {href: countryHref(chosen)}, `${atlas.country(chosen)} in detail`),
            pick ? PickButtons(pick, {dimension: "country", value: chosen}, "country") : null
          )
        ]
      : []),
    el("ol", {}, ...rows.values()),
    el(
      "p",
      {class: "fine"},
      more > 0 ? `The ${formatCount(more)} smaller circles are on the map only. ` : "",
      left > 0
        ? `${capital(words(left))} with ${markInWords(measure.words(leftValue), leftBound)} are too small to be drawn at this zoom.`
        : ""
    )
  ];
  return {nodes, light};
}

function Row(
  circle: Circle,
  largest: number,
  {measure, whole, onPoint, onZoom, light}: MapListOptions & Pick<MapListHandle, "light">
): HTMLElement {
  const {lead, count, value, figures} = circle;
  const bound = figures.bound ?? "exact";
  const bar = el("span", {class: "bar"});
  bar.style.width = `${largest > 0 ? (100 * value) / largest : 0}%`;
  const name = count > 1 ? `${placeName(lead)} +${formatCount(count - 1)}` : placeName(lead);
  const on = () => (onPoint(circle), light(circle.key));
  const off = () => (onPoint(null), light(null));
  return el(
    "li",
    {},
    el(
      "button",
      {
        type: "button",
        title: `${placeName(lead)}: ${markInWords(measure.exact(value), bound)}`,
        click: () => (onZoom(circle), onPoint(circle)),
        focus: on,
        blur: off,
        pointerenter: on,
        pointerleave: off
      },
      el("span", {class: "name"}, name),
      el("span", {class: "value"}, Figured(mark(measure.format(value), bound))),
      el("span", {class: "share"}, Figured(shareOf(measure, value, whole, bound))),
      bar
    )
  );
}

/** Under a selection a place that has no row of its own is not told apart: there may be more of them. */
function placesBound(atlas: Atlas): Bound {
  if (isEverything(atlas.selection)) return "exact";
  const hidden = atlas.sources.some(({level, country}) => level === "country" && country !== null);
  return both(atlas.doubt.sums, hidden ? "least" : "exact");
}

function capital(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}

import {el, svgEl} from "./dom.js";
import {formatTick} from "./format.js";
import type {ShadeScale} from "./map-scale.js";
import {circleRadius} from "./map-scale.js";
import type {Measure} from "./measure.js";

/** What the shades mean: each limit by its real value. */
export function MapLegend({limits, shades}: ShadeScale, measure: Pick<Measure, "label" | "format">): HTMLElement {
  if (shades.length === 0) return el("p", {class: "fine"}, "No country has traffic.");
  return el(
    "div",
    {class: "map-legend", role: "img", "aria-label": describe(limits, measure)},
    el("span", {class: "muted"}, `${measure.label} by country`),
    el(
      "div",
      {class: "shades"},
      ...shades.map((shade, i) => {
        const box = el("span", {class: "shade"});
        box.style.background = shade;
        return el(
          "span",
          {},
          box,
          el("span", {class: "limit"}, i === 0 ? "" : formatTick(measure.format(limits[i - 1])))
        );
      })
    ),
    el("span", {class: "shade land"}),
    el("span", {class: "muted"}, "none")
  );
}

/** What the circles mean: two sizes by their values, those of places only roughly known, and the ring of addresses on threat lists. */
export function CircleLegend(most: number, largest: number, measure: Measure, listed = false): HTMLElement {
  const values = most > 0 ? [most, most / 10] : [];
  const size = largest * 2 + 2;
  return el(
    "div",
    {class: "map-legend"},
    ...values.flatMap((value) => {
      const r = circleRadius(value, most, largest);
      const width = Math.ceil(r * 2 + 2);
      return [
        svgEl(
          "svg",
          {width, height: Math.min(size, width), "aria-hidden": "true"},
          svgEl("circle", {class: "circle", cx: width / 2, cy: width / 2, r})
        ),
        el("span", {}, formatTick(measure.format(value)))
      ];
    }),
    svgEl(
      "svg",
      {width: 14, height: 14, "aria-hidden": "true"},
      svgEl("circle", {class: "circle vague", cx: 7, cy: 7, r: 5})
    ),
    el("span", {}, "region or country only"),
    ...(listed
      ? [
          svgEl(
            "svg",
            {width: 18, height: 18, "aria-hidden": "true"},
            svgEl("circle", {class: "circle", cx: 9, cy: 9, r: 4}),
            svgEl("circle", {class: "ring", cx: 9, cy: 9, r: 7})
          ),
          el("span", {}, "with addresses on threat lists")
        ]
      : [])
  );
}

function describe(limits: readonly number[], measure: Pick<Measure, "label" | "format">): string {
  return `${measure.label} by country in ${limits.length + 1} shades; the next begins at ${limits.map((limit) => formatTick(measure.format(limit))).join(", ")}.`;
}

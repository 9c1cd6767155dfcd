import type {Atlas} from "./atlas.js";
import {el, svgEl} from "./dom.js";
import {formatCount} from "./format.js";
import {circleRadius, shadeScale} from "./map-scale.js";
import {MapBase} from "./map-base.js";
import {MapLegend} from "./map-legend.js";
import {mergePlaces} from "./map-merge.js";
import {countryFigures, mapPlaces} from "./map-model.js";
import type {PlaceRow} from "./tables.js";
import {pointCountries} from "./world.js";
import type {Land} from "./world.js";

export interface SmallMapOptions {
  width?: number; // CSS pixels, from the page's resize()
  href?: string; // the page with the large map
}

/** The world at the size of a card: countries by traffic and their largest places. It leads to the large map. */
export function SmallMap(
  atlas: Atlas,
  world: readonly Land[],
  places: readonly PlaceRow[],
  {width = 480, href = "./map"}: SmallMapOptions = {}
): HTMLElement {
  const {measure, country, countries, summary} = atlas;
  const figures = countryFigures(atlas);
  const valueOf = (code: string | null) => (code !== null && figures.has(code) ? measure.of(figures.get(code)!) : null);
  const scale = shadeScale(
    [...figures.keys()].map((code) => valueOf(code) ?? 0),
    summary.units
  );
  const height = Math.round(width * 0.49);
  const [first] = [...figures.values()].sort((a, b) => (measure.of(b) ?? 0) - (measure.of(a) ?? 0));
  const {svg, projection} = MapBase(world, {
    width,
    height,
    title: "Map of the traffic",
    description: first
      ? `Countries shaded by ${measure.noun}; ${formatCount(figures.size)} have traffic, most in ${country(first.code)}.`
      : "No country has traffic.",
    shade: (code) => scale.of(valueOf(code))
  });
  const placed = mapPlaces(places).map((place) => ({place, ...pointOf(projection([place.longitude, place.latitude]))}));
  const {circles} = mergePlaces(placed, {measure, cell: 6, most: 200});
  const most = circles[0]?.value ?? 0;
  for (const {latitude, longitude, code} of pointCountries(world, countries)) {
    const fill = scale.of(valueOf(code));
    const {x, y} = pointOf(projection([longitude!, latitude!]));
    if (fill) svg.append(svgEl("rect", {class: "country-point", x: x - 2, y: y - 2, width: 4, height: 4, fill}));
  }
  for (const {x, y, value, lead} of circles) {
    const kind = lead.vague ? "circle vague" : "circle";
    svg.append(
      svgEl("circle", {class: kind, cx: round(x), cy: round(y), r: round(circleRadius(value, most, width / 32, 1.2))})
    );
  }
  return el("div", {class: "small-map"}, el("a", {href, "aria-label": "Open the map"}, svg), MapLegend(scale, measure));
}

function pointOf(point: [number, number] | null): {x: number; y: number} {
  return point ? {x: point[0], y: point[1]} : {x: -100, y: -100};
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

import type {Atlas} from "./atlas.js";
import {el, svgEl} from "./dom.js";
import {formatCount} from "./format.js";
import {circleRadius, shadeScale} from "./map-scale.js";
import {MapBase} from "./map-base.js";
import {MapLegend} from "./map-legend.js";
import {mergePlaces} from "./map-merge.js";
import {countryFigures, mapPlaces} from "./map-model.js";
import type {MapPlace} from "./map-model.js";
import {topBy} from "./sums.js";
import type {CountryRow, PlaceRow} from "./tables.js";
import {pointCountries} from "./world.js";
import type {Land} from "./world.js";

export interface SmallMapOptions {
  width?: number; // CSS pixels, from the page's resize()
  href?: string; // the page with the large map
  pick?: (part: {dimension: "country"; value: string}, event: MouseEvent) => void; // a click selects a country then
}

type DrawSmallMap = (atlas: Atlas, places: readonly PlaceRow[], options?: SmallMapOptions) => HTMLElement;

/** The world at the size of a card: countries by traffic and their largest places. It leads to the large map. */
export function SmallMap(
  atlas: Atlas,
  world: readonly Land[],
  places: readonly PlaceRow[],
  options: SmallMapOptions = {}
): HTMLElement {
  return createSmallMap(world)(atlas, places, options);
}

/** The same to be drawn again and again: the shapes stay, their shades and the circles change. */
export function createSmallMap(world: readonly Land[]): DrawSmallMap {
  let base: ReturnType<typeof MapBase> | null = null;
  let drawnWidth = 0;
  let over: SVGElement[] = [];
  const spots = new Map<string, {x: number; y: number}>(); // where a point lies at this width
  const node = el("div", {class: "small-map"});

  return (atlas, places, {width = 480, href = "./map", pick} = {}) => {
    const {measure, country, countries, summary} = atlas;
    const figures = countryFigures(atlas);
    const valueOf = (code: string | null) =>
      code !== null && figures.has(code) ? measure.of(figures.get(code)!) : null;
    const scale = shadeScale(
      [...figures.keys()].map((code) => valueOf(code) ?? 0),
      summary.units
    );
    const shade = (code: string | null) => scale.of(valueOf(code));
    const first = topBy([...figures.values()], measure.of, 1).at(0);
    const description = first
      ? `Countries shaded by ${measure.noun}; ${formatCount(figures.size)} have traffic, most in ${country(first.code)}.`
      : "No country has traffic.";
    if (base === null || drawnWidth !== width) {
      const height = Math.round(width * 0.49);
      base = MapBase(world, {width, height, title: "Map of the traffic", description, shade});
      drawnWidth = width;
      over = [];
      spots.clear();
      if (pick) {
        base.svg.classList.add("pickable");
        base.paths.forEach((path, i) =>
          path.addEventListener("click", (event) => {
            const {code} = world[i];
            if (code !== null && path.classList.contains("has-traffic"))
              pick({dimension: "country", value: code}, event);
          })
        );
      }
      node.replaceChildren(pick ? base.svg : el("a", {href, "aria-label": "Open the map"}, base.svg));
    } else {
      base.svg.setAttribute("aria-description", description);
      base.paths.forEach((path, i) => {
        const fill = shade(world[i].code) ?? "var(--atlas-land)";
        if (path.getAttribute("fill") !== fill) path.setAttribute("fill", fill);
      });
      for (const mark of over) mark.remove();
    }
    if (pick) base.paths.forEach((path, i) => path.classList.toggle("has-traffic", valueOf(world[i].code) !== null));
    over = marks(base, atlas, {spots, places, points: pointCountries(world, countries), width, shade});
    base.svg.append(...over);
    node.querySelector(".map-legend")?.remove();
    node.append(MapLegend(scale, measure));
    return node;
  };
}

interface MarkOptions {
  spots: Map<string, {x: number; y: number}>;
  places: readonly PlaceRow[];
  points: readonly CountryRow[]; // countries without a shape
  width: number;
  shade: (code: string | null) => string | null;
}

/** Countries without a shape as squares, and the largest places as circles. */
function marks(
  {projection}: ReturnType<typeof MapBase>,
  {measure}: Atlas,
  {spots, places, points, width, shade}: MarkOptions
): SVGElement[] {
  const spot = ({longitude, latitude}: MapPlace) => {
    const key = `${longitude} ${latitude}`;
    let found = spots.get(key);
    if (!found) spots.set(key, (found = pointOf(projection([longitude, latitude]))));
    return found;
  };
  const placed = mapPlaces(places).map((place) => ({place, ...spot(place)}));
  const {circles} = mergePlaces(placed, {measure, cell: 6, most: 200});
  const most = circles[0]?.value ?? 0;
  const squares = points.flatMap(({latitude, longitude, code}) => {
    const fill = shade(code);
    const {x, y} = pointOf(projection([longitude!, latitude!]));
    return fill ? [svgEl("rect", {class: "country-point", x: x - 2, y: y - 2, width: 4, height: 4, fill})] : [];
  });
  const rings = circles.map(({x, y, value, lead}) =>
    svgEl("circle", {
      class: lead.vague ? "circle vague" : "circle",
      cx: round(x),
      cy: round(y),
      r: round(circleRadius(value, most, width / 32, 1.2))
    })
  );
  return [...squares, ...rings];
}

function pointOf(point: [number, number] | null): {x: number; y: number} {
  return point ? {x: point[0], y: point[1]} : {x: -100, y: -100};
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

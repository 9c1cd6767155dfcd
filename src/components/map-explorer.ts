import type {ZoomTransform} from "d3-zoom";
import type {Atlas} from "./atlas.js";
import {spoken} from "./bound.js";
import {el} from "./dom.js";
import {isListed, onlyListed} from "./lists.js";
import {CircleLegend, MapLegend} from "./map-legend.js";
import {MapList} from "./map-list.js";
import type {MapListHandle} from "./map-list.js";
import {countryFigures, listedPlaces, mapPlaces, unplaced} from "./map-model.js";
import type {MapPlace} from "./map-model.js";
import {shadeScale} from "./map-scale.js";
import type {Measure} from "./measure.js";
import {shareOf} from "./measure.js";
import type {PickPart} from "./pick-buttons.js";
import {SaveChart} from "./save-chart.js";
import {Segmented} from "./segmented.js";
import {isEverything} from "./selection.js";
import {total} from "./sums.js";
import type {PlaceRow} from "./tables.js";
import {getParameter, setParameter} from "./url-state.js";
import {WorldMap} from "./world-map.js";
import type {WorldMapHandle} from "./world-map.js";
import type {Land} from "./world.js";

/** What stays when the window changes its size. */
export interface MapState {
  measure?: Measure;
  country?: string | null;
  listed?: boolean; // only addresses on threat lists
  transform?: ZoomTransform;
  width?: number;
}

export interface MapExplorerOptions {
  width?: number; // CSS pixels, from the page's resize()
  height?: number;
  state?: MapState;
  pick?: PickPart; // selects a country
}

/** The map with its controls, its legends and, docked to it, the table of the places in view; both answer together. */
export function MapExplorer(
  atlas: Atlas,
  world: readonly Land[],
  places: readonly PlaceRow[],
  {width = 960, height = 560, state = {}, pick}: MapExplorerOptions = {}
): HTMLElement {
  const {countries, summary, country} = atlas;
  const marked = atlas.sources.some(isListed);
  state.listed = marked && (state.listed ?? getParameter("listed") !== null);
  let shown = atlas;
  let figures = countryFigures(atlas);
  let drawable = mapPlaces(places, atlas.sources);
  const wide = width >= 860;
  const mapWidth = wide ? width - 284 : width;
  const mapHeight = wide ? Math.round(Math.min(height, mapWidth * 0.62)) : Math.round(mapWidth * 0.75);
  if (state.width !== mapWidth) state.transform = undefined;
  state.width = mapWidth;
  const offered = () => shown.offered;
  const measureNow = () => offered().find(({name}) => name === state.measure?.name) ?? shown.measure;
  state.country ??= getParameter("country");
  if (state.country !== null && !figures.has(state.country)) state.country = null;

  const stage = el("div", {class: "map-stage"});
  const legend = el("div", {class: "map-legends"});
  const sizes = el("div", {class: "map-sizes"});
  const list = el("div", {class: "map-list"});
  const missing = el("p", {class: "fine"});
  let map: WorldMapHandle;
  let rows: MapListHandle | null = null;

  function narrow() {
    shown = state.listed ? onlyListed(atlas) : atlas;
    figures = countryFigures(shown);
    drawable = mapPlaces(state.listed ? listedPlaces(atlas.sources) : places, atlas.sources);
    if (state.country !== null && !figures.has(state.country!)) state.country = null;
  }

  function draw() {
    const measure = measureNow();
    const scale = shadeScale(
      [...figures.values()].map((row) => measure.of(row) ?? 0),
      summary.units
    );
    const {value, whole} = unplaced(shown, measure, figures);
    map = WorldMap({
      ...{
        width: mapWidth,
        height: mapHeight,
        world,
        countries,
        figures,
        scale,
        measure,
        offered: offered(),
        whole,
        country
      },
      places: state.country ? drawable.filter((place) => place.country === state.country) : drawable,
      start: state.transform,
      chosen: state.country,
      onView(view, transform, most) {
        state.transform = transform;
        sizes.replaceChildren(CircleLegend(most, map.largest, measure, marked));
        rows = MapList(atlas, view, {
          ...{measure, whole, chosen: state.country, pick, onShowAll: showAll},
          onPoint: (circle) => map.point(circle),
          onZoom: (circle) => map.zoomTo(circle)
        });
        list.replaceChildren(...rows.nodes);
      },
      onPoint: (key) => rows?.light(key),
      onChoose: choose
    });
    stage.replaceChildren(map.node);
    legend.replaceChildren(MapLegend(scale, measure), sizes);
    missing.textContent = missingText(value, whole, measure);
  }

  function missingText(value: number | null, whole: number | null, measure: Measure): string {
    const shown = state.listed ? "Only the traffic of addresses on threat lists is shown; shares are of that. " : "";
    if (value === null || value <= 0)
      return `${shown}All traffic could be placed in a country.${circlesNote(atlas, drawable, measure)}`;
    return `${shown}Not on the map: ${measure.words(value)} (${spoken(shareOf(measure, value, whole))} of all ${measure.noun}), from private networks and from addresses that the location database cannot place.${circlesNote(atlas, drawable, measure)}`;
  }

  function listedToggle(): HTMLElement {
    const box = el("input", {
      type: "checkbox",
      checked: state.listed === true,
      change() {
        state.listed = box.checked;
        setParameter("listed", box.checked ? "1" : null);
        narrow();
        draw();
      }
    });
    return el("label", {class: "toggle"}, box, "Only addresses on threat lists");
  }

  function choose(code: string | null) {
    if (code === state.country) return;
    const focused = stage.contains(document.activeElement) || list.contains(document.activeElement);
    state.country = code;
    setParameter("country", code);
    draw();
    map.choose(code);
    if (focused) map.focus(); // what had the focus has been replaced
  }

  function showAll() {
    state.transform = undefined;
    choose(null);
  }

  narrow();
  draw();
  if (state.country !== null && !state.transform) map!.choose(state.country);
  const controls = el(
    "div",
    {class: "map-controls"},
    Segmented(atlas.whole.offered, {
      label: "Show",
      value: atlas.whole.offered.find(({name}) => name === state.measure?.name) ?? atlas.whole.measure,
      text: ({label}) => label,
      onChange(measure) {
        state.measure = measure;
        draw();
      }
    }),
    marked ? listedToggle() : null,
    legend
  );
  list.style.setProperty("--height", `${mapHeight}px`);
  return el("div", {class: wide ? "map-explorer wide" : "map-explorer"}, controls, stage, list, missing, SaveChart());
}

/** What the circles of a selection leave out: addresses that the tables sum by country alone. */
function circlesNote({selection, sources}: Atlas, places: readonly MapPlace[], measure: Measure): string {
  if (isEverything(selection)) return "";
  const placed = total(sources, (row) => (row.country === null ? null : measure.of(row))) ?? 0;
  const rest = placed - (total(places, measure.of) ?? 0);
  return rest > 0
    ? ` Circles leave out ${measure.words(rest)} of addresses that are summed by country: under a selection only the shades hold them.`
    : "";
}

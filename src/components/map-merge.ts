import type {Bound} from "./bound.js";
import {both} from "./bound.js";
import {addFigures} from "./map-model.js";
import type {MapFigures, MapPlace} from "./map-model.js";
import type {Measure} from "./measure.js";

/** A place with its position on the unzoomed map, in pixels. */
export interface PlacedPlace {
  readonly place: MapPlace;
  readonly x: number;
  readonly y: number;
}

/** One circle: a place, or several that lie too close together to be told apart at this zoom. */
export interface Circle {
  readonly key: string; // stable while the same place leads it
  readonly lead: MapPlace; // the largest of its places
  readonly count: number; // places
  readonly figures: MapFigures;
  readonly value: number;
  readonly listed: number; // addresses on threat lists
  readonly x: number;
  readonly y: number;
}

export interface Merged {
  readonly circles: readonly Circle[]; // largest first
  readonly left: number; // places that are too small to be drawn at this zoom
  readonly leftValue: number;
  readonly leftBound: Bound; // of that value
}

export interface MergeOptions {
  measure: Measure;
  cell?: number; // pixels of the unzoomed map; places nearer than this become one circle
  most?: number; // circles; the rest is counted, not drawn
}

/** Merges places by a grid, cities apart from vague points, and keeps the largest circles. A circle sits on its lead. */
export function mergePlaces(places: readonly PlacedPlace[], {measure, cell = 8, most = 800}: MergeOptions): Merged {
  const cells = new Map<
    string,
    {lead: PlacedPlace; leadValue: number; count: number; figures: MapFigures; value: number; listed: number}
  >();
  for (const placed of places) {
    const value = measure.of(placed.place) ?? 0;
    if (value <= 0) continue;
    const key = `${placed.place.vague}|${Math.floor(placed.x / cell)}|${Math.floor(placed.y / cell)}`;
    const known = cells.get(key);
    if (!known) {
      cells.set(key, {
        lead: placed,
        leadValue: value,
        count: 1,
        figures: placed.place,
        value,
        listed: placed.place.listed
      });
      continue;
    }
    known.count++;
    known.value += value;
    known.listed += placed.place.listed;
    known.figures = addFigures(known.figures, placed.place);
    if (value > known.leadValue) [known.lead, known.leadValue] = [placed, value];
  }
  const circles = [...cells.values()]
    .map(({lead: {place, x, y}, count, figures, value, listed}) => ({
      key: placeKey(place),
      lead: place,
      count,
      figures,
      value,
      listed,
      x,
      y
    }))
    .sort((a, b) => b.value - a.value);
  const rest = circles.slice(most);
  return {
    circles: circles.slice(0, most),
    left: rest.reduce((sum, {count}) => sum + count, 0),
    leftValue: rest.reduce((sum, {value}) => sum + value, 0),
    leftBound: rest.reduce<Bound>((bound, {figures}) => both(bound, figures.bound ?? "exact"), "exact")
  };
}

/** Tells two places apart. */
export function placeKey({country, region, city, latitude, longitude}: MapPlace): string {
  return [country, region, city, latitude, longitude].join("|");
}

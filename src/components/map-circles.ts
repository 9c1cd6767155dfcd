import type {ZoomTransform} from "d3-zoom";
import {svgEl} from "./dom.js";
import {circleRadius} from "./map-scale.js";
import {mergePlaces} from "./map-merge.js";
import type {Circle, Merged, PlacedPlace} from "./map-merge.js";
import type {Measure} from "./measure.js";

export interface CircleLayerOptions {
  places: readonly PlacedPlace[];
  measure: Measure;
  largest: number; // radius of the largest circle in sight, CSS pixels
  width: number;
  height: number;
  sentence: (circle: Circle) => string; // what a screen reader says of it
}

export interface CircleLayer {
  readonly node: SVGGElement;
  /** Puts the circles where the zoom wants them, and merges anew when the zoom has passed to another level. */
  move(transform: ZoomTransform): void;
  /** The circles inside the picture, largest first, and what is not drawn. */
  inView(): Merged;
  /** The circle nearest to a point of the picture, within reach of a finger. */
  nearest(x: number, y: number): Circle | null;
  element(circle: Circle): SVGCircleElement | null;
  /** Lights one circle up, or none. */
  point(key: string | null): void;
  /** Sizes the circles anew, so that the largest one in sight has the largest radius; gives its value for the legend. */
  rescale(): number;
}

/** Circles by area, largest drawn first so that small ones lie on top. They keep their size while the map is zoomed. */
export function createCircleLayer(options: CircleLayerOptions): CircleLayer {
  const {places, measure, largest, width, height, sentence} = options;
  const node = svgEl("g", {class: "circles"});
  let most = mergePlaces(places, {measure}).circles[0]?.value ?? 0;
  let elements = new Map<string, SVGCircleElement>();
  let rings = new Map<string, SVGCircleElement>(); // around those that hold addresses on threat lists
  let merged: Merged = {circles: [], left: 0, leftValue: 0, leftBound: "exact"};
  let transform: ZoomTransform;
  let level = NaN;
  let pointed: string | null = null;

  function merge() {
    // At a deeper level only what is near the picture competes for the 800 circles.
    const margin = {x: width, y: height};
    const near = places.filter(({x, y}) => {
      const [px, py] = transform.apply([x, y]);
      return px > -margin.x && px < width + margin.x && py > -margin.y && py < height + margin.y;
    });
    merged = mergePlaces(near, {measure, cell: 9 / 2 ** level});
    elements = new Map();
    rings = new Map();
    node.replaceChildren(
      ...merged.circles.flatMap((circle) => {
        const shape = svgEl("circle", {
          class: circle.lead.vague ? "circle vague" : "circle",
          r: radius(circle),
          tabindex: -1,
          role: "img",
          "aria-label": sentence(circle)
        });
        elements.set(circle.key, shape);
        if (circle.listed === 0) return [shape];
        const ring = svgEl("circle", {class: "ring", r: ringRadius(circle), "aria-hidden": "true"});
        rings.set(circle.key, ring);
        return [shape, ring];
      })
    );
    if (pointed !== null) elements.get(pointed)?.classList.add("pointed");
  }

  function radius({value}: Circle): string {
    return circleRadius(Math.min(value, most), most, largest).toFixed(1);
  }

  function ringRadius(circle: Circle): string {
    return (Number(radius(circle)) + 3).toFixed(1);
  }

  function inside({x, y}: Circle): boolean {
    const [px, py] = transform.apply([x, y]);
    return px >= 0 && px <= width && py >= 0 && py <= height;
  }

  return {
    node,
    rescale() {
      const next = merged.circles.find(inside)?.value ?? most;
      if (next !== most) {
        most = next;
        for (const circle of merged.circles) {
          elements.get(circle.key)?.setAttribute("r", radius(circle));
          rings.get(circle.key)?.setAttribute("r", ringRadius(circle));
        }
      }
      return most;
    },
    move(next) {
      const nextLevel = Math.round(Math.log2(next.k));
      const moved = transform && Math.hypot(next.x - transform.x, next.y - transform.y) > width / 2;
      transform = next;
      if (nextLevel !== level || moved) {
        level = nextLevel;
        merge();
      }
      for (const circle of merged.circles) {
        const [x, y] = transform.apply([circle.x, circle.y]);
        for (const shape of [elements.get(circle.key), rings.get(circle.key)]) {
          shape?.setAttribute("cx", x.toFixed(1));
          shape?.setAttribute("cy", y.toFixed(1));
        }
      }
    },
    inView: () => ({...merged, circles: merged.circles.filter(inside)}),
    nearest(x, y) {
      let best: Circle | null = null;
      let least = Infinity;
      for (const circle of merged.circles) {
        const [px, py] = transform.apply([circle.x, circle.y]);
        const away = Math.hypot(px - x, py - y) - Number(radius(circle));
        if (away <= Math.min(least, 6)) [best, least] = [circle, away];
      }
      return best;
    },
    element: ({key}) => elements.get(key) ?? null,
    point(key) {
      if (pointed !== null) elements.get(pointed)?.classList.remove("pointed");
      pointed = key;
      if (key !== null) elements.get(key)?.classList.add("pointed");
    }
  };
}

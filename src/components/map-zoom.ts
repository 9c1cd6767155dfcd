import {select} from "d3-selection";
import {zoom, zoomIdentity, zoomTransform} from "d3-zoom";
import type {ZoomTransform} from "d3-zoom";
import {el, svgEl} from "./dom.js";
import type {Child} from "./dom.js";

export interface MapZoomOptions {
  width: number; // CSS pixels
  height: number;
  start?: ZoomTransform; // defaults to the whole world
  onZoom: (transform: ZoomTransform) => void;
  onEnd: (transform: ZoomTransform) => void;
}

export interface MapZoom {
  readonly buttons: HTMLElement;
  by(factor: number): void;
  pan(dx: number, dy: number): void;
  /** Brings a box of the unzoomed map into view, at most `limit` times enlarged. */
  to(box: {x0: number; y0: number; x1: number; y1: number}, limit?: number): void;
  reset(): void;
  transform(): ZoomTransform;
}

const most = 48;

/** Zoom and pan by wheel, pinch, drag, double click and buttons; keys are the caller's, since they are the map's. */
export function createMapZoom(svg: SVGSVGElement, {width, height, start, onZoom, onEnd}: MapZoomOptions): MapZoom {
  const selection = select(svg);
  const behavior = zoom<SVGSVGElement, unknown>()
    .scaleExtent([1, most])
    .extent([
      [0, 0],
      [width, height]
    ])
    .translateExtent([
      [0, 0],
      [width, height]
    ])
    .on("zoom", ({transform}: {transform: ZoomTransform}) => onZoom(transform))
    .on("end", ({transform}: {transform: ZoomTransform}) => onEnd(transform));
  selection.call(behavior);
  if (start) selection.call(behavior.transform, start);

  const by = (factor: number) => selection.call(behavior.scaleBy, factor);
  const reset = () => selection.call(behavior.transform, zoomIdentity);
  const button = (text: Child, label: string, press: () => void) =>
    el("button", {type: "button", "aria-label": label, title: label, click: press}, text);

  return {
    buttons: el(
      "div",
      {class: "map-buttons", role: "group", "aria-label": "Zoom"},
      button("+", "Zoom in", () => by(2)),
      button("−", "Zoom out", () => by(0.5)),
      button(globe(), "Show the whole world", reset)
    ),
    by,
    reset,
    pan: (dx, dy) => selection.call(behavior.translateBy, dx / zoomTransform(svg).k, dy / zoomTransform(svg).k),
    to({x0, y0, x1, y1}, limit = 12) {
      const k = Math.max(1, Math.min(limit, 0.8 / Math.max((x1 - x0) / width, (y1 - y0) / height)));
      const [cx, cy] = [(x0 + x1) / 2, (y0 + y1) / 2];
      selection.call(
        behavior.transform,
        zoomIdentity
          .translate(width / 2, height / 2)
          .scale(k)
          .translate(-cx, -cy)
      );
    },
    transform: () => zoomTransform(svg)
  };
}

function globe(): SVGSVGElement {
  const lines = svgEl("path", {
    d: "M8 1a7 7 0 1 0 0 14A7 7 0 1 0 8 1M1 8h14M8 1c-4 4-4 10 0 14c4-4 4-10 0-14",
    class: "line"
  });
  return svgEl("svg", {width: 16, height: 16, viewBox: "0 0 16 16", "aria-hidden": "true"}, lines);
}

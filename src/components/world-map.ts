import type {ZoomTransform} from "d3-zoom";
import {pointer} from "d3-selection";
import {el, svgEl} from "./dom.js";
import {formatCount, formatNoun} from "./format.js";
import {MapBase} from "./map-base.js";
import {createCircleLayer} from "./map-circles.js";
import type {Circle, Merged} from "./map-merge.js";
import {figureLines} from "./map-model.js";
import type {CountryFigures, MapPlace} from "./map-model.js";
import type {ShadeScale} from "./map-scale.js";
import {createMapTip, tipSentence} from "./map-tip.js";
import type {TipContent} from "./map-tip.js";
import {createMapZoom} from "./map-zoom.js";
import type {Measure} from "./measure.js";
import {shareOf} from "./measure.js";
import {placeName} from "./names.js";
import type {CountryRow} from "./tables.js";
import {pointCountries} from "./world.js";
import type {Land} from "./world.js";

export interface WorldMapOptions {
  width: number; // CSS pixels
  height: number;
  world: readonly Land[];
  countries: readonly CountryRow[];
  figures: ReadonlyMap<string, CountryFigures>;
  places: readonly MapPlace[];
  scale: ShadeScale;
  measure: Measure; // what shades and circles show
  offered: readonly Measure[]; // what a tip lists
  whole: number | null; // shares are of this
  country: (code: string | null) => string;
  start?: ZoomTransform;
  chosen?: string | null; // code of a country
  onView?: (view: Merged, transform: ZoomTransform, most: number) => void; // most is the value of the largest circle
  onPoint?: (key: string | null) => void;
  onChoose?: (code: string | null) => void;
}

export interface WorldMapHandle {
  readonly node: HTMLElement;
  readonly largest: number; // radius of the largest circle, CSS pixels
  point(circle: Circle | null): void;
  zoomTo(circle: Circle): void;
  choose(code: string | null): void;
  focus(): void;
}

const help =
  "Arrow keys move, plus and minus zoom, 0 shows the world, Enter steps through the places, Escape leaves them.";

/** The large map: shaded countries, circles for places, zoom and pan, figures for whatever is pointed at or focused. */
export function WorldMap(options: WorldMapOptions): WorldMapHandle {
  const {width, height, world, figures, measure, offered, whole, country, scale, places} = options;
  const {onView = () => {}, onPoint = () => {}, onChoose = () => {}} = options;
  const valueOf = (code: string | null) => (code !== null && figures.has(code) ? measure.of(figures.get(code)!) : null);
  const {svg, projection, paths} = MapBase(world, {
    width,
    height,
    title: "Map of the traffic",
    description: `${formatCount(figures.size)} countries shaded by ${measure.noun}, places as circles. ${help}`,
    shade: (code) => scale.of(valueOf(code))
  });
  const lands = svgEl("g", {class: "lands"});
  lands.append(...[...svg.children].filter((child) => child.tagName !== "style"));
  const largest = Math.max(9, Math.min(26, width / 34));
  const placed = places.flatMap((place) => {
    const point = projection([place.longitude, place.latitude]);
    return point ? [{place, x: point[0], y: point[1]}] : [];
  });
  const layer = createCircleLayer({
    places: placed,
    measure,
    largest,
    width,
    height,
    sentence: (circle) => tipSentence(circleTip(circle))
  });
  const points = pointCountries(world, options.countries).flatMap(({code, longitude, latitude}) => {
    const fill = scale.of(valueOf(code));
    const point = projection([longitude!, latitude!]);
    const shape = svgEl("rect", {class: "country-point", width: 7, height: 7, fill: fill ?? "var(--atlas-land)"});
    return fill && point ? [{code, point, shape}] : [];
  });
  svg.append(lands, svgEl("g", {}, ...points.map(({shape}) => shape)), layer.node);
  paths.forEach((path, i) => path.classList.toggle("has-traffic", valueOf(world[i].code) !== null));

  const tip = createMapTip(() => ({width, height}));
  const codeOf = new Map<EventTarget | null, string | null>(paths.map((path, i) => [path, world[i].code]));
  for (const {shape, code} of points) codeOf.set(shape, code);
  const nameOf = new Map<EventTarget | null, string>(paths.map((path, i) => [path, world[i].name]));
  let focused = -1;
  let frame = 0;

  const zoom = createMapZoom(svg, {
    ...{width, height, start: options.start},
    onZoom(transform) {
      lands.setAttribute("transform", transform.toString());
      layer.move(transform);
      for (const {shape, point} of points) {
        const [x, y] = transform.apply(point);
        shape.setAttribute("x", String(x - 3.5));
        shape.setAttribute("y", String(y - 3.5));
      }
      tip.hide();
    },
    onEnd: (transform) => tellView(transform)
  });

  function tellView(transform: ZoomTransform) {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => onView(layer.inView(), transform, layer.rescale()));
  }

  function circleTip({lead, count, figures, value, listed}: Circle): TipContent {
    const names = count > 1 ? `${placeName(lead)} and ${formatCount(count - 1)} nearby` : placeName(lead);
    const share = shareOf(measure, value, whole, figures.bound);
    const lines = [...figureLines(figures, offered), ["Share", share] as [string, string]];
    if (listed > 0) lines.push(["On threat lists", formatNoun(listed, "address", "addresses")]);
    return {
      title: names,
      lines,
      remark: lead.vague ? `Known only to the ${lead.precision ?? "country"}` : country(lead.country)
    };
  }

  function countryTip(code: string | null, name: string): TipContent {
    const known = code === null ? undefined : figures.get(code);
    if (!known)
      return {
        title: name,
        lines: [],
        remark: code === null ? "no country code: no traffic is placed here" : "no traffic"
      };
    return {
      title: country(code),
      lines: [...figureLines(known, offered), ["Share", shareOf(measure, measure.of(known), whole)]],
      remark: "press to see its places"
    };
  }

  function show(circle: Circle | null) {
    layer.point(circle?.key ?? null);
    if (!circle) return tip.hide();
    const [x, y] = zoom.transform().apply([circle.x, circle.y]);
    tip.show({x, y}, circleTip(circle));
  }

  function mark(code: string | null) {
    paths.forEach((path, i) => path.classList.toggle("chosen", code !== null && world[i].code === code));
  }

  function hover(event: Event) {
    const [x, y] = pointer(event, svg);
    const circle = layer.nearest(x, y);
    onPoint(circle?.key ?? null);
    if (circle) return show(circle);
    layer.point(null);
    const code = codeOf.get(event.target);
    if (code === undefined) return tip.hide();
    tip.show({x, y}, countryTip(code, nameOf.get(event.target) ?? country(code)));
  }

  function press(event: Event) {
    if (event.defaultPrevented) return;
    const [x, y] = pointer(event, svg);
    const code = layer.nearest(x, y)?.lead.country ?? codeOf.get(event.target) ?? null;
    onChoose(code !== null && figures.has(code) ? code : null);
  }

  function key(event: KeyboardEvent) {
    const actions: Record<string, () => void> = {
      ArrowLeft: () => (focused < 0 ? zoom.pan(60, 0) : step(-1)),
      ArrowRight: () => (focused < 0 ? zoom.pan(-60, 0) : step(1)),
      ArrowUp: () => (focused < 0 ? zoom.pan(0, 60) : step(-1)),
      ArrowDown: () => (focused < 0 ? zoom.pan(0, -60) : step(1)),
      "+": () => zoom.by(1.6),
      "=": () => zoom.by(1.6),
      "-": () => zoom.by(1 / 1.6),
      "0": () => zoom.reset(),
      Enter: () => (focused < 0 ? step(1) : onChoose(layer.inView().circles[focused]?.lead.country ?? null)),
      Escape: () => leave()
    };
    const action = actions[event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey || (event.target as Element).closest("button"))
      return;
    event.preventDefault();
    action();
  }

  function step(by: number) {
    const {circles} = layer.inView();
    if (circles.length === 0) return;
    focused = (focused + by + circles.length) % circles.length;
    const circle = circles[focused];
    (layer.element(circle) as SVGElement | null)?.focus();
    show(circle);
    onPoint(circle.key);
  }

  function leave() {
    if (focused < 0) onChoose(null);
    focused = -1;
    show(null);
    onPoint(null);
    surface.focus();
  }

  const hint = el("p", {class: "map-help", "aria-hidden": "true"}, help);
  const surface = el("div", {
    class: "map-surface",
    tabindex: 0,
    role: "group",
    "aria-label": "Map of the traffic",
    "aria-description": help
  });
  surface.append(svg, tip.node, hint);
  surface.addEventListener("pointermove", hover);
  surface.addEventListener("pointerleave", () => (tip.hide(), layer.point(null), onPoint(null)));
  svg.addEventListener("click", press);
  surface.addEventListener("keydown", key);
  surface.addEventListener("focusout", ({relatedTarget}) => {
    if (!surface.contains(relatedTarget as Node | null)) [focused] = [-1];
  });
  const node = el("div", {class: "world-map"}, surface, zoom.buttons);
  layer.move(zoom.transform());
  lands.setAttribute("transform", zoom.transform().toString());
  for (const {shape, point} of points) {
    const [x, y] = zoom.transform().apply(point);
    shape.setAttribute("x", String(x - 3.5));
    shape.setAttribute("y", String(y - 3.5));
  }
  mark(options.chosen ?? null);
  tellView(zoom.transform());
  return {
    node,
    largest,
    point: show,
    focus: () => surface.focus({preventScroll: true}),
    zoomTo: ({x, y}) => zoom.to({x0: x, x1: x, y0: y, y1: y}, Math.max(8, zoom.transform().k)),
    choose(code) {
      mark(code);
      const boxes = placed.filter(({place}) => place.country === code);
      if (code === null || boxes.length === 0) return;
      const [xs, ys] = [boxes.map(({x}) => x), boxes.map(({y}) => y)];
      const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
      if (x1 - x0 < width / 2) zoom.to({x0, x1, y0, y1}, 8);
    }
  };
}

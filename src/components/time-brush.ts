import {el, svgEl} from "./dom.js";
import {timeName} from "./selection-names.js";
import type {Known, Selection} from "./selection.js";
import {isTimed, snap} from "./selection.js";
import {chartMargins, joined, stepLine, TimeChart} from "./time-chart.js";
import type {TimeChartOptions} from "./time-chart.js";
import type {Timeline} from "./timeline.js";

/** What a brush moves: an input that holds a selection. */
export interface TimeBrushTarget {
  readonly value: Selection;
  set(selection: Selection): void;
}

export interface TimeBrushOptions extends TimeChartOptions {
  reference?: Timeline | null; // drawn as a line over the bars: what the selection is compared with
}

type Grip = "from" | "to" | "move" | "new";

/**
 * The time line with a brush: drag over it to select, drag the selected range or its edges, or move these with the arrow
 * keys; Escape gives all of the time back. The chart is drawn again only when its own sums or its size change. One that is
 * `fine` selects within its own line, by its own buckets; it keeps that line while a pointer is down.
 */
export function createTimeBrush(
  target: TimeBrushTarget,
  report: Known,
  {fine = false}: {fine?: boolean} = {}
): (line: Timeline, options?: TimeBrushOptions) => HTMLElement {
  const range = el("div", {class: "brush-range"});
  const before = el("div", {class: "brush-shade"});
  const after = el("div", {class: "brush-shade"});
  const handles = (["from", "to"] as const).map((side) =>
    el("div", {
      class: `brush-handle ${side}`,
      role: "slider",
      tabindex: 0,
      "aria-label": `${side === "from" ? "Begin" : "End"} of the selected time${fine ? ", in detail" : ""}`,
      keydown: (event: KeyboardEvent) => key(event, side)
    })
  );
  const compared = svgEl("path", {class: "brush-compared"});
  const layer = svgEl("svg", {class: "brush-layer", "aria-hidden": "true"}, compared);
  const plot = el("div", {class: "brush-plot"}, before, after, layer, range, ...handles);
  const readout = el("p", {class: "brush-said fine"});
  const chart = el("div", {class: "brush-chart"});
  const node = el("div", {class: "time-brush"}, chart, plot, readout);
  node.addEventListener("pointerdown", begin, true); // before Plot, which would pin its tip
  let known = report;
  let drawn: {line: Timeline; width: number} | null = null;
  let held: [line: Timeline, options: TimeBrushOptions] | null = null;
  let domain: [number, number] = [known.start, known.end];

  function draw(line: Timeline, options: TimeBrushOptions = {}) {
    const {width = 640, height = 240, reference = null} = options;
    const size = {
      width: width - chartMargins.left - chartMargins.right,
      height: height - chartMargins.top - chartMargins.bottom
    };
    if (fine && drawn && drawn.line !== line && node.classList.contains("brushing")) {
      held = [line, options];
      place();
      return node;
    }
    if (drawn?.line !== line || drawn.width !== width) {
      drawn = {line, width};
      if (fine) known = {...report, start: line.start, end: line.start + line.length * line.step, step: line.step};
      chart.replaceChildren(TimeChart(line, options));
      const shown = joined(line, width);
      domain = [shown.start, shown.start + shown.length * shown.step];
      plot.hidden = line.length === 0 || line.series.length === 0;
      plot.style.left = `${chartMargins.left}px`;
      plot.style.width = `${size.width}px`;
      plot.style.top = `${chartMargins.top}px`;
      plot.style.height = `${size.height}px`;
    }
    compared.setAttribute("d", reference ? stepLine(line, reference, width, size) : "");
    place();
    return node;
  }

  function times(): [number, number] {
    return [target.value.from ?? report.start, target.value.to ?? report.end];
  }

  function place() {
    const [from, to] = times();
    const at = (time: number) => Math.max(0, Math.min(100, (100 * (time - domain[0])) / (domain[1] - domain[0])));
    const all = fine ? from <= known.start && to >= known.end : !isTimed(target.value);
    range.style.left = before.style.width = `${at(from)}%`;
    range.style.width = `${at(to) - at(from)}%`;
    after.style.left = `${at(to)}%`;
    after.style.right = "0";
    plot.classList.toggle("all", all);
    handles.forEach((handle, i) => {
      const time = i === 0 ? from : to;
      handle.style.left = `${at(time)}%`;
      handle.setAttribute("aria-valuemin", String(known.start));
      handle.setAttribute("aria-valuemax", String(known.end));
      handle.setAttribute("aria-valuenow", String(time));
      handle.setAttribute("aria-valuetext", timeName(from, to));
    });
    readout.textContent = all ? "Drag over the time line to select a part of it." : timeName(from, to);
  }

  function timeAt({clientX}: PointerEvent): number {
    const {left, width} = plot.getBoundingClientRect();
    return domain[0] + (Math.max(0, Math.min(1, (clientX - left) / width)) * (domain[1] - domain[0]) || 0);
  }

  /** Drawn over all of the report, edges keep to its own buckets: a pixel is many of the finer ones. */
  function set(from: number, to: number, moved = false) {
    const {start, end} = known;
    const snapped = snap(moved && !fine ? known : {...known, fine: null}, from, to);
    const times = fine ? {from: snapped.from ?? start, to: snapped.to ?? end} : snapped;
    if (times.from !== target.value.from || times.to !== target.value.to) target.set({...target.value, ...times});
    place();
  }

  function begin(event: PointerEvent) {
    if (event.button !== 0 || plot.hidden || (event.target as Element).closest("a, button, summary")) return;
    const {top, bottom, left, right} = plot.getBoundingClientRect();
    const {clientX: x, clientY: y} = event;
    if (x < left - 12 || x > right + 12 || y < top - 8 || y > bottom + 8) return;
    const grip = gripOf(event);
    const begun = timeAt(event);
    const [from, to] = times();
    let moved = false;
    const move = (next: PointerEvent) => {
      if (!moved && Math.abs(next.clientX - x) < 3) return;
      moved = true;
      const time = timeAt(next);
      if (grip === "new") set(begun, time);
      else if (grip === "from") set(Math.min(time, to - known.step), to);
      else if (grip === "to") set(from, Math.max(time, from + known.step));
      else {
        const by = Math.max(known.start - from, Math.min(known.end - to, time - begun));
        set(from + by, to + by, true);
      }
    };
    const stop = () => {
      node.removeEventListener("pointermove", move);
      node.classList.remove("brushing");
      if (held) draw(...held);
      held = null;
    };
    node.setPointerCapture?.(event.pointerId);
    node.classList.add("brushing");
    node.addEventListener("pointermove", move);
    node.addEventListener("pointerup", stop, {once: true});
    node.addEventListener("pointercancel", stop, {once: true});
    if (grip === "from" || grip === "to") handles[grip === "from" ? 0 : 1].focus({preventScroll: true});
    event.preventDefault();
    event.stopPropagation();
  }

  function gripOf({target: under, clientX}: PointerEvent): Grip {
    if (under === handles[0]) return "from";
    if (under === handles[1]) return "to";
    if (plot.classList.contains("all")) return "new";
    const {left, right} = range.getBoundingClientRect();
    return clientX >= left && clientX <= right ? "move" : "new";
  }

  function key(event: KeyboardEvent, side: "from" | "to") {
    const [from, to] = times();
    const by = {ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -24, PageUp: 24}[event.key];
    const time = side === "from" ? from : to;
    let next: number;
    if (event.key === "Escape") return set(known.start, known.end);
    if (event.key === "Home") next = side === "from" ? known.start : from + known.step;
    else if (event.key === "End") next = side === "from" ? to - known.step : known.end;
    else if (by !== undefined) next = time + by * known.step * (event.shiftKey ? 10 : 1);
    else return;
    event.preventDefault();
    if (side === "from") set(Math.min(next, to - known.step), to);
    else set(from, Math.max(next, from + known.step));
  }

  return draw;
}

import {BehindTime} from "./behind-charts.js";
import {el} from "./dom.js";
import type {Measure} from "./measure.js";
import type {Known} from "./selection.js";
import {createTimeBrush} from "./time-brush.js";
import type {TimeBrushTarget} from "./time-brush.js";
import type {TimeChartOptions} from "./time-chart.js";
import type {Timeline} from "./timeline.js";

/** The finer time line of what was loaded for the selected time. */
export interface TimeDetail {
  readonly about: string;
  readonly line: Timeline;
  readonly reference: Timeline | null;
}

/** A second time line below the first, to select finer times in. It is there once its detail has been loaded. */
export function createTimeDetail(
  target: TimeBrushTarget,
  known: Known
): (detail: TimeDetail | null, measure: Measure, options: TimeChartOptions) => HTMLElement {
  const brush = createTimeBrush(target, known, {fine: true});
  const about = el("p", {class: "sub"});
  const chart = el("div");
  const behind = el("div");
  const node = el("div", {class: "time-detail", hidden: true}, about, chart, behind);
  let shown: TimeDetail | null = null;

  return (detail, measure, {height = 160, title = "Traffic over time", ...options}) => {
    node.hidden = detail === null;
    if (detail === null) return node;
    const {line, reference} = detail;
    chart.replaceChildren(brush(line, {...options, title: `${title}, in detail`, height, reference}));
    if (shown?.line !== line || shown.reference !== reference)
      behind.replaceChildren(BehindTime(line, measure, reference));
    about.textContent = detail.about;
    shown = detail;
    return node;
  };
}

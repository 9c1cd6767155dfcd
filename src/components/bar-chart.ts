import * as Plot from "@observablehq/plot";
import type {Bound} from "./bound.js";
import {both, boundIn, mark, markInWords, spoken, whyBound} from "./bound.js";
import {empty, svgEl, tidy} from "./dom.js";
import {formatShare, isKnown} from "./format.js";
import type {Part} from "./selection.js";

/** A bar: where it leads, and what is said of it. */
export interface Bar {
  readonly label: string;
  readonly value: number | null; // null means not logged: no bar, and words in its place
  readonly href?: string;
  readonly color?: string;
  readonly about?: string; // a second line for the tooltip
  readonly part?: Pick<Part, "dimension" | "value">; // what a click selects
  readonly standing?: "only" | "not" | null; // how it stands in the selection
  readonly dim?: boolean; // shown to choose from, not selected
  readonly reference?: number | null; // what the value is compared with, marked in the bar
  readonly than?: string; // what that is, in words
  readonly change?: string; // from there to the value, in a few characters
  readonly bound?: Bound; // how the value stands to the true one, where it is not as `format` says
}

export interface BarChartOptions {
  width?: number; // CSS pixels, from the page's resize()
  title?: string; // names the chart to those who cannot see it
  description?: string;
  format?: (value: number | null) => string;
  exact?: (value: number | null) => string;
  total?: number | null; // shares are of this; without it none are shown
  bound?: Bound; // how that total stands to the true one
  mono?: boolean; // labels are addresses
  rowHeight?: number; // CSS pixels
  pick?: (part: Pick<Part, "dimension" | "value">, event: MouseEvent | KeyboardEvent) => void; // bars with a part are buttons then
}

/** Horizontal bars in the order given, with value and share at the end of each. A bar with `href` is a link, or a button where clicks select. */
export function BarChart(bars: readonly Bar[], options: BarChartOptions = {}): Element {
  const {width = 480, title = "Bars", description, format = String, exact = format} = options;
  const {total = null, bound = "exact", mono = false, rowHeight = 26, pick} = options;
  if (bars.length === 0) return empty("Nothing to show here.");
  const longest = Math.max(...bars.map(({label}) => label.length)) * (mono ? 7.5 : 7.2);
  const room = Math.round(Math.min(longest, mono ? 250 : 200, width * (total === null ? 0.46 : 0.36)));
  const ends = bars.map((bar) => [
    mark(format(bar.value), bar.bound ?? "exact"),
    total === null || bar.value === null ? null : shareText(bar, total, {format, bound}),
    bar.change ?? null
  ]);
  const endWidth =
    Math.max(...ends.map((texts) => 6.6 * texts.reduce((sum, text) => sum + (text ? text.length + 2 : 0), -2))) + 8;
  const href = (_: unknown, i: number) => (pick && bars[i].part ? null : (bars[i].href ?? null));
  const opacity = (bar: Bar) => (bar.dim ? 0.4 : 1);
  const faded = bars.some(({dim}) => dim) ? {opacity} : {};
  const y = (_: unknown, i: number) => i;
  const shown = bars.flatMap(({value, reference}) => [value ?? 0, reference ?? 0]);
  const said = (bar: Bar) => [exactly(bar, exact), ...comparedWith(bar, exact)];
  const why = (bar: Bar) => whyBound(boundIn(exactly(bar, exact)));
  const chart = tidy(
    Plot.plot({
      width,
      height: bars.length * rowHeight + 4,
      className: "bars",
      marginTop: 2,
      marginBottom: 2,
      marginLeft: room + 8,
      marginRight: Math.ceil(endWidth),
      ariaLabel: title,
      ariaDescription: description ?? describe(bars, format),
      x: {axis: null, domain: [0, Math.max(...shown) || 1]},
      y: {axis: null, domain: bars.map((_, i) => i), padding: 0.3},
      marks: [
        Plot.barX(bars, {
          x1: 0,
          x2: (bar: Bar) => bar.value ?? 0,
          y,
          fill: (bar: Bar) => bar.color ?? "var(--atlas-bar)",
          ...faded,
          rx2: 2,
          href,
          ariaLabel: (bar: Bar) => `${bar.label}: ${said(bar).join(", ")}`
        }),
        Plot.tickX(
          bars.flatMap(({reference}, i) => (reference == null ? [] : [{reference, i}])),
          {x: "reference", y: "i", stroke: "var(--atlas-text)", strokeWidth: 2, insetTop: -2, insetBottom: -2}
        ),
        Plot.text(bars, {
          frameAnchor: "left",
          y,
          dx: -room - 8,
          text: "label",
          textAnchor: "start",
          lineWidth: (room + 6) / 12,
          textOverflow: "ellipsis",
          monospace: mono,
          fontSize: 12,
          ...faded,
          href
        }),
        Plot.text(bars, {
          x: ({value, reference}: Bar) => Math.max(value ?? 0, reference ?? 0),
          y,
          dx: 6,
          text: (_: Bar, i: number) => ends[i].filter(Boolean).join("  "),
          textAnchor: "start",
          fontSize: 12,
          fill: (bar: Bar) => (isKnown(bar.value) ? "var(--atlas-text)" : "var(--atlas-muted)")
        }),
        Plot.tip(
          bars,
          Plot.pointerY({
            x: (bar: Bar) => bar.value ?? 0,
            y,
            anchor: "top-right",
            title: (bar: Bar) => [bar.label, ...said(bar), bar.about, why(bar)].filter(Boolean).join("\n"),
            lineWidth: 40
          })
        )
      ]
    })
  );
  if (pick) addButtons(chart, bars, {width, exact, pick});
  return chart;
}

/** A button over each row, which is as wide as the chart: a small bar is no small target. */
function addButtons(
  chart: Element & Pick<Plot.Plot, "scale">,
  bars: readonly Bar[],
  {width, exact, pick}: Required<Pick<BarChartOptions, "width" | "exact" | "pick">>
): void {
  const {apply, bandwidth = 0, step = 0} = chart.scale("y")!;
  bars.forEach((bar, i) => {
    const {part, label, standing} = bar;
    if (!part) return;
    const state = standing === "only" ? ", shown only" : standing === "not" ? ", left out" : "";
    const button = svgEl("rect", {
      class: standing ? `bar-button ${standing}` : "bar-button",
      ...{x: 0, y: apply(i) - (step - bandwidth) / 2 + 1, width, height: step - 2},
      ...{role: "button", tabindex: 0, "aria-pressed": String(Boolean(standing))},
      "aria-label": [`${label}: ${exactly(bar, exact)}${state}`, ...comparedWith(bar, exact)].join(", "),
      "data-key": `${part.dimension} ${part.value}`,
      click: (event: MouseEvent) => pick(part, event),
      keydown: (event: KeyboardEvent) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        pick(part, event);
      }
    });
    chart.append(button);
  });
  chart.setAttribute("role", "group");
}

/** The share of a bar, and that it is only a bound where the value or the whole is. */
export function shareText(
  {value, bound: own = "exact"}: Bar,
  total: number | null,
  {format = String, bound = "exact"}: Pick<BarChartOptions, "format" | "bound">
): string {
  const there = both(boundIn(format(value)), own);
  return mark(formatShare(value, total), bound === "exact" ? there : "about");
}

function exactly({value, bound = "exact"}: Bar, exact: (value: number | null) => string): string {
  return markInWords(exact(value), bound);
}

function comparedWith({reference, than, change}: Bar, exact: (value: number | null) => string): string[] {
  return reference == null ? [] : [`${than}: ${exact(reference)} (${spoken(change ?? "")})`];
}

function describe(bars: readonly Bar[], format: (value: number | null) => string): string {
  const say = ({label, value, bound = "exact"}: Bar) => `${label}: ${markInWords(spoken(format(value)), bound)}`;
  return bars.length === 1
    ? `One bar, ${say(bars[0])}.`
    : `${bars.length} bars, from ${say(bars[0])} to ${say(bars[bars.length - 1])}.`;
}

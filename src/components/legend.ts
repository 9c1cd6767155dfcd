import {el} from "./dom.js";

export interface LegendItem {
  readonly label: string;
  readonly color: string;
  readonly value?: string;
  readonly line?: boolean; // drawn as a line over the others
}

/** What the colours of a chart mean, each with its word, and its figure where there is one. */
export function Legend(items: readonly LegendItem[]): HTMLElement {
  return el(
    "ul",
    {class: "legend"},
    ...items.map(({label, color, value, line}) => {
      const swatch = el("span", {class: line ? "swatch line" : "swatch", "aria-hidden": "true"});
      swatch.style.background = color;
      return el("li", {}, swatch, el("span", {}, label), value ? el("span", {class: "muted"}, value) : null);
    })
  );
}

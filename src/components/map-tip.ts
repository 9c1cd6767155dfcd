import {boundIn, spoken, whyBound} from "./bound.js";
import {el} from "./dom.js";

export interface MapTip {
  readonly node: HTMLElement;
  /** Shows a title, lines of label and value, and a remark, next to a point of the map. */
  show(at: {x: number; y: number}, content: TipContent): void;
  hide(): void;
}

export interface TipContent {
  readonly title: string;
  readonly lines: readonly (readonly [label: string, value: string])[];
  readonly remark?: string;
}

/** The box beside what is pointed at. It is hidden from screen readers: what has the focus says the same. */
export function createMapTip(size: () => {width: number; height: number}): MapTip {
  const node = el("div", {class: "map-tip", "aria-hidden": "true", hidden: true});
  return {
    node,
    show({x, y}, {title, lines, remark}) {
      node.replaceChildren(
        el("strong", {}, title),
        el("dl", {}, ...lines.flatMap(([label, value]) => [el("dt", {}, label), el("dd", {}, value)])),
        ...[remark, whyOf(lines)].filter(Boolean).map((text) => el("p", {}, text))
      );
      node.hidden = false;
      const {width, height} = size();
      const left = x + 14 + node.offsetWidth > width ? x - 14 - node.offsetWidth : x + 14;
      const top = Math.min(height - node.offsetHeight - 4, Math.max(4, y - node.offsetHeight / 2));
      node.style.transform = `translate(${Math.max(4, left)}px, ${Math.max(4, top)}px)`;
    },
    hide() {
      node.hidden = true;
    }
  };
}

/** What a tip shows, as one sentence for screen readers. */
export function tipSentence({title, lines, remark}: TipContent): string {
  return [title, ...lines.map(([label, value]) => `${label}: ${spoken(value)}`), remark, whyOf(lines)]
    .filter(Boolean)
    .join(". ");
}

/** Why some of the figures are only bounds, if some are. */
function whyOf(lines: TipContent["lines"]): string {
  const bound = lines.map(([, value]) => boundIn(value)).find((bound) => bound !== "exact");
  return whyBound(bound ?? "exact");
}

import {el} from "./dom.js";

const rest = 150; // milliseconds

type Shown = Node | string;

/** Draws a part of a page from a model, and again whenever the model changes. With a `width` it follows its own. */
export type View<T> = (draw: (model: T, width: number) => Shown) => HTMLElement;

/** What a view follows: an input whose value is a selection. */
export interface Source<S> extends EventTarget {
  readonly value: S;
}

interface Part<T> {
  node: HTMLElement;
  draw: (model: T, width: number) => Shown;
  width: number;
}

/**
 * Makes the parts of a page follow a selection: `live((page) => page.title)`, `live((page, width) => Chart(…, {width}))`.
 * Changes that come faster than the screen are answered together, the last one only; all parts change in one frame, and
 * the old picture stays until the new one is there. A `change` of what else the model is made from counts as one.
 */
export function createView<S, T>(source: Source<S>, model: (value: S) => T, ...more: EventTarget[]): View<T> {
  const {change, view} = createParts(source, model);
  source.addEventListener("input", () => change(() => document.dispatchEvent(new CustomEvent("selection-drawn"))));
  for (const other of more) other.addEventListener("change", () => change());
  return view;
}

/** The same for sentences, which nobody reads while they change: they follow once the selection has rested, and are faint until then. */
export function createRestedView<S, T>(source: Source<S>, model: (value: S) => T): View<T> {
  const {change, busy, view} = createParts(source, model);
  let timer: ReturnType<typeof setTimeout> | undefined;
  source.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => change(() => busy(false)), rest);
    busy(true);
  });
  return view;
}

function createParts<S, T>(source: Source<S>, model: (value: S) => T) {
  const parts = new Set<Part<T>>();
  let current = model(source.value);
  let frame = 0;
  const observer = new ResizeObserver((entries) => {
    for (const {target, contentRect} of entries)
      for (const part of parts)
        if (part.node === target && part.width !== contentRect.width) fit(part, contentRect.width);
  });

  function fit(part: Part<T>, width: number) {
    if (width === 0) return;
    part.width = width;
    show(part);
  }

  function show({node, draw, width}: Part<T>) {
    if (draw.length > 1 && width === 0) return;
    const shown = draw(current, width);
    if (typeof shown === "string") node.textContent = shown;
    else if (node.firstChild !== shown) replace(node, shown);
  }

  const change = (drawn?: () => void) => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => {
      performance.mark("selection-begin");
      current = model(source.value);
      for (const part of parts) show(part);
      performance.mark("selection-end");
      drawn?.();
    });
  };

  const busy = (is: boolean) => {
    for (const {node} of parts)
      if (is) node.setAttribute("aria-busy", "true");
      else node.removeAttribute("aria-busy");
  };

  const view: View<T> = (draw) => {
    const sized = draw.length > 1;
    const part: Part<T> = {node: el(sized ? "div" : "span", {class: "view"}), draw, width: 0};
    parts.add(part);
    if (sized) observer.observe(part.node);
    else show(part);
    return part.node;
  };
  return {change, busy, view};
}

/** What had the focus is found again by its key, so that the keyboard goes on where it was. */
function replace(node: HTMLElement, shown: Node): void {
  const key = node.contains(document.activeElement) ? document.activeElement?.getAttribute("data-key") : null;
  node.replaceChildren(shown);
  if (key == null) return;
  for (const next of node.querySelectorAll<SVGElement | HTMLElement>("[data-key]"))
    if (next.getAttribute("data-key") === key) next.focus({preventScroll: true});
}

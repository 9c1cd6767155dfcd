export type Child = Node | string | null | undefined | false;
type Listener = {listen(event: Event): void}["listen"]; // a method, so that a listener may ask for a KeyboardEvent
export type Attributes = Record<string, string | number | boolean | null | undefined | Listener>;

/**
 * Makes an HTML element. Children that are text become text nodes, so nothing from a log can become markup; attributes
 * that are functions listen to the event of that name, without its `on`; null and false leave an attribute out.
 */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  setAttributes(node, attributes);
  node.append(...children.filter(isChild));
  return node;
}

/** Makes an SVG element, by the same rules. */
export function svgEl<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  setAttributes(node, attributes);
  node.append(...children.filter(isChild));
  return node;
}

/** What stands where a chart or a table has nothing to show: it says so, and keeps the height. */
export function empty(message: string, height = 120): HTMLElement {
  const node = el("p", {class: "empty"}, message);
  node.style.minHeight = `${height}px`;
  return node;
}

/** The address of this site's page for one thing: `href("countries", {country: "BR"})` is `./countries?country=BR`. */
export function href(page: string, parameters: Record<string, string | null | undefined> = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value != null) query.set(name, value);
  return `./${page}${query.size > 0 ? `?${query}` : ""}`;
}

/**
 * Makes a chart plain to screen readers: one picture with a name and a sentence, or a group where it holds links. The
 * names that Plot gives to its inner groups ("rect", "rule") say nothing to anyone.
 */
export function tidy<T extends Element>(chart: T): T {
  for (const group of chart.querySelectorAll("g[aria-label]")) group.removeAttribute("aria-label");
  // A bar and its label lead to the same page; one stop of the Tab key is enough.
  for (const link of chart.querySelectorAll("a:has(> path)"))
    setAttributes(link, {tabindex: -1, "aria-hidden": "true"});
  for (const shape of chart.querySelectorAll(":not(a) > path[aria-label]")) shape.setAttribute("role", "img");
  chart.setAttribute("role", chart.querySelector("a") ? "group" : "img");
  return chart;
}

function setAttributes(node: Element, attributes: Attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value == null || value === false) continue;
    if (typeof value === "function") node.addEventListener(name, value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
}

function isChild(child: Child): child is Node | string {
  return child != null && child !== false;
}

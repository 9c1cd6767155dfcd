// What a picture takes along of the page's style: all that the charts here are drawn with.
const properties = [
  ...["fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linejoin"],
  ...["opacity", "font-family", "font-size", "font-weight", "font-variant-numeric", "text-anchor"],
  ...["display", "visibility"]
];

/** A copy of a drawing that needs no style sheet, at a place of another one. */
export function copyDrawing(drawing: SVGSVGElement, {x, y}: {x: number; y: number}): SVGSVGElement {
  const {width, height} = drawing.getBoundingClientRect();
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const [from, to] = [drawing, copy].map((root) => [root, ...root.querySelectorAll<SVGElement>("*")]);
  from.forEach((node, i) => writeStyle(node, to[i] as SVGElement));
  for (const idle of copy.querySelectorAll("style, [aria-label=tip], .bar-button")) idle.remove();
  for (const node of [copy, ...copy.querySelectorAll("*")]) node.removeAttribute("class");
  for (const [name, value] of Object.entries({x, y, width, height})) copy.setAttribute(name, String(value));
  if (!copy.hasAttribute("viewBox")) copy.setAttribute("viewBox", `0 0 ${width} ${height}`);
  return copy;
}

function writeStyle(from: Element, to: SVGElement): void {
  const style = getComputedStyle(from);
  to.removeAttribute("style");
  for (const name of properties) {
    const value = style.getPropertyValue(name);
    if (value !== "") to.setAttribute(name, value);
  }
}

/** Whether a colour leaves what is behind it as it is. */
export function isClear(color: string): boolean {
  return color === "" || color === "transparent" || /^rgba\(.*, 0\)$/.test(color);
}

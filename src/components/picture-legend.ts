import {svgEl} from "./dom.js";
import {copyDrawing, isClear} from "./picture-style.js";

const gap = 6; // CSS pixels below each legend

/** The legends of a chart as they stand on the page, one below the other, and how much room they take, CSS pixels. */
export function drawLegends(legends: readonly Element[]): {node: SVGGElement; width: number; height: number} {
  const node = svgEl("g");
  let [width, height] = [0, 0];
  for (const legend of legends) {
    const box = legend.getBoundingClientRect();
    if (box.height === 0) continue;
    const at = ({left, top}: DOMRect) => ({x: left - box.left, y: top - box.top + height});
    const parts = partsOf(legend);
    node.append(...parts.map((part) => drawPart(part, at)));
    width = Math.max(width, ...parts.map((part) => boxOf(part).right - box.left));
    height += box.height + gap;
  }
  return {node, width: Math.ceil(width), height: Math.ceil(height)};
}

type Part = SVGSVGElement | HTMLElement | Text;

/** What is to be seen of a legend: its words, what has a colour behind it, and its drawings. */
function partsOf(node: Node): Part[] {
  if (node instanceof SVGSVGElement) return [node];
  if (node instanceof Text) return node.data.trim() === "" ? [] : [node];
  if (!(node instanceof HTMLElement) || node.classList.contains("aloud")) return [];
  const own = isClear(getComputedStyle(node).backgroundColor) ? [] : [node];
  return [...own, ...[...node.childNodes].flatMap(partsOf)];
}

function drawPart(part: Part, at: (box: DOMRect) => {x: number; y: number}): SVGElement {
  const box = boxOf(part);
  const {x, y} = at(box);
  if (part instanceof SVGSVGElement) return copyDrawing(part, {x, y});
  if (part instanceof Text) {
    const {color, fontFamily, fontSize} = getComputedStyle(part.parentElement!);
    const base = y + box.height / 2 + 0.35 * parseFloat(fontSize);
    return svgEl(
      "text",
      {x, y: base, fill: color, "font-family": fontFamily, "font-size": fontSize},
      part.data.replace(/\s+/g, " ").trim()
    );
  }
  const {backgroundColor, borderTopWidth, borderTopColor} = getComputedStyle(part);
  const border = parseFloat(borderTopWidth) > 0 ? {stroke: borderTopColor} : {};
  return svgEl("rect", {x, y, width: box.width, height: box.height, fill: backgroundColor, ...border});
}

function boxOf(part: Part): DOMRect {
  if (!(part instanceof Text)) return part.getBoundingClientRect();
  const range = document.createRange();
  range.selectNodeContents(part);
  return range.getBoundingClientRect();
}

import {Download} from "./download.js";
import {el, svgEl} from "./dom.js";
import {drawLegends} from "./picture-legend.js";
import {copyDrawing, isClear} from "./picture-style.js";

const head = 34; // CSS pixels for the title above the chart
const foot = 8;
const margin = 8; // left of title and legends
const scale = 2; // of the PNG's pixels to CSS pixels

/** Two buttons that save the chart before them, of the same card, as SVG and PNG, with the card's title above it. */
export function SaveChart(): HTMLElement {
  const node = el("span", {class: "saves"});
  const picture = () => {
    const chart = chartBefore(node);
    if (!chart) throw new Error("there is no chart here");
    const layers = [...(chart.closest(".time-brush")?.querySelectorAll<SVGSVGElement>(".brush-layer") ?? [])];
    return drawPicture(chart, titleOf(node), {legends: legendsBefore(node), layers});
  };
  node.append(
    Download("SVG", () => picture().text, {name: "chart.svg", type: "image/svg+xml", about: "Save the chart as SVG"}),
    Download("PNG", () => paint(picture()), {name: "chart.png", type: "image/png", about: "Save the chart as PNG"})
  );
  return node;
}

export interface Picture {
  readonly text: string; // an SVG document that needs nothing else
  readonly width: number; // CSS pixels
  readonly height: number;
}

export interface PictureOptions {
  legends?: readonly Element[]; // what the colours mean, drawn below the title
  layers?: readonly SVGSVGElement[]; // drawn over the chart, where they lie on the page
}

/** A chart as a document of its own: with the page's style written into it, on the card's ground, below a title and its legends. */
export function drawPicture(
  chart: SVGSVGElement,
  title: string,
  {legends = [], layers = []}: PictureOptions = {}
): Picture {
  const box = chart.getBoundingClientRect();
  const legend = drawLegends(legends);
  legend.node.setAttribute("transform", `translate(${margin},${head})`);
  const top = head + legend.height;
  const width = Math.ceil(Math.max(box.width, legend.width + 2 * margin));
  const height = Math.ceil(box.height) + top + foot;
  const {color, fontFamily} = getComputedStyle(chart);
  const page = svgEl(
    "svg",
    {xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}`},
    svgEl("title", {}, title),
    svgEl("rect", {width, height, fill: groundOf(chart)}),
    svgEl(
      "text",
      {x: margin, y: 22, fill: color, "font-family": fontFamily, "font-size": 15, "font-weight": 600},
      title
    ),
    legend.node,
    copyDrawing(chart, {x: 0, y: top}),
    ...layers.map((layer) => {
      const at = layer.getBoundingClientRect();
      return copyDrawing(layer, {x: at.left - box.left, y: at.top - box.top + top});
    })
  );
  return {text: new XMLSerializer().serializeToString(page), width, height};
}

async function paint({text, width, height}: Picture): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = el("canvas", {width: width * scale, height: height * scale});
  canvas.getContext("2d")!.drawImage(image, 0, 0, width * scale, height * scale);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  if (!blob) throw new Error("the browser made no picture");
  return blob;
}

/** The last chart of the card that stands before a node. */
function chartBefore(node: Element): SVGSVGElement | undefined {
  return [...cardOf(node).querySelectorAll<SVGSVGElement>("svg[aria-label], svg[role]")]
    .filter((svg) => svg.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING)
    .at(-1);
}

/** The legends of that chart: those of the card that stand before a node, and after the buttons of the chart before. */
function legendsBefore(node: Element): Element[] {
  const follows = (a: Node, b: Node) => Boolean(a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING);
  const card = cardOf(node);
  const others = [...card.querySelectorAll(".saves")].filter((other) => follows(other, node));
  return [...card.querySelectorAll(".legend, .map-legend")].filter(
    (legend) => follows(legend, node) && !others.some((other) => follows(legend, other))
  );
}

function cardOf(node: Element): Element {
  return node.closest("section, .profile, .card, main") ?? document.body;
}

function titleOf(node: Element): string {
  const titles = [...cardOf(node).querySelectorAll("h1, h2, h3")];
  const before = titles.filter((one) => one.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING);
  return (before.at(-1)?.textContent ?? document.title).replace(/\s+/g, " ").trim();
}

function groundOf(node: Element): string {
  for (let at: Element | null = node; at; at = at.parentElement) {
    const color = getComputedStyle(at).backgroundColor;
    if (!isClear(color)) return color;
  }
  return "white";
}

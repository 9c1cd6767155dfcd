import {Download} from "./download.js";
import {el, svgEl} from "./dom.js";

// What a picture takes along of the page's style: all that the charts here are drawn with.
const properties = [
  ...["fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linejoin"],
  ...[
    "opacity",
    "font-family",
    "font-size",
    "font-weight",
    "font-variant-numeric",
    "text-anchor",
    "display",
    "visibility"
  ]
];
const head = 34; // CSS pixels for the title above the chart
const foot = 8;
const scale = 2; // of the PNG's pixels to CSS pixels

/** Two buttons that save the chart before them, of the same card, as SVG and PNG, with the card's title above it. */
export function SaveChart(): HTMLElement {
  const node = el("span", {class: "saves"});
  const picture = () => {
    const chart = chartBefore(node);
    if (!chart) throw new Error("there is no chart here");
    return drawPicture(chart, titleOf(node));
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

/** A chart as a document of its own: with the page's style written into it, on the card's ground, below a title. */
export function drawPicture(chart: SVGSVGElement, title: string): Picture {
  const box = chart.getBoundingClientRect();
  const [width, height] = [Math.ceil(box.width), Math.ceil(box.height) + head + foot];
  const copy = chart.cloneNode(true) as SVGSVGElement;
  const [from, to] = [chart, copy].map((root) => [root, ...root.querySelectorAll<SVGElement>("*")]);
  from.forEach((node, i) => writeStyle(node, to[i] as SVGElement));
  for (const idle of copy.querySelectorAll("style, [aria-label=tip], .bar-button")) idle.remove();
  for (const [name, value] of Object.entries({x: 0, y: head, width: box.width, height: box.height}))
    copy.setAttribute(name, String(value));
  if (!copy.hasAttribute("viewBox")) copy.setAttribute("viewBox", `0 0 ${box.width} ${box.height}`);
  const {color, fontFamily} = getComputedStyle(chart);
  const page = svgEl(
    "svg",
    {xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}`},
    svgEl("title", {}, title),
    svgEl("rect", {width, height, fill: groundOf(chart)}),
    svgEl("text", {x: 8, y: 22, fill: color, "font-family": fontFamily, "font-size": 15, "font-weight": 600}, title),
    copy
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

function writeStyle(from: Element, to: SVGElement): void {
  const style = getComputedStyle(from);
  to.removeAttribute("class");
  to.removeAttribute("style");
  for (const name of properties) {
    const value = style.getPropertyValue(name);
    if (value !== "") to.setAttribute(name, value);
  }
}

/** The last chart of the card that stands before a node. */
function chartBefore(node: Element): SVGSVGElement | undefined {
  const card = node.closest("section, .profile, .card, main") ?? document.body;
  return [...card.querySelectorAll<SVGSVGElement>("svg[aria-label], svg[role]")]
    .filter((svg) => svg.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING)
    .at(-1);
}

function titleOf(node: Element): string {
  const card = node.closest("section, .profile, .card, main") ?? document.body;
  const titles = [...card.querySelectorAll("h1, h2, h3")];
  const before = titles.filter((one) => one.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING);
  return (before.at(-1)?.textContent ?? document.title).replace(/\s+/g, " ").trim();
}

function groundOf(node: Element): string {
  for (let at: Element | null = node; at; at = at.parentElement) {
    const color = getComputedStyle(at).backgroundColor;
    if (color !== "" && color !== "transparent" && !/, 0\)$/.test(color)) return color;
  }
  return "white";
}

import {readFileSync, rmSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {pathToFileURL} from "node:url";
import {JSDOM} from "jsdom";
import {drawingOf} from "./drawing.js";

/** What a page's cells showed, by the id that Framework gave each: HTML. */
export type DrawnCells = Record<string, string>;

export interface DrawnPage {
  readonly cells: DrawnCells;
  readonly atRest: boolean; // false if something still changed when patience ended
}

const origin = "http://atlas.invalid"; // never asked: files are read from the folder
const tick = 50; // milliseconds
const quiet = 12; // ticks without a change: counted, since a busy machine may be late with what is due
const start = 60; // ticks until the first cell shows something, if any does
const widths: Record<string, number> = {
  // CSS pixels, of a page on a laptop: pictures shrink where there is less
  ".grid-cols-2, .halves": 490,
  ".grid-cols-3": 306,
  ".card": 1046,
  body: 1080
};

/**
 * Runs a built page's own code in a document of its own, without a browser, and gives what its cells show. A cell that needs
 * what is not there (a database in a worker, say) is left out. For a process of its own: it takes the place of the globals.
 * `patience` is in milliseconds.
 */
export async function drawPage(folder: string, page: string, patience: number): Promise<DrawnPage> {
  const html = readFileSync(join(folder, page), "utf8");
  const script = /<script type="module">([^]*?)<\/script>/.exec(html)?.[1];
  if (script === undefined) return {cells: {}, atRest: true};
  const dom = new JSDOM(html, {url: `${origin}/${page}`, pretendToBeVisual: true});
  lendGlobals(dom, folder);
  const file = join(folder, drawingOf(page));
  writeFileSync(file, script);
  try {
    await import(pathToFileURL(file).href);
    const atRest = await settled(dom, patience);
    return {cells: readCells(dom.window.document), atRest};
  } finally {
    rmSync(file, {force: true});
  }
}

function readCells(document: Document): DrawnCells {
  const cells: DrawnCells = {};
  const roots = document.createNodeIterator(document.body, NodeFilter.SHOW_COMMENT);
  for (let root = roots.nextNode(); root; root = roots.nextNode()) {
    const id = /^:([0-9a-f]{8}(?:-\d+)?):$/.exec(root.nodeValue ?? "")?.[1];
    const nodes = (root as Comment & {_nodes?: Node[]})._nodes ?? [];
    if (id === undefined || nodes.length === 0 || !nodes.every(isDrawn)) continue;
    cells[id] = nodes
      .map((node) => (node instanceof Element ? node.outerHTML : escape(node.textContent ?? "")))
      .join("");
  }
  return cells;
}

function isDrawn(node: Node): boolean {
  if (!(node instanceof Element)) return true;
  const failed = ".observablehq--error, .observablehq--running, observablehq-loading";
  return !node.matches(failed) && node.querySelector(failed) === null;
}

function escape(text: string): string {
  return text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Waits until nothing has changed for a while, and gives whether that was so. Tables behind charts are opened on the way, so that they are filled. */
async function settled({window}: JSDOM, patience: number): Promise<boolean> {
  let left = start;
  const observer = new window.MutationObserver(() => (left = quiet));
  observer.observe(window.document.body, {childList: true, subtree: true, characterData: true, attributes: true});
  const begun = Date.now();
  while (left-- > 0 && Date.now() - begun < patience) {
    await new Promise((done) => setTimeout(done, tick));
    for (const details of window.document.querySelectorAll("details.behind:not([data-filled])")) {
      details.setAttribute("data-filled", "");
      details.dispatchEvent(new window.Event("toggle"));
    }
  }
  observer.disconnect();
  return left < 0;
}

/** Gives the process what a page finds in a browser; where Node has its own of the name, the document's must win. */
function lendGlobals({window}: JSDOM, folder: string): void {
  const shared = ["Event", "EventTarget", "CustomEvent", "AbortController", "AbortSignal", "DOMException", "navigator"];
  for (const name of Object.getOwnPropertyNames(window)) {
    if (name in globalThis && !shared.includes(name)) continue;
    const value: unknown = Reflect.get(window, name);
    define(name, typeof value === "function" && /^[a-z]/.test(name) ? (value as () => void).bind(window) : value);
  }
  for (const name of ["addEventListener", "removeEventListener", "dispatchEvent"] as const)
    define(name, window[name].bind(window));
  define("window", globalThis);
  define("self", globalThis);
  define("ResizeObserver", Widths);
  define("matchMedia", () => ({matches: false, addEventListener() {}, removeEventListener() {}}));
  define("Worker", Silence);
  define("fetch", (address: string | URL | Request) => {
    const url = new URL(address instanceof Request ? address.url : address, window.location.href);
    if (url.origin !== origin) return Promise.reject(new Error(`not asked: ${url.href}`));
    return Promise.resolve(new Response(new Uint8Array(readFileSync(join(folder, decodeURIComponent(url.pathname))))));
  });
}

function define(name: string, value: unknown): void {
  Object.defineProperty(globalThis, name, {value, configurable: true, writable: true});
}

/** Tells each element once how wide it would be. */
class Widths {
  constructor(private readonly told: (entries: {target: Element; contentRect: {width: number}}[]) => void) {}
  observe(target: Element) {
    const tell = () => {
      if (!target.isConnected) return void setTimeout(tell, 10);
      const room = Object.keys(widths).find((selector) => target.closest(selector) !== null)!;
      this.told([{target, contentRect: {width: widths[room]}}]);
    };
    setTimeout(tell, 0);
  }
  unobserve() {}
  disconnect() {}
}

/** A worker that never answers: what waits for a database stays as it is. */
class Silence extends EventTarget {
  postMessage() {}
  terminate() {}
}

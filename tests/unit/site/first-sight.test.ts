import {readdirSync, readFileSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, it} from "vitest";
import {drawFirstSight, insertCells} from "../../../loaders/site/first-sight.js";
import {temporary} from "./temporary.js";

const loading = "<observablehq-loading></observablehq-loading>";
const shows = 'setTimeout(() => document.body.append(document.createElement("i")));'; // else what may yet come is waited for
const sight = (html: string) => `<observablehq-loading class="first-sight">${html}</observablehq-loading>`;

describe("insertCells(html, cells)", () => {
  it("puts each cell's HTML where it is loading, and leaves the others", () =>
    expect(
      insertCells(`<h2>${loading}<!--:0a0a0a0a:--></h2>${loading}<!--:0b0b0b0b:-->`, {"0a0a0a0a": "<b>7</b>"})
    ).toBe(`<h2>${sight("<b>7</b>")}<!--:0a0a0a0a:--></h2>${loading}<!--:0b0b0b0b:-->`));
  it("keeps the paragraph around what can stand in one", () =>
    expect(insertCells(`<p>All: ${loading}<!--:0a0a0a0a:-->.</p>`, {"0a0a0a0a": "<b>7</b>"})).toBe(
      `<p>All: ${sight("<b>7</b>")}<!--:0a0a0a0a:-->.</p>`
    ));
  it("makes it a division around what cannot", () =>
    expect(insertCells(`<p>a</p><p>${loading}<!--:0a0a0a0a-1:--></p><p>b</p>`, {"0a0a0a0a-1": "<ul></ul>"})).toBe(
      `<p>a</p><div class="paragraph">${sight("<ul></ul>")}<!--:0a0a0a0a-1:--></div><p>b</p>`
    ));
  it("draws a cell that shows nothing while it loads", () =>
    expect(insertCells("<div><!--:0a0a0a0a:--></div>", {"0a0a0a0a": "<p>x</p>"})).toBe(
      `<div>${sight("<p>x</p>")}<!--:0a0a0a0a:--></div>`
    ));
  it("takes a dollar sign for a dollar sign", () =>
    expect(insertCells(`${loading}<!--:0a0a0a0a:-->`, {"0a0a0a0a": "$& $1"})).toBe(
      `${sight("$& $1")}<!--:0a0a0a0a:-->`
    ));
});

describe("drawFirstSight(folder)", () => {
  it("runs the page's own code, and leaves a page as it was, with a warning, if that fails", async () => {
    const folder = temporary();
    const page = (script: string) =>
      `<!DOCTYPE html><body><script type="module">${script}</script><p>${loading}<!--:0a0a0a0a:--></p>`;
    writeFileSync(join(folder, "shown.js"), 'export const sign = "<";'); // a module, though no package says so
    const show = `import {sign} from "./shown.js";
    for (const node of document.body.childNodes) if (node.lastChild?.nodeType === 8) {
      const shown = document.createElement("b");
      shown.textContent = String(1 + 1) + sign;
      node.lastChild._nodes = [shown];
    }
    ${shows}`;
    writeFileSync(join(folder, "good.html"), page(show));
    writeFileSync(join(folder, "bad.html"), page("throw new Error('no')"));
    const warnings: string[] = [];
    await drawFirstSight(folder, {cache: temporary(), env: process.env, warn: (message) => warnings.push(message)});
    expect(readFileSync(join(folder, "good.html"), "utf8")).toContain(
      `<p>${sight("<b>2&lt;</b>")}<!--:0a0a0a0a:--></p>`
    );
    expect(readFileSync(join(folder, "bad.html"), "utf8")).toBe(page("throw new Error('no')"));
    expect(readdirSync(folder).sort()).toEqual(["bad.html", "good.html", "shown.js"]);
    expect(warnings).toEqual([
      expect.stringMatching(/^page not drawn ahead: bad.html: .*; it shows once its script runs$/)
    ]);
  }, 30_000);

  it("draws a page again only if it is another", async () => {
    const [folder, cache] = [temporary(), temporary()];
    const page = (text: string) => `<!DOCTYPE html><body><script type="module">
      document.body.lastElementChild.lastChild._nodes = [document.createTextNode("drawn ${text}")];
      ${shows}
      </script><p>${loading}<!--:0a0a0a0a:--></p>`;
    const build = async (text: string) => {
      writeFileSync(join(folder, "page.html"), page(text));
      await drawFirstSight(folder, {cache, env: process.env, warn: () => {}});
      return readFileSync(join(folder, "page.html"), "utf8");
    };
    expect(await build("once")).toContain(sight("drawn once"));
    const [kept] = readdirSync(cache);
    writeFileSync(join(cache, kept), JSON.stringify({"0a0a0a0a": "kept"}));
    expect(await build("once")).toContain(sight("kept"));
    expect(await build("twice")).toContain(sight("drawn twice"));
    expect(readdirSync(cache)).toHaveLength(1);
    expect(readdirSync(cache)).not.toContain(kept);
  }, 30_000);

  it("draws a page again that was not at rest", async () => {
    const [folder, cache] = [temporary(), temporary()];
    const page = `<!DOCTYPE html><body><script type="module">
      const shown = document.createTextNode("0");
      document.body.lastElementChild.lastChild._nodes = [shown];
      document.body.append(shown);
      setInterval(() => shown.data++, 10);
      </script><p>${loading}<!--:0a0a0a0a:--></p>`;
    writeFileSync(join(folder, "page.html"), page);
    await drawFirstSight(folder, {cache, env: process.env, warn: () => {}, patience: 1000});
    expect(readFileSync(join(folder, "page.html"), "utf8")).toMatch(/class="first-sight">\d+</);
    expect(readdirSync(cache)).toEqual([]);
  }, 30_000);

  it("does not run a page without cells", async () => {
    const folder = temporary();
    const page = '<!DOCTYPE html><body><script type="module">throw new Error("no")</script>';
    writeFileSync(join(folder, "page.html"), page);
    const warnings: string[] = [];
    await drawFirstSight(folder, {cache: temporary(), env: process.env, warn: (message) => warnings.push(message)});
    expect(warnings).toEqual([]);
    expect(readFileSync(join(folder, "page.html"), "utf8")).toBe(page);
  });
});

import {mkdirSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, it} from "vitest";
import {checkSite, findFaults} from "../../../loaders/site/check-site.js";
import {temporary} from "./temporary.js";

const cell = (text: string) => `<div class="observablehq--inspect observablehq--error">${text}</div>`;

describe("findFaults(html)", () => {
  it("finds cells and inline code that could not be parsed, as a person reads them", () => {
    const inline =
      '<span class="observablehq--inspect observablehq--error" style="display: block;">SyntaxError: b</span>';
    expect(findFaults(`${cell("SyntaxError: a &lt; &#x27;b&#x27; (2:6)")}\n<p>${inline}</p>`)).toEqual([
      "SyntaxError: a < 'b' (2:6)",
      "SyntaxError: b"
    ]);
  });
  it("finds packages that were not resolved, among others and alone", () => {
    const html =
      'const [{a}, b] = await Promise.all([import("./_node/a@1.0.0/index.js"), import("@one/two")]);\nawait import("three");';
    expect(findFaults(html)).toEqual([
      "missing package: @one/two (install it with npm)",
      "missing package: three (install it with npm)"
    ]);
  });
  it("passes over paths, addresses, and text that only looks like a fault", () => {
    const html =
      'const {a} = await import("./_import/a.js");\nconst b = await import("https://example.org/b.js");\n' +
      'const c = "import(\\"d\\")";\n<p>import("e") &lt;div class="observablehq--error"&gt;</p>';
    expect(findFaults(html)).toEqual([]);
  });
});

describe("checkSite(folder)", () => {
  it("names the page, also in a folder, and passes a site without faults", () => {
    const folder = temporary();
    writeFileSync(join(folder, "index.html"), "<p>fine</p>");
    expect(() => checkSite(folder)).not.toThrow();
    mkdirSync(join(folder, "deep"));
    for (const name of ["index.html", "deep/page.html"]) writeFileSync(join(folder, name), cell("SyntaxError: x"));
    expect(() => checkSite(folder)).toThrow(
      /^build failed: SyntaxError: x, in \/deep\/page; mend .*\nSyntaxError: x, in \/$/
    );
  });
});

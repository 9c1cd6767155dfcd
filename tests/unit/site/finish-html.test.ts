import {describe, expect, it} from "vitest";
import {finishHtml} from "../../../loaders/site/finish-html.js";

describe("finishHtml(html)", () => {
  it("names the language and lets a phone zoom", () => {
    const html = '<html><meta name="viewport" content="width=device-width, initial-scale=1, maximum-scale=1">';
    expect(finishHtml(html)).toBe(
      '<html lang="en"><meta name="viewport" content="width=device-width, initial-scale=1">'
    );
  });
  it("names the switch of the side bar", () => {
    expect(finishHtml('<input id="observablehq-sidebar-toggle" type="checkbox">')).toContain(
      'aria-label="Show the side bar"'
    );
  });
  it("lets the page for what is not found look for its report, whatever its own address", () => {
    const html = finishHtml('<base href="/"><a href="./map">');
    expect(html).toMatch(/^<script>[^]*data\/summary\.arrow[^]*<\/script><a href="\.\/map">$/);
    expect(finishHtml(html)).toBe(html);
  });
  it("moves what is no item out of the first list only", () => {
    const label = '<label id="observablehq-sidebar-close"></label>';
    expect(finishHtml(`<ol> ${label} <li>a</li></ol><ol><li>b</li></ol>`)).toBe(
      `<ol> <li>a</li></ol> ${label}<ol><li>b</li></ol>`
    );
  });
  it("changes nothing that has been mended", () => {
    const html = '<html><input id="observablehq-sidebar-toggle" type="checkbox">';
    expect(finishHtml(finishHtml(html))).toBe(finishHtml(html));
  });
});

// @vitest-environment jsdom
import {beforeEach, describe, expect, it, vi} from "vitest";
import {MapExplorer} from "../../../src/components/map-explorer.js";
import {readWorld} from "../../../src/components/world.js";
import {placeRows, tinyWorld} from "./chart-fixtures.js";
import {atlasOf} from "./fixture.js";

const plain = (text: string | null | undefined) => text?.replace(/[\u00a0\u202f]/g, " ");

async function open() {
  const atlas = atlasOf();
  const node = MapExplorer(atlas, readWorld(tinyWorld, atlas.countries), placeRows, {width: 1000, height: 500});
  document.body.replaceChildren(node);
  await vi.waitFor(() => expect(node.querySelectorAll(".map-list li").length).toBeGreaterThan(0));
  return node;
}

const list = (node: Element) => [...node.querySelectorAll(".map-list .name")].map(({textContent}) => textContent);
const press = (node: Element, key: string) =>
  (document.activeElement ?? node).dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true}));

beforeEach(() => history.replaceState(null, "", "/map"));

describe("MapExplorer(atlas, world, places, options)", () => {
  it("lists the places in view, and says in numbers what is not on the map", async () => {
    const node = await open();
    expect(list(node)).toEqual(["Berlin, DE", "BR (country only)"]);
    expect(plain(node.querySelector(":scope > .fine")?.textContent)).toBe("All traffic could be placed in a country.");
    node.querySelectorAll("input")[1].click();
    expect(plain(node.querySelector(":scope > .fine")?.textContent)).toMatch(
      /^Not on the map: 1 event \(10.0 % of all events\)/
    );
  });
  it("lights up in the map what is pointed at in the table", async () => {
    const node = await open();
    node.querySelector(".map-list button")!.dispatchEvent(new Event("pointerenter"));
    expect(node.querySelector(".circle.pointed")?.getAttribute("aria-label")).toMatch(/^Berlin, DE/);
    expect(plain(node.querySelector(".map-tip")?.textContent)).toContain("Bytes1.00 kB");
  });
  it("steps through the places by keyboard, lights their rows, and leaves", async () => {
    const node = await open();
    node.querySelector<HTMLElement>(".map-surface")!.focus();
    press(node, "Enter");
    expect(document.activeElement?.getAttribute("aria-label")).toMatch(/^Berlin, DE\. Bytes: 1\.00/);
    press(node, "ArrowRight");
    expect(node.querySelector(".map-list .pointed")?.textContent).toMatch(/^BR \(country only\)/);
    press(node, "Escape");
    expect(document.activeElement?.className).toBe("map-surface");
  });
  it("zooms by keyboard and by button, and goes back to the world", async () => {
    const node = await open();
    const scale = () => Number(/scale\(([\d.]+)\)/.exec(node.querySelector(".lands")!.getAttribute("transform")!)?.[1]);
    node.querySelector<HTMLElement>(".map-surface")!.focus();
    press(node, "+");
    expect(scale()).toBeCloseTo(1.6);
    node.querySelector<HTMLElement>("[aria-label='Zoom in']")!.click();
    expect(scale()).toBeCloseTo(3.2);
    press(node, "0");
    expect(scale()).toBe(1);
  });
  it("keeps to a country, in the page's address too", async () => {
    history.replaceState(null, "", "/map?country=BR");
    const node = await open();
    expect(list(node)).toEqual(["BR (country only)"]);
    [...node.querySelectorAll<HTMLElement>("button")].find(({textContent}) => textContent === "Show all")!.click();
    await vi.waitFor(() => expect(list(node)).toHaveLength(2));
    expect(location.search).toBe("");
  });
  it("does not trust the country of the address", async () => {
    history.replaceState(null, "", "/map?country=<b>");
    expect(list(await open())).toHaveLength(2);
  });
});

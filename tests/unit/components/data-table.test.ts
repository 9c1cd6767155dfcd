// @vitest-environment jsdom
import {beforeAll, describe, expect, it, vi} from "vitest";
import {DataTable} from "../../../src/components/data-table.js";
import {Behind} from "../../../src/components/behind.js";
import {CopyButton} from "../../../src/components/copy-button.js";

interface Row {
  ip: string;
  bytes: number | null;
}

const rows = (count: number): Row[] => Array.from({length: count}, (_, i) => ({ip: `192.0.2.${i}`, bytes: i}));
const columns = [
  {label: "Address", value: ({ip}: Row) => ip, width: 100},
  {label: "Bytes", value: ({bytes}: Row) => bytes, number: true, bar: true, width: 80}
];
const table = (list: Row[], options = {}) =>
  DataTable(list, columns, {label: "Addresses", height: 280, sort: "Bytes", search: ({ip}: Row) => ip, ...options});
const cells = (node: Element, column: number) =>
  [...node.querySelectorAll("tbody tr:not(.filler, .none)")].map((row) => row.children[column].textContent);

beforeAll(() => {
  globalThis.requestAnimationFrame = () => 0;
});

describe("DataTable(rows, columns, options)", () => {
  it("puts only the rows in sight into the page, of 20,000", () => {
    const node = table(rows(20_000));
    expect(node.querySelectorAll("tbody tr").length).toBeLessThan(30);
    expect(node.querySelector("table")?.getAttribute("aria-rowcount")).toBe("20001");
    expect(cells(node, 1)[0]).toBe("19999");
  });
  it("searches as one types, and says how many are left", () => {
    const node = table(rows(300));
    const box = node.querySelector("input")!;
    box.value = "2.29";
    box.dispatchEvent(new Event("input"));
    expect(cells(node, 0)).toEqual([
      "192.0.2.299",
      "192.0.2.298",
      "192.0.2.297",
      "192.0.2.296",
      "192.0.2.295",
      "192.0.2.294",
      "192.0.2.293",
      "192.0.2.292",
      "192.0.2.291",
      "192.0.2.290",
      "192.0.2.29"
    ]);
    expect(node.querySelector("[role=status]")?.textContent).toBe("11 of 300 rows");
  });
  it("says so when nothing fits", () => {
    const node = table(rows(3));
    node.querySelector("input")!.value = "zzz";
    node.querySelector("input")!.dispatchEvent(new Event("input"));
    expect(node.querySelector(".none")?.textContent).toBe("Nothing fits this search.");
  });
  it("sorts by a press on the heading, and the other way by another", () => {
    const node = table(rows(3));
    const button = node.querySelector<HTMLElement>("th button")!;
    button.click();
    expect(cells(node, 0)).toEqual(["192.0.2.0", "192.0.2.1", "192.0.2.2"]);
    button.click();
    expect(node.querySelector("th")?.getAttribute("aria-sort")).toBe("descending");
    expect(cells(node, 0)[0]).toBe("192.0.2.2");
  });
  it("chooses by keyboard", () => {
    const onSelect = vi.fn();
    const node = table(rows(3), {onSelect});
    const scroller = node.querySelector(".grid-scroll")!;
    for (const key of ["ArrowDown", "Enter"]) scroller.dispatchEvent(new KeyboardEvent("keydown", {key}));
    expect(onSelect).toHaveBeenCalledWith({ip: "192.0.2.1", bytes: 1});
    expect(node.querySelector("[aria-selected=true]")?.textContent).toBe("192.0.2.11");
  });
  it("shows text from a log as text", () => {
    const node = table([{ip: "<img src=x onerror=alert(1)>", bytes: null}]);
    expect(node.querySelector("img")).toBe(null);
    expect(cells(node, 0)).toEqual(["<img src=x onerror=alert(1)>"]);
  });
});

describe("Behind(rows, columns, options)", () => {
  it("makes its table only when it is opened, and shows the first rows", () => {
    const node = Behind(rows(500), columns, {limit: 5});
    expect(node.querySelector("table")).toBe(null);
    node.dispatchEvent(new Event("toggle"));
    expect(node.querySelectorAll("tbody tr")).toHaveLength(5);
    expect(node.textContent).toContain("495 more rows are in the copy.");
  });
});

describe("CopyButton(text, options)", () => {
  it("copies what it is told when it is pressed", async () => {
    const copy = vi.fn(async () => {});
    const button = CopyButton(() => "a,b", {copy});
    button.click();
    await vi.waitFor(() => expect(button.textContent).toBe("Copied"));
    expect(copy).toHaveBeenCalledWith("a,b");
  });
  it("says so if the browser refuses", async () => {
    const button = CopyButton(() => "", {copy: () => Promise.reject(new Error("denied"))});
    button.click();
    await vi.waitFor(() => expect(button.textContent).toBe("Not copied: the browser forbids it"));
  });
});

// @vitest-environment jsdom
import {describe, expect, it} from "vitest";
import {evidenceNote, EvidenceTable, filterEvidence} from "../../../src/components/evidence.js";
import {everything} from "../../../src/components/selection.js";
import type {Selection} from "../../../src/components/selection.js";
import type {AddressRow, EvidenceRow} from "../../../src/components/tables.js";
import {atlasOf, noon} from "./fixture.js";

const plain = (text: string | null | undefined) => text?.replace(/\s/g, " ");
const event = (facts: Partial<EvidenceRow> = {}): EvidenceRow => ({
  ...{ip: "192.0.2.1", timestamp: noon, file: "web.log", log: "web", protocol: "TCP", status: null, direction: null},
  ...{status_code: null, method: null, host: null, path: null, user_agent: null, source_port: null, dest_ip: null},
  ...{dest_port: null, bytes_sent: null, bytes_received: null},
  ...facts
});
const only = (dimension: "protocol" | "status", value: string): Selection => ({
  ...everything,
  parts: [{dimension, value, exclude: false}]
});
const address = {ip: "192.0.2.1", events: 40} as AddressRow;

describe("filterEvidence(rows, selection)", () => {
  const rows = [event(), event({timestamp: noon + 1, protocol: "UDP", status: "4xx"}), event({timestamp: null})];
  it.each([
    ["everything", everything, [0, 1, 2]],
    ["what begins in the time, its end apart", {...everything, from: noon, to: noon + 1}, [0]],
    ["a protocol", only("protocol", "UDP"), [1]],
    ["what has no status", only("status", ""), [0, 2]]
  ] as const)("keeps %s", (_, selection, kept) =>
    expect(filterEvidence(rows, selection).map((row) => rows.indexOf(row))).toEqual(kept)
  );
});

describe("evidenceNote(row, rows, selection)", () => {
  it("says how many events stand for how many", () => {
    const rows = [event(), event({protocol: "UDP"})];
    expect(plain(evidenceNote(address, rows, everything))).toMatch(/^2 of its 40 events are kept/);
    expect(plain(evidenceNote(address, rows, only("protocol", "UDP")))).toMatch(/ 1 of them are in the selection[.]$/);
    expect(plain(evidenceNote({...address, events: 2}, rows, everything))).toBe("All 2 events.");
    expect(evidenceNote({...address, events: 1}, [event()], everything)).toBe("Its only event.");
    expect(evidenceNote(address, [], everything)).toMatch(/^None are kept/);
  });
});

describe("EvidenceTable(rows, options)", () => {
  const table = (rows: EvidenceRow[], page?: (ip: string) => boolean) =>
    EvidenceTable(rows, {measures: atlasOf().measures, page});
  const heads = (node: HTMLElement) => [...node.querySelectorAll("th")].map((head) => head.textContent);
  it("leaves out what no event has, and shows text of the log as text", () => {
    const node = table([event({path: "/<img src=x onerror=alert(1)>", status_code: 404, status: "4xx"}), event()]);
    expect(heads(node)).toEqual(["Time", "File", "Protocol", "Status", "Path"]);
    expect(node.querySelector("img")).toBeNull();
    expect([...node.querySelectorAll("tr:nth-child(1) td")].map((cell) => cell.textContent)).toEqual([
      "2025-11-17 12:00:00",
      "web.log",
      "TCP",
      "404",
      "/<img src=x onerror=alert(1)>"
    ]);
    expect(node.querySelector("tr:nth-child(2) td:last-child")?.textContent).toBe("not logged");
  });
  it("links destinations that have a page of their own", () => {
    const node = table(
      [event({dest_ip: "2001:db8::1", dest_port: 443}), event({dest_ip: "192.0.2.9"})],
      (ip) => ip === "2001:db8::1"
    );
    expect([...node.querySelectorAll("a")].map((link) => [link.textContent, link.getAttribute("href")])).toEqual([
      ["[2001:db8::1]:443", "./address?ip=2001%3Adb8%3A%3A1"]
    ]);
  });
  it("says that none is in the selection", () => expect(table([]).textContent).toMatch(/^None/));
});

// @vitest-environment jsdom
import {describe, expect, it} from "vitest";
import {BehindBars} from "../../../src/components/behind-charts.js";
import {partHref} from "../../../src/components/mentions.js";

describe("partHref(part)", () => {
  it.each([
    [{dimension: "ip", value: "2001:db8::1"}, "./address?ip=2001%3Adb8%3A%3A1"],
    [{dimension: "country", value: "BR"}, "./country?code=BR"],
    [{dimension: "asn", value: "64500"}, "./network?asn=64500"],
    [{dimension: "network", value: "R&D"}, "./network?name=R%26D"],
    [{dimension: "asn", value: ""}, null],
    [{dimension: "protocol", value: "TCP"}, null]
  ] as const)("of %j is %j", (part, href) => expect(partHref(part)).toBe(href));
});

describe("the table behind bars", () => {
  it("links what the bars select", () => {
    const table = BehindBars([
      {label: "Brazil", value: 1, part: {dimension: "country", value: "BR"}},
      {label: "TCP", value: 1, part: {dimension: "protocol", value: "TCP"}}
    ]);
    table.querySelector("details")!.dispatchEvent(new Event("toggle"));
    expect([...table.querySelectorAll("td a")].map((link) => link.getAttribute("href"))).toEqual(["./country?code=BR"]);
  });
});

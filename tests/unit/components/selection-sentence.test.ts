import {expect, it} from "vitest";
import {selectionSentence} from "../../../src/components/selection-sentence.js";
import type {Part} from "../../../src/components/selection.js";
import {everything} from "../../../src/components/selection.js";
import type {Atlas} from "../../../src/components/atlas.js";
import {atlasOf, noon} from "./fixture.js";

const say = (atlas: Atlas, ...parts: Omit<Part, "exclude">[]) =>
  selectionSentence(atlas.select({...everything, parts: parts.map((part) => ({...part, exclude: false}))})).replaceAll(
    "\u00a0",
    " "
  );
const sentence = (...parts: Omit<Part, "exclude">[]) => say(atlasOf(), ...parts);

it("says nothing while everything is selected", () => expect(sentence()).toBe(""));

it("gives bytes with their share, events and addresses", () =>
  expect(sentence({dimension: "ip", value: "192.0.2.1"})).toBe(
    "Selected: 1.00 kB, 55.6 % of all, 4 events, 1 address."
  ));

it("says that of a remainder in part only the least number of addresses is known", () => {
  const row = {bucket: noon, source: 2, log: "test", status: null, events: 1, bytes_received: null, unsized: 0};
  const traffic = [
    {...row, protocol: "TCP", bytes_sent: 200},
    {...row, protocol: "UDP", bytes_sent: 100}
  ];
  expect(say(atlasOf({traffic}), {dimension: "protocol", value: "UDP"})).toBe(
    "Selected: 100 B, 5.6 % of all, 1 event, at least 1 address. Of addresses that are summed by place or country only the least number is known."
  );
});

it("says which figures are bounds where a remainder may hold more of a place", () =>
  expect(sentence({dimension: "place", value: "DE||Berlin"})).toBe(
    "Selected: at least 1.00 kB, at least 55.6 % of all, at least 4 events, at least 1 address. Up to 3 events of addresses that are summed by place or country may belong to it or not: marked figures are bounds."
  ));

it("says that nothing fits", () =>
  expect(sentence({dimension: "country", value: "BR"}, {dimension: "protocol", value: "TCP"})).toBe(
    "Nothing fits this selection."
  ));

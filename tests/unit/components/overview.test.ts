import {describe, expect, it} from "vitest";
import {countryTable} from "../../../src/components/countries-page.js";
import {halfMakers, standsOut} from "../../../src/components/findings.js";
import {accounting} from "../../../src/components/flow.js";
import {halves, middleOf} from "../../../src/components/halves.js";
import {overviewFigures} from "../../../src/components/headline.js";
import {countryFigures, unplaced} from "../../../src/components/map-model.js";
import {countriesTitle, countryTotals, overview} from "../../../src/components/overview.js";
import {atlasOf, noon} from "./fixture.js";

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, " ");

describe("overview(atlas)", () => {
  const page = overview(atlasOf());
  it("says in each title what the card found", () =>
    expect(
      [page.time, page.talkers, page.map, page.countries, page.protocols, page.status].map(({title}) => plain(title))
    ).toEqual([
      "Traffic peaked at 800 B in the hour from Mon 17 Nov, 12:00",
      "192.0.2.1 made 55.6 % of all bytes",
      "Traffic came from 2 countries",
      "Germany leads with 72.2 % of all bytes",
      "TCP carried 55.6 % of all bytes",
      "10.0 % of events were refused or failed"
    ]));
  it("lets no country lead where bytes are not logged", () => {
    expect(countriesTitle({code: "DE", value: null}, atlasOf())).toBe("The bytes of placed addresses are not logged");
    expect(countriesTitle(undefined, atlasOf())).toBe("No address could be placed in a country");
  });
  it("lists addresses only, and links each to its profile", () =>
    expect(page.talkers.bars.map(({label, value, href}) => [label, value, href])).toEqual([
      ["192.0.2.1", 1000, "./address?ip=192.0.2.1"],
      ["198.51.100.7", 500, "./address?ip=198.51.100.7"]
    ]));
});

describe("countries", () => {
  it("sum addresses and remainders", () =>
    expect(countryTotals(atlasOf())).toEqual([
      {code: "DE", value: 1300},
      {code: "BR", value: 500}
    ]));
  it("have figures for every measure, and the change between the halves", () =>
    expect(countryTable(atlasOf())[0]).toMatchObject({
      ...{code: "DE", name: "Germany", events: 7, bytes_sent: 100, bytes_received: 1200, addresses: 4},
      ...{before: 1000, after: 300}
    }));
  it("leave what has no country", () => {
    const atlas = atlasOf();
    const figures = countryFigures(atlas);
    expect(unplaced(atlas, atlas.measures.events, figures)).toEqual({value: 1, whole: 10});
    expect(unplaced(atlas, atlas.measures.addresses, figures)).toEqual({value: 2, whole: 7});
  });
});

describe("halves(atlas, measure)", () => {
  it("begins the second half at the bucket nearest to the middle", () =>
    expect(middleOf(noon + 60_000, noon + 12_600_000, 3600)).toBe(noon + 7_200_000));
  it("leaves out what has no time", () =>
    expect(halves(atlasOf(), atlasOf().measures.events)).toEqual([
      {code: "DE", before: 4, after: 3},
      {code: "BR", before: 0, after: 2}
    ]));
});

describe("standsOut(atlas)", () => {
  it("gives sentences with numbers and links", () =>
    expect(standsOut(atlasOf()).map(({text, href}) => [plain(text), href])).toEqual([
      ["192.0.2.1 alone made 55.6 % of all bytes.", "./address?ip=192.0.2.1"],
      [
        "The busiest hour began Mon 17 Nov, 12:00 UTC with 800 B; 100 % of it was from 192.0.2.1.",
        "./address?ip=192.0.2.1"
      ],
      [
        "Germany changed most of the larger countries: 70.0 % less in the second half of the period (300 B, before that 1.00 kB).",
        "./country?code=DE"
      ]
    ]));
  it("finds no half where the listed addresses do not make one", () =>
    expect(halfMakers(atlasOf({summary: {bytes_sent: 0, bytes_received: 100_000}}))).toBe(null));
});

describe("overviewFigures(summary)", () => {
  it("says what is missing beside each number", () =>
    expect(overviewFigures(atlasOf().summary).map(({value, note}) => [plain(value), plain(note ?? "")])).toEqual([
      ["1.80 kB", "not logged in 10.0 % of events"],
      ["10", "requests or flows"],
      ["7", "destinations not logged"],
      ["2", "of public addresses"],
      ["1", "8.3 % of 12"],
      ["no database", "no map without one"]
    ]));
  it("does not show bytes that were not logged as 0", () =>
    expect(overviewFigures(atlasOf({summary: {bytes_sent: null, bytes_received: null}}).summary)[0]).toMatchObject({
      value: "not logged",
      note: "no log has byte counts"
    }));
});

describe("accounting(summary)", () => {
  it("adds the lines up, and says so when they do not", () => {
    const {summary} = atlasOf();
    expect(plain(accounting(summary))).toBe(
      "Every line is accounted for: 12 lines = 10 events + 1 rejected + 1 skipped."
    );
    expect(accounting({...summary, lines: 15})).toMatch(/^3 lines are not accounted for/);
  });
});

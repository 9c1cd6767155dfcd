// @vitest-environment jsdom
import {describe, expect, it} from "vitest";
import {BarChart} from "../../../src/components/bar-chart.js";
import type {Bar} from "../../../src/components/bar-chart.js";
import {Headline, overviewFigures} from "../../../src/components/headline.js";
import {Legend} from "../../../src/components/legend.js";
import {MapLegend} from "../../../src/components/map-legend.js";
import {shadeScale} from "../../../src/components/map-scale.js";
import {measures} from "../../../src/components/measure.js";
import {overview} from "../../../src/components/overview.js";
import {PeriodLine} from "../../../src/components/period-line.js";
import {RejectsTable} from "../../../src/components/rejects-table.js";
import {SmallMap} from "../../../src/components/small-map.js";
import {TimeChart} from "../../../src/components/time-chart.js";
import {readWorld} from "../../../src/components/world.js";
import {Flow, stations} from "../../../src/components/flow.js";
import {CoverageForTest, placeRows, tinyWorld} from "./chart-fixtures.js";
import {atlasOf} from "./fixture.js";

/** Markup as it is committed: a line a tag, numbers with three decimals. */
function picture(node: Element): string {
  return node.outerHTML
    .replace(/\d+\.\d{4,}/g, (number) => String(Number(Number(number).toFixed(3))))
    .replace(/></g, ">\n<")
    .concat("\n");
}

const shown = async (name: string, node: Element) => expect(picture(node)).toMatchFileSnapshot(`__snapshots__/${name}`);
const {bytes} = measures();
const bar = {format: bytes.format, exact: bytes.exact, title: "Busiest addresses", width: 480};

describe("BarChart(bars, options)", () => {
  const many: Bar[] = [
    {label: "192.0.2.1", value: 1000, href: "./sources?ip=192.0.2.1", about: "Berlin, DE"},
    {label: "2001:db8::1", value: 250},
    {label: "198.51.100.7", value: null}
  ];
  it("ends each bar with value and share, and says what was not logged", () =>
    shown("bars.svg", BarChart(many, {...bar, total: 2000, mono: true})));
  it("has a picture for no rows", () => shown("bars-none.html", BarChart([], bar)));
  it("has a picture for one row", () => shown("bars-one.svg", BarChart(many.slice(0, 1), bar)));
  it("has a picture for equal values", () =>
    shown(
      "bars-equal.svg",
      BarChart(
        [
          {label: "a", value: 5},
          {label: "b", value: 5}
        ],
        bar
      )
    ));
  it("cuts a label of 200 characters, on a phone too", () =>
    shown("bars-long.svg", BarChart([{label: "<b>" + "long ".repeat(40), value: 5}], {...bar, width: 320})));
});

describe("TimeChart(line, options)", () => {
  const atlas = atlasOf();
  const {line, options} = overview(atlas).time;
  it("stacks by protocol, leaves a gap empty, and hatches the bucket that the logs cover in part", () =>
    shown("time.svg", TimeChart(line, options)));
  it("has a picture for no rows", () =>
    shown("time-none.html", TimeChart(atlasOf({traffic: []}).through(), {width: 640})));
  it("has a picture for one bucket", () =>
    shown("time-one.svg", TimeChart(atlas.through({keep: (i) => atlas.traffic.source[i] === 1}), options)));
  it("hatches what is partly covered", () => {
    const groups = [...TimeChart(line, options).querySelectorAll("g[fill]")];
    const hatched = groups.filter((group) => group.getAttribute("fill") === "url(#hatch-traffic-over-time)");
    expect(hatched.map(({children}) => children.length)).toEqual([1]);
  });
});

describe("SmallMap(atlas, world, places, options)", () => {
  it("shades countries with traffic, draws places by area, vague ones as rings, points for countries without a shape", () =>
    shown("small-map.html", SmallMap(atlasOf(), readWorld(tinyWorld, atlasOf().countries), placeRows, {width: 320})));
  it("has a picture for no traffic", () => {
    const none = {...atlasOf(), sources: []};
    return shown("small-map-none.html", SmallMap(none, readWorld(tinyWorld, none.countries), [], {width: 320}));
  });
});

describe("plain pieces", () => {
  it("Headline", () => shown("headline.html", Headline(overviewFigures(atlasOf().summary))));
  it("Legend", () => shown("legend.html", Legend([{label: "TCP", color: "var(--atlas-category-1)", value: "55.6 %"}])));
  it("MapLegend", () => shown("map-legend.html", MapLegend(shadeScale([1, 3e6, 2e9]), bytes)));
  it("PeriodLine says that logs are samples", () =>
    shown("period-sample.html", PeriodLine(atlasOf({summary: {sample: true}}).summary)));
  it("Flow", () => shown("flow.html", Flow(stations(atlasOf().summary, []))));
  it("RejectsTable shows hostile text as text", () =>
    shown(
      "rejects.html",
      RejectsTable([{file: "access.log", line: 3, reason: "missing field: time", text: "<script>alert(1)</script>"}])
    ));
  it("coverage warns of a database older than 90 days", () => shown("coverage-old.html", CoverageForTest()));
});

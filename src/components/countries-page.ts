import type {Atlas} from "./atlas.js";
import type {Bound} from "./bound.js";
import {Figured, mark, markInWords} from "./bound.js";
import {comparisonNames} from "./compare.js";
import {DataTable} from "./data-table.js";
import {el, href} from "./dom.js";
import {figureColumn, shareColumn} from "./figure-columns.js";
import {formatChange, formatChangeBriefly, formatNoun} from "./format.js";
import {formatMoment} from "./format-time.js";
import {halves, middleOf} from "./halves.js";
import type {Halves} from "./halves.js";
import {shareOf} from "./measure.js";
import {countryFigures} from "./map-model.js";
import type {CountryFigures} from "./map-model.js";
import {countryHref, Mention} from "./mentions.js";
import {countryTotals, scopeOf} from "./overview.js";
import {PickButtons} from "./pick-buttons.js";
import type {PickPart} from "./pick-buttons.js";
import type {Selection} from "./selection.js";
import {topBy} from "./sums.js";
import {bytesOf} from "./tables.js";
import {roundTicks} from "./ticks.js";
import {getParameter, setParameter} from "./url-state.js";

/** A country's totals over the period and in its two halves. */
export interface CountryTotals extends CountryFigures, Halves {
  readonly name: string;
}

/** The countries with traffic, largest first. */
export function countryTable(atlas: Atlas): CountryTotals[] {
  const parts = new Map(changes(atlas).map((half) => [half.code, half]));
  const rows = [...countryFigures(atlas).values()].map((figures) => ({
    before: 0,
    after: 0,
    ...parts.get(figures.code),
    ...figures,
    name: atlas.country(figures.code)
  }));
  return topBy(rows, atlas.measure.of);
}

/** What each country's traffic is compared with: what the selection asks for, else the halves of the period. */
function changes(atlas: Atlas): readonly Halves[] {
  const {compared, measure} = atlas;
  if (compared === null) return halves(atlas, measure);
  const others = new Map(countryTotals(compared.atlas).map(({code, value}) => [code, value]));
  return countryTotals(atlas).map(({code, value}) => ({
    code,
    before: compared.expect(others.get(code) ?? 0, measure) ?? 0,
    after: value ?? 0
  }));
}

/** The chosen country and the selection, as an input for `Generators.input`; the page's address keeps both. */
export interface CountryChoice extends EventTarget {
  value: {readonly selection: Selection; readonly country: string | null};
  choose(code: string): void;
}

/** Follows the bar, and holds which country is chosen. */
export function createCountryChoice(bar: EventTarget & {readonly value: Selection}): CountryChoice {
  const choice: CountryChoice = Object.assign(new EventTarget(), {
    value: {selection: bar.value, country: getParameter("country")},
    choose(code: string) {
      setParameter("country", code);
      change({selection: bar.value, country: code});
    }
  });
  function change(value: CountryChoice["value"]) {
    choice.value = value;
    choice.dispatchEvent(new Event("input"));
  }
  bar.addEventListener("input", () => change({...choice.value, selection: bar.value}));
  return choice;
}

/** The country that is shown: the one that was chosen, else the largest. */
export function shownCountry(rows: readonly CountryTotals[], asked: string | null): string | null {
  return (rows.find(({code}) => code === asked) ?? rows.at(0))?.code ?? null;
}

/** The table of countries; choosing a row shows that country beside it. */
export function CountryTable(
  atlas: Atlas,
  rows: readonly CountryTotals[],
  choice: CountryChoice,
  {height = 470} = {}
): HTMLElement {
  const {measures, measure, summary} = atlas;
  const shown = shownCountry(rows, choice.value.country);
  const first = rows.find(({code}) => code === shown) ?? null;
  const moved = changeBound(atlas);
  return DataTable(
    rows,
    [
      {label: "Country", value: ({name}) => name, href: ({code}) => countryHref(code), width: 120},
      ...(measure.name === "bytes" ? [figureColumn<CountryTotals>(measures.bytes, 98)] : []),
      shareColumn(measure, measure.of(summary)),
      figureColumn(measures.events),
      figureColumn(measures.addresses),
      {
        label: "Change",
        value: changeOf,
        format: ({before, after}) => mark(formatChangeBriefly(before, after), moved),
        title: ({before, after}) =>
          `${measure.exact(before)}, then ${measure.exact(after)}: ${markInWords(formatChange(before, after), moved)}`,
        number: true,
        width: 78
      }
    ],
    {
      label: "Countries",
      noun: ["country", "countries"],
      height,
      search: ({name, code}) => `${name} ${code}`,
      placeholder: "Search country",
      sort: atlas.whole.measure.label,
      selected: first,
      onSelect: ({code}) => choice.choose(code)
    }
  );
}

function changeBound({measure, compared}: Pick<Atlas, "measure" | "compared">): Bound {
  const other = compared?.atlas.measures[measure.name].bound ?? "exact";
  return measure.bound === "exact" && other === "exact" ? "exact" : "about";
}

/** What the change column compares, in a sentence. */
export function changeNote({summary, compared}: Atlas): string {
  if (compared)
    return `Change: against ${comparisonNames[compared.kind]}${compared.kind === "rest" ? ", of shares" : ""}.`;
  const middle = middleOf(summary.first_seen, summary.last_seen, summary.bucket_seconds);
  if (Number.isNaN(middle)) return "No log has times, so there is no change to show.";
  return `Change: the second half of the period, from ${formatMoment(middle)}, against the first.`;
}

/** The chosen country's own figures, and the options of its time line. */
export function countryCard(atlas: Atlas, rows: readonly CountryTotals[], code: string | null, pick: PickPart) {
  const {measure, summary, traffic, source} = atlas;
  const row = rows.find((row) => row.code === code);
  const line = atlas.through({keep: (i) => code !== null && source(traffic.source[i])?.country === code});
  return {
    title: row
      ? `${row.name}: ${measure.words(measure.of(row))}, ${shareOf(measure, measure.of(row), measure.of(summary))} of ${scopeOf(atlas)}`
      : "No country has traffic",
    facts: row ? factList(row, atlas) : el("span"),
    picks: row ? PickButtons(pick, {dimension: "country", value: row.code}, "country") : el("span"),
    mapLink: row
      ? el(
          "span",
          {},
          Mention("All about it", countryHref(row.code)),
          " · ",
          el("a", {href: href("map", {country: code})}, "Show it on the map")
        )
      : el("span"),
    line,
    options: {
      title: `Traffic from ${row?.name ?? "nowhere"} over time`,
      label: measure.label,
      format: measure.format,
      ticks: (max: number) => roundTicks(max, measure.name === "bytes" ? summary.units : "si", 3)
    }
  };
}

function changeOf({before, after}: CountryTotals): number | null {
  if (before === 0) return after === 0 ? null : Infinity;
  return after / before;
}

function factList(row: CountryTotals, atlas: Atlas): HTMLElement {
  const {bytes, events, addresses} = atlas.measures;
  const facts: [string, string][] = [
    ["Bytes", bytes.format(bytesOf(row))],
    ["Events", events.format(row.events)],
    ["Addresses", addresses.format(row.addresses)],
    ["Change", mark(formatChange(row.before, row.after), changeBound(atlas))],
    ["Without bytes", row.unsized > 0 && bytesOf(row) !== null ? formatNoun(row.unsized, "event") : ""]
  ];
  return el(
    "dl",
    {class: "facts"},
    ...facts.flatMap(([name, value]) => (value ? [el("dt", {}, name), el("dd", {}, Figured(value))] : []))
  );
}

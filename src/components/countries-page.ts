import type {Atlas} from "./atlas.js";
import type {Bar} from "./bar-chart.js";
import {DataTable} from "./data-table.js";
import type {QueryResult} from "./db.js";
import {el, href} from "./dom.js";
import {formatChange, formatChangeBriefly, formatCount, formatNoun, formatShare} from "./format.js";
import {formatMinute} from "./format-time.js";
import {halves, middleOf} from "./halves.js";
import type {Halves} from "./halves.js";
import {countryFigures} from "./map-model.js";
import type {CountryFigures} from "./map-model.js";
import {holderOf, placeName} from "./names.js";
import {topBy} from "./sums.js";
import type {AddressFacts, PlaceFacts, Sums} from "./tables.js";
import {bytesOf} from "./tables.js";
import {roundTicks} from "./ticks.js";
import {getParameter, setParameter} from "./url-state.js";

/** A country's totals over the period and in its two halves. */
export interface CountryTotals extends CountryFigures, Halves {
  readonly name: string;
}

/** The countries with traffic, largest first. */
export function countryTable(atlas: Atlas): CountryTotals[] {
  const parts = new Map(halves(atlas, atlas.measure).map((half) => [half.code, half]));
  const rows = [...countryFigures(atlas).values()].map((figures) => ({
    before: 0,
    after: 0,
    ...parts.get(figures.code),
    ...figures,
    name: atlas.country(figures.code)
  }));
  return topBy(rows, atlas.measure.of);
}

/**
 * The table of countries as an input: its `value` is the code of the chosen one, for `Generators.input`. The page's
 * address keeps the choice; without one it is the largest.
 */
export function CountryInput(
  atlas: Atlas,
  rows: readonly CountryTotals[],
  {height = 470} = {}
): HTMLElement & {value: string | null} {
  const {measures, measure, summary} = atlas;
  const asked = getParameter("country");
  const first = rows.find(({code}) => code === asked) ?? rows[0] ?? null;
  const share = (row: CountryTotals) => formatShare(measure.of(row), measure.of(summary));
  const bytes = {
    label: "Bytes",
    value: (row: CountryTotals) => bytesOf(row),
    format: (row: CountryTotals) => measures.bytes.format(bytesOf(row)),
    title: (row: CountryTotals) => measures.bytes.exact(bytesOf(row)),
    number: true,
    bar: true,
    width: 104
  };
  const table = DataTable(
    rows,
    [
      {label: "Country", value: ({name}) => name, width: 140},
      ...(measure.name === "bytes" ? [bytes] : []),
      {label: "Share", value: measure.of, format: share, number: true, width: 66},
      {
        label: "Events",
        value: ({events}) => events,
        format: ({events}) => formatCount(events),
        number: true,
        bar: true,
        width: 92
      },
      {
        label: "Addresses",
        value: ({addresses}) => addresses,
        format: ({addresses}) => formatCount(addresses),
        number: true,
        bar: true,
        width: 92
      },
      {
        label: "Change",
        value: changeOf,
        format: ({before, after}) => formatChangeBriefly(before, after),
        title: ({before, after}) =>
          `${measure.format(before)}, then ${measure.format(after)}: ${formatChange(before, after)}`,
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
      sort: measure.label,
      selected: first,
      onSelect({code}) {
        setParameter("country", code);
        input.value = code;
        input.dispatchEvent(new Event("input", {bubbles: true}));
      }
    }
  );
  const input = Object.assign(table, {value: first?.code ?? null});
  // What is typed into the search box is no choice of a country.
  table.addEventListener("input", (event) => event.target !== table && event.stopPropagation(), true);
  return input;
}

/** What the change column compares, in a sentence. */
export function changeNote({summary}: Atlas): string {
  const middle = middleOf(summary.first_seen, summary.last_seen, summary.bucket_seconds);
  if (Number.isNaN(middle)) return "No log has times, so there is no change to show.";
  return `Change: the second half of the period, from ${formatMinute(middle)} UTC, against the first.`;
}

/** The chosen country's own figures, and the options of its time line. */
export function countryCard(atlas: Atlas, rows: readonly CountryTotals[], code: string | null) {
  const {measure, measures, summary, traffic, source} = atlas;
  const row = rows.find((row) => row.code === code);
  const line = atlas.through({keep: (i) => code !== null && source(traffic.source[i])?.country === code});
  return {
    title: row
      ? `${row.name}: ${measure.words(measure.of(row))}, ${formatShare(measure.of(row), measure.of(summary))} of all ${measure.noun}`
      : "No country has traffic",
    facts: row ? factList(row, measures.bytes.format(bytesOf(row))) : el("span"),
    mapLink: row ? el("a", {href: href("map", {country: code})}, "Show it on the map") : el("span"),
    line,
    options: {
      title: `Traffic from ${row?.name ?? "nowhere"} over time`,
      label: measure.label,
      format: measure.format,
      ticks: (max: number) => roundTicks(max, measure.name === "bytes" ? summary.units : "si", 3)
    }
  };
}

/** Bars for rows of a query over `places` or `addresses`. */
export function queryBars<T extends Sums>(
  {measure}: Atlas,
  rows: QueryResult,
  bar: (row: T) => Omit<Bar, "value">
): Bar[] {
  return [...rows].map((row) => ({...bar(row as unknown as T), value: measure.of(row as unknown as T)}));
}

export const placeBar = (row: PlaceFacts) => ({
  label: row.city ?? row.region ?? "known only to the country",
  about: placeName(row)
});

export const networkBar = (row: Pick<AddressFacts, "asn" | "organization">) => ({
  label: holderOf(row) || "network not known"
});

export const addressBar = (row: AddressFacts & {ip: string}) => ({
  label: row.ip,
  href: href("sources", {ip: row.ip}),
  about: [placeName(row), holderOf(row)].filter(Boolean).join("\n")
});

function changeOf({before, after}: CountryTotals): number | null {
  if (before === 0) return after === 0 ? null : Infinity;
  return after / before;
}

function factList(row: CountryTotals, bytes: string): HTMLElement {
  const facts: [string, string][] = [
    ["Bytes", bytes],
    ["Events", formatCount(row.events)],
    ["Addresses", formatCount(row.addresses)],
    ["Change", formatChange(row.before, row.after)],
    ["Without bytes", row.unsized > 0 && bytesOf(row) !== null ? formatNoun(row.unsized, "event") : ""]
  ];
  return el(
    "dl",
    {class: "facts"},
    ...facts.flatMap(([name, value]) => (value ? [el("dt", {}, name), el("dd", {}, value)] : []))
  );
}

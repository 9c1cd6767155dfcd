import type {Atlas} from "./atlas.js";
import {markInWords, spoken} from "./bound.js";
import {formatNoun} from "./format.js";
import {halfBound, halfMakers} from "./findings.js";
import {countryFigures, unplaced} from "./map-model.js";
import {shareOf} from "./measure.js";
import {addressHref, countryHref} from "./mentions.js";
import {holderOf, placeOf} from "./names.js";
import {colorsFor} from "./palette.js";
import {compareBars} from "./compare.js";
import {isEverything, standing} from "./selection.js";
import type {Dimension} from "./selection.js";
import {topBy, total} from "./sums.js";
import type {Group} from "./sums.js";
import {statusName} from "./status.js";
import {timeCard} from "./time-card.js";

/** What the overview shows: for each card its title, what is included, and the rows and options of its chart. */
export function overview(atlas: Atlas) {
  const names = protocolNames(atlas);
  return {
    time: timeCard(atlas, names),
    talkers: talkersCard(atlas),
    map: mapCard(atlas),
    countries: countriesCard(atlas),
    protocols: protocolsCard(atlas, names),
    status: statusCard(atlas)
  };
}

/** "all bytes", or "the selected bytes". */
export function scopeOf({selection, measure}: Pick<Atlas, "selection" | "measure">): string {
  return `${isEverything(selection) ? "all" : "the selected"} ${measure.noun}`;
}

/** How a bar stands in the selection. Where some of its dimension are asked for, the others are faint. */
export function chosen({selection}: Atlas, dimension: Dimension, value: string) {
  const stands = standing(selection, dimension, value);
  const asked = selection.parts.some((part) => part.dimension === dimension && !part.exclude);
  return {part: {dimension, value}, standing: stands, dim: stands === "not" || (asked && stands !== "only")};
}

function talkersCard(atlas: Atlas) {
  const {measure} = atlas;
  const apart = atlas.apart("ip");
  const {sources, summary} = apart;
  const single = sources.filter(({ip}) => ip !== null);
  const exactly = atlas.whole.measure; // an address with a row of its own is never in doubt
  return {
    title: talkersTitle(atlas),
    about: `The ten busiest addresses${halfBound(atlas) === "exact" ? "" : " with a row of their own"} by ${measure.noun}, with their share of the whole.`,
    bars: compareBars(
      apart,
      topBy(single, measure.of, 10).map((row) => ({
        label: row.ip ?? "",
        value: measure.of(row),
        ...chosen(atlas, "ip", row.ip ?? ""),
        href: addressHref(row.ip ?? ""),
        about: [placeOf(row), holderOf(row)].filter(Boolean).join("\n")
      })),
      (other) => other.sources.map((row) => [row.ip ?? "", measure.of(row)])
    ),
    options: {
      ...chartOptions(apart, measure.of(summary)),
      ...{format: exactly.format, exact: exactly.exact, title: "The busiest addresses", mono: true}
    }
  };
}

/** How few made half of it; where one alone did, who, and how much. */
function talkersTitle(atlas: Atlas): string {
  const {sources, measure, summary} = atlas;
  const half = halfMakers(atlas);
  if (half === null) return "The busiest addresses";
  if (half > 1)
    return `${capital(markInWords(formatNoun(half, "address", "addresses"), halfBound(atlas)))} made half of ${scopeOf(atlas)}`;
  const [first] = topBy(
    sources.filter(({ip}) => ip !== null),
    measure.of,
    1
  );
  return `${first.ip} made ${spoken(shareOf(measure, measure.of(first), measure.of(summary)))} of ${scopeOf(atlas)}`;
}

function mapCard(atlas: Atlas) {
  const {summary, measure, country} = atlas;
  const {value, whole} = unplaced(atlas, measure, countryFigures(atlas));
  return {
    title:
      summary.countries > 0
        ? `Traffic came from ${markInWords(formatNoun(summary.countries, "country", "countries"), atlas.doubt.sums)}`
        : "No traffic could be put on the map",
    about: `${measure.label} by country, largest places as circles. Not on the map: ${shareOf(measure, value, whole)}.`,
    bars: countryTotals(atlas).map(({code, value}) => ({label: country(code), value})),
    options: {...chartOptions(atlas, whole), label: "Country"}
  };
}

/** Null is not logged: no country leads then. */
export function countriesTitle(
  first: {readonly code: string; readonly value: number | null} | undefined,
  {measure, summary, country, selection}: Pick<Atlas, "measure" | "summary" | "country" | "selection">
): string {
  if (!first) return "No address could be placed in a country";
  if (first.value === null) return `The ${measure.noun} of placed addresses are not logged`;
  return `${country(first.code)} leads with ${shareOf(measure, first.value, measure.of(summary))} of ${scopeOf({selection, measure})}`;
}

function countriesCard(atlas: Atlas) {
  const {sources, measure, summary, country} = atlas;
  const apart = atlas.apart("country");
  const rows = countryTotals(apart);
  const placed = total(sources, (row) => (row.country === null ? null : measure.of(row)));
  const [first] = countryTotals(atlas);
  return {
    title: countriesTitle(first, atlas),
    about: `The ten busiest countries by ${measure.noun}. ${
      placed === null
        ? "Of none are they logged."
        : `${shareOf(measure, placed, measure.of(summary))} of the traffic could be placed.`
    }`,
    bars: compareBars(
      apart,
      rows.slice(0, 10).map(({code, value}) => ({
        label: country(code),
        value,
        ...chosen(atlas, "country", code),
        href: countryHref(code)
      })),
      (other) => countryTotals(other).map(({code, value}) => [code, value])
    ),
    options: {...chartOptions(apart, measure.of(apart.summary)), title: "The busiest countries"}
  };
}

function protocolsCard(atlas: Atlas, names: readonly string[]) {
  const {measure, summary, traffic} = atlas;
  const apart = atlas.apart("protocol");
  const groups = apart.groups(traffic.protocol, measure);
  const [first] = atlas.groups(traffic.protocol, measure);
  const color = colorsFor(names);
  return {
    title: first
      ? `${first.name ?? "Traffic without a protocol"} carried ${shareOf(measure, first.value, measure.of(summary))} of ${scopeOf(atlas)}`
      : "Protocols",
    about: `${measure.label} by protocol, over the whole ${spanName(atlas)}.`,
    bars: compareBars(
      apart,
      fold(groups, 8).map(({name, value, many}) => ({
        label: name ?? "not logged",
        value,
        color: color(name),
        ...(many ? {} : chosen(atlas, "protocol", name ?? ""))
      })),
      (other) => keyed(other.groups(traffic.protocol, measure))
    ),
    options: {...chartOptions(apart, measure.of(apart.summary)), title: "Protocols"}
  };
}

function statusCard(atlas: Atlas) {
  const {traffic, summary} = atlas;
  const {events} = atlas.measures;
  const apart = atlas.apart("status");
  const groups = apart.groups(traffic.status, events);
  const failed = total(atlas.groups(traffic.status, events), ({name, value}) =>
    name === "4xx" || name === "5xx" || name === "deny" ? value : null
  );
  return {
    title:
      failed === null
        ? "No refused or failed events"
        : `${shareOf(events, failed, summary.events)} of events were refused or failed`,
    about: `Events by HTTP status or firewall action, over the whole ${spanName(atlas)}.`,
    bars: compareBars(
      apart,
      groups.map(({name, value}) => ({label: statusName(name), value, ...chosen(atlas, "status", name ?? "")})),
      (other) => keyed(other.groups(traffic.status, events)),
      events
    ),
    options: {
      ...chartOptions(apart, apart.summary.events),
      format: apart.measures.events.format,
      exact: apart.measures.events.exact,
      title: "Status"
    }
  };
}

/** Groups by the key that their bars have. */
export function keyed(groups: readonly Group[]): [key: string, value: number | null][] {
  return groups.map(({name, value}) => [name ?? "", value]);
}

function spanName({selection}: Atlas): string {
  return selection.from === null && selection.to === null ? "period" : "selected time";
}

/** The protocols with a colour of their own: those of the whole report, so that no colour changes with the selection. */
function protocolNames({whole}: Atlas): string[] {
  return whole
    .groups(whole.traffic.protocol, whole.measure)
    .flatMap(({name}) => (name === null || name === "other" ? [] : [name]))
    .slice(0, 6);
}

/** Countries with their totals, largest first. */
export function countryTotals({
  sources,
  measure
}: Pick<Atlas, "sources" | "measure">): {code: string; value: number | null}[] {
  const sums = new Map<string, number | null>();
  for (const row of sources) {
    if (row.country === null) continue;
    const value = measure.of(row);
    sums.set(row.country, value === null ? (sums.get(row.country) ?? null) : (sums.get(row.country) ?? 0) + value);
  }
  return topBy(
    [...sums].map(([code, value]) => ({code, value})),
    ({value}) => value
  );
}

/** How a chart formats its values, and what shares are of. */
export function chartOptions({measure}: Atlas, whole: number | null) {
  return {format: measure.format, exact: measure.exact, total: whole, bound: measure.bound};
}

function capital(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}

/** The largest groups, and the others as one. */
export function fold(groups: readonly Group[], most: number): (Group & {many?: boolean})[] {
  if (groups.length <= most) return [...groups];
  const rest = groups.slice(most - 1);
  const many = {name: `${rest.length} more`, value: total(rest, ({value}) => value), many: true};
  return [...groups.slice(0, most - 1), many];
}

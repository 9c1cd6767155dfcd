import type {Atlas} from "./atlas.js";
import {href} from "./dom.js";
import {formatNoun, formatShare} from "./format.js";
import {formatBucket, formatMinute} from "./format-time.js";
import {halfMakers} from "./findings.js";
import {countryFigures, unplaced} from "./map-model.js";
import {measures} from "./measure.js";
import {holderOf, placeOf} from "./names.js";
import {colorsFor} from "./palette.js";
import {topBy, total} from "./sums.js";
import type {Group} from "./sums.js";
import {statusName} from "./status.js";
import {roundTicks} from "./ticks.js";
import {bucketTotals} from "./timeline.js";

/** What the overview shows: for each card its title, what is included, and the rows and options of its chart. */
export function overview(atlas: Atlas) {
  const {traffic, measure} = atlas;
  const protocols = atlas.groups(traffic.protocol, measure);
  return {
    time: timeCard(atlas, protocols),
    talkers: talkersCard(atlas),
    map: mapCard(atlas),
    countries: countriesCard(atlas),
    protocols: protocolsCard(atlas, protocols),
    status: statusCard(atlas)
  };
}

function timeCard(atlas: Atlas, protocols: readonly Group[]) {
  const {measure, summary, traffic} = atlas;
  const names = named(protocols);
  const line = atlas.through({by: traffic.protocol, names});
  const color = colorsFor(names);
  const totals = bucketTotals(line);
  const peak = totals.reduce((best, value, i) => (value > (totals[best] || 0) ? i : best), 0);
  const unit = formatBucket(summary.bucket_seconds);
  const when = formatMinute(line.start + peak * line.step);
  return {
    title:
      line.length > 0
        ? `Traffic peaked at ${measure.words(totals[peak])} in the ${unit} from ${when}`
        : "No log has times: there is no traffic over time",
    about: `${measure.label} through time by protocol, in UTC. Hatched: only partly covered by the logs.`,
    legend: line.series.map(({name, total}) => ({
      label: name,
      color: color(name),
      value: formatShare(total, measure.of(summary))
    })),
    line,
    options: {
      title: "Traffic over time",
      label: measure.label,
      format: measure.format,
      ticks: (max: number) => roundTicks(max, measure.name === "bytes" ? summary.units : "si"),
      color
    }
  };
}

function talkersCard(atlas: Atlas) {
  const {sources, measure, summary} = atlas;
  const half = halfMakers(atlas);
  const single = sources.filter(({ip}) => ip !== null);
  return {
    title:
      half === null
        ? "The busiest addresses"
        : `${formatNoun(half, "address", "addresses")} made half of all ${measure.noun}`,
    about: `The ten busiest addresses by ${measure.noun}, with their share of the whole.`,
    bars: topBy(single, measure.of, 10).map((row) => ({
      label: row.ip ?? "",
      value: measure.of(row),
      href: href("sources", {ip: row.ip}),
      about: [placeOf(row), holderOf(row)].filter(Boolean).join("\n")
    })),
    options: {...chartOptions(atlas, measure.of(summary)), title: "The busiest addresses", mono: true}
  };
}

function mapCard(atlas: Atlas) {
  const {summary, measure, country} = atlas;
  const {value, whole} = unplaced(atlas, measure, countryFigures(atlas));
  return {
    title:
      summary.countries > 0
        ? `Traffic came from ${formatNoun(summary.countries, "country", "countries")}`
        : "No traffic could be put on the map",
    about: `${measure.label} by country, largest places as circles. Not on the map: ${formatShare(value, whole)}.`,
    bars: countryTotals(atlas).map(({code, value}) => ({label: country(code), value})),
    options: {...chartOptions(atlas, whole), label: "Country"}
  };
}

/** Null is not logged: no country leads then. */
export function countriesTitle(
  first: {readonly code: string; readonly value: number | null} | undefined,
  {measure, summary, country}: Pick<Atlas, "measure" | "summary" | "country">
): string {
  if (!first) return "No address could be placed in a country";
  if (first.value === null) return `The ${measure.noun} of placed addresses are not logged`;
  return `${country(first.code)} leads with ${formatShare(first.value, measure.of(summary))} of all ${measure.noun}`;
}

function countriesCard(atlas: Atlas) {
  const {sources, measure, summary, country} = atlas;
  const rows = countryTotals(atlas);
  const placed = total(sources, (row) => (row.country === null ? null : measure.of(row)));
  const [first] = rows;
  return {
    title: countriesTitle(first, atlas),
    about: `The ten busiest countries by ${measure.noun}. ${
      placed === null
        ? "Of none are they logged."
        : `${formatShare(placed, measure.of(summary))} of the traffic could be placed.`
    }`,
    bars: rows.slice(0, 10).map(({code, value}) => ({
      label: country(code),
      value,
      href: href("countries", {country: code})
    })),
    options: {...chartOptions(atlas, measure.of(summary)), title: "The busiest countries"}
  };
}

function protocolsCard(atlas: Atlas, groups: readonly Group[]) {
  const {measure, summary} = atlas;
  const names = named(groups);
  const [first] = groups;
  const color = colorsFor(names);
  return {
    title: first
      ? `${first.name ?? "Traffic without a protocol"} carried ${formatShare(first.value, measure.of(summary))} of all ${measure.noun}`
      : "Protocols",
    about: `${measure.label} by protocol, over the whole period.`,
    bars: fold(groups, 8).map(({name, value}) => ({label: name ?? "not logged", value, color: color(name)})),
    options: {...chartOptions(atlas, measure.of(summary)), title: "Protocols"}
  };
}

function statusCard(atlas: Atlas) {
  const {traffic, summary} = atlas;
  const {events} = measures(summary.units);
  const groups = atlas.groups(traffic.status, events);
  const failed = total(groups, ({name, value}) => (name === "4xx" || name === "5xx" || name === "deny" ? value : null));
  return {
    title:
      failed === null
        ? "No refused or failed events"
        : `${formatShare(failed, summary.events)} of events were refused or failed`,
    about: "Events by HTTP status or firewall action, over the whole period.",
    bars: groups.map(({name, value}) => ({label: statusName(name), value})),
    options: {...chartOptions(atlas, summary.events), format: events.format, exact: events.exact, title: "Status"}
  };
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

function chartOptions({measure}: Atlas, whole: number | null) {
  return {format: measure.format, exact: measure.exact, total: whole};
}

function named(groups: readonly Group[]): string[] {
  return groups.flatMap(({name}) => (name === null || name === "other" ? [] : [name])).slice(0, 6);
}

function fold(groups: readonly Group[], most: number): Group[] {
  if (groups.length <= most) return [...groups];
  const rest = groups.slice(most - 1);
  return [...groups.slice(0, most - 1), {name: `${rest.length} more`, value: total(rest, ({value}) => value)}];
}

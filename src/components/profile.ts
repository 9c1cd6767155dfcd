import type {Atlas} from "./atlas.js";
import {Figured} from "./bound.js";
import {BehindTime} from "./behind-charts.js";
import {el} from "./dom.js";
import {formatCount, formatNoun, formatShare} from "./format.js";
import {formatDuration, formatMoment} from "./format-time.js";
import {listedBy, listsOf} from "./lists.js";
import {shareOf, trafficValues} from "./measure.js";
import {addressHref, countryHref, Mention, networkHref, ownNetworkHref} from "./mentions.js";
import {className, holderOf, placeName, remainderName} from "./names.js";
import {scopeOf} from "./overview.js";
import {PickButtons} from "./pick-buttons.js";
import type {PickPart} from "./pick-buttons.js";
import {isEverything} from "./selection.js";
import {statusName} from "./status.js";
import {groupBy} from "./sums.js";
import type {Group} from "./sums.js";
import type {AddressRow, ListRow} from "./tables.js";
import {bytesOf} from "./tables.js";
import {roundTicks} from "./ticks.js";
import {TimeChart} from "./time-chart.js";
import {zoneName} from "./zone.js";

export interface ProfileOptions {
  width?: number; // CSS pixels
  lists?: readonly ListRow[];
  pick?: PickPart;
}

/** All that is known of one address, and its traffic through time; or that of the remainder that holds it, and it says so. */
export function Profile(
  atlas: Atlas,
  row: AddressRow,
  {width = 380, lists = [], pick}: ProfileOptions = {}
): HTMLElement {
  const {summary, traffic, fits, country, selection} = atlas;
  const {measure, measures} = atlas.whole; // its own figures are never in doubt
  const period = isEverything(selection) ? "" : " (whole period)";
  const source = atlas.source(row.source);
  const own = source?.ip === row.ip;
  const keep = (i: number) => traffic.source[i] === row.source && fits(i);
  const line = atlas.through({keep});
  const values = trafficValues(traffic, measure);
  const first = row.first_seen;
  const last = row.last_seen;
  const facts: [string, string | HTMLElement | null][] = [
    ["Place", row.country === null ? null : place(row, country)],
    ["Known to", row.country === null ? null : (row.precision ?? "not known")],
    ["Network", row.asn === null ? null : Mention(holderOf(row), networkHref(row.asn))],
    ["Class", row.network === null ? className(row.class) : Mention(row.network, ownNetworkHref(row.network))],
    ["Lists", lists.length > 0 ? listed(row, lists) : row.labels],
    ["Bytes sent", measures.bytes.format(row.bytes_sent)],
    ["Bytes received", measures.bytes.format(row.bytes_received)],
    ["Events", formatCount(row.events)],
    ["Share", `${shareOf(atlas.measure, measure.of(row), measure.of(summary))} of ${scopeOf(atlas)}`],
    ["Without bytes", row.unsized > 0 && bytesOf(row) !== null ? formatNoun(row.unsized, "event") : null],
    ["First seen", first === null ? null : formatMoment(first) + period],
    ["Last seen", last === null ? null : formatMoment(last) + period],
    ["Active over", first === null || last === null ? null : formatDuration(Math.max(0, last - first)) + period]
  ];
  return el(
    "section",
    {"aria-label": `Profile of ${row.ip}`},
    el("h2", {class: "mono"}, Mention(row.ip, addressHref(row.ip))),
    pick ? el("p", {class: "picks-row"}, ...picks(row, own, pick)) : null,
    el(
      "p",
      {class: "sub"},
      own || !source
        ? `${measure.label} of this address through time, ${zoneName()}`
        : `The time line is that of ${formatNoun(source.addresses, "address", "addresses")} together (${remainderName(source, country)}), since this one is too quiet for its own; the totals below are its own.`
    ),
    TimeChart(line, {
      width,
      height: 150,
      title: own ? `Traffic of ${row.ip} over time` : "Traffic over time of the remainder that holds this address",
      label: measure.label,
      format: measure.format,
      ticks: (max) => roundTicks(max, measure.name === "bytes" ? summary.units : "si", 2)
    }),
    BehindTime(line, measure),
    el(
      "dl",
      {class: "facts"},
      ...facts.flatMap(([name, value]) =>
        value ? [el("dt", {}, name), el("dd", {}, typeof value === "string" ? Figured(value) : value)] : []
      )
    ),
    own ? shares("Protocols", groupBy(traffic.protocol, values, keep), (name) => name ?? "not logged") : null,
    own ? shares("Status", groupBy(traffic.status, traffic.events, keep), statusName) : null
  );
}

function listed(row: AddressRow, lists: readonly ListRow[]): HTMLElement | null {
  const held = listsOf(row, lists);
  return held.length === 0 ? null : el("ul", {}, ...held.map((list) => el("li", {}, listedBy(list))));
}

function picks(row: AddressRow, own: boolean, pick: PickPart): HTMLElement[] {
  return [
    own ? PickButtons(pick, {dimension: "ip", value: row.ip}, "address") : null,
    row.asn === null ? null : PickButtons(pick, {dimension: "asn", value: String(row.asn)}, "network")
  ].filter((buttons) => buttons !== null);
}

function place(row: AddressRow, country: (code: string | null) => string): HTMLElement | string {
  const name = row.city ?? row.region;
  const text = name === null ? placeName(row) : `${name}, ${country(row.country)}`;
  return Mention(text, row.country === null ? null : countryHref(row.country));
}

function shares(title: string, groups: readonly Group[], name: (word: string | null) => string): HTMLElement {
  const known = groups.filter(({value}) => value !== null && value > 0);
  const whole = known.reduce((sum, {value}) => sum + (value ?? 0), 0);
  const text = known.slice(0, 6).map((group) => `${name(group.name)} ${formatShare(group.value, whole)}`);
  return el("p", {class: "fine"}, el("strong", {}, `${title}: `), text.join(" · ") || "not logged");
}

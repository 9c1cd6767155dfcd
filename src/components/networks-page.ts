import type {Atlas} from "./atlas.js";
import {Beside, besideWidth} from "./beside.js";
import type {Bar} from "./bar-chart.js";
import {BarChart} from "./bar-chart.js";
import {BehindBars, BehindTime} from "./behind-charts.js";
import {Figured, mark, markInWords, spoken} from "./bound.js";
import {compareBars} from "./compare.js";
import {DataTable} from "./data-table.js";
import type {DataColumn} from "./data-table.js";
import {el} from "./dom.js";
import {formatCount, formatNoun, formatShare} from "./format.js";
import {formatMoment} from "./format-time.js";
import {figureColumn, shareColumn} from "./figure-columns.js";
import {filterAddresses, filterSystems} from "./filter-tables.js";
import {addressBar} from "./country-bars.js";
import {shareOf} from "./measure.js";
import {countryHref, Mention, networkHref} from "./mentions.js";
import {holderOf, networkLabels} from "./names.js";
import {chartOptions, chosen, scopeOf} from "./overview.js";
import {PickButtons} from "./pick-buttons.js";
import type {PickPart} from "./pick-buttons.js";
import {isEverything} from "./selection.js";
import {topBy, total} from "./sums.js";
import type {AddressRow, SystemRow} from "./tables.js";
import {bytesOf} from "./tables.js";
import {roundTicks} from "./ticks.js";
import {TimeChart} from "./time-chart.js";
import {getParameter, setParameter} from "./url-state.js";
import {zoneName} from "./zone.js";

export interface NetworksExplorerOptions {
  width?: number; // CSS pixels, from the page's resize()
  height?: number;
  state?: {asn?: string | null};
  pick?: PickPart; // selects a network or an address
}

/** The searchable table of autonomous systems and, beside it, what the chosen one sent, which the page's address keeps. */
export function NetworksExplorer(
  atlas: Atlas,
  systems: readonly SystemRow[],
  addresses: readonly AddressRow[],
  {width = 960, height = 620, state = {}, pick}: NetworksExplorerOptions = {}
): HTMLElement {
  const {wide, beside} = besideWidth(width);
  state.asn ??= getParameter("asn");
  const known = systems.filter(({asn}) => asn !== null);
  const chosen = known.find(({asn}) => String(asn) === state.asn) ?? topBy(known, atlas.measure.of, 1)[0] ?? null;
  const profile = el("div", {class: "profile", "aria-live": "polite"});

  function show(row: SystemRow | null) {
    const text = `${state.asn ? `AS${state.asn}` : "A network"} is not among those of the selection.`;
    profile.replaceChildren(
      row
        ? SystemProfile(atlas, row, addresses, {width: beside, pick})
        : el("div", {class: "empty"}, el("p", {}, known.length > 0 ? "Choose a network to see its traffic." : text))
    );
  }

  show(chosen);
  return Beside(
    DataTable(systems, systemColumns(atlas), {
      label: "Networks",
      noun: ["row", "rows"],
      height,
      sort: atlas.whole.measure.label,
      placeholder: "Search organization, number, country",
      search: (row) => [systemName(row), atlas.country(row.country)].join(" "),
      selected: chosen,
      onSelect(row) {
        if (row.asn === null) return;
        state.asn = String(row.asn);
        setParameter("asn", state.asn);
        show(row);
        if (!wide) profile.scrollIntoView({block: "nearest"});
      }
    }),
    profile,
    width
  );
}

/** The bars of the busiest networks, to choose from whatever network is selected, with their options. */
export function systemCard(atlas: Atlas, systems: readonly SystemRow[], addresses: readonly AddressRow[]) {
  const apart = atlas.apart("asn");
  const rowsIn = (one: Atlas) => filterSystems(one, systems, filterAddresses(one, addresses).rows);
  return {
    bars: compareBars(apart, systemBars(atlas, rowsIn(apart)), (other) =>
      rowsIn(other).map((row) => [String(row.asn), atlas.measure.of(row)])
    ),
    options: {
      ...chartOptions(apart, atlas.measure.of(apart.summary)),
      ...{format: atlas.whole.measure.format, exact: atlas.whole.measure.exact, title: "The busiest networks"}
    }
  };
}

/** The ten busiest networks as bars. */
export function systemBars(atlas: Atlas, systems: readonly SystemRow[]): Bar[] {
  const {measure} = atlas;
  const busiest = topBy(
    systems.filter(({asn}) => asn !== null),
    measure.of,
    10
  );
  const labels = networkLabels(busiest);
  return busiest.map((row, i) => ({
    label: labels[i],
    value: measure.of(row),
    bound: row.bound,
    href: networkHref(row.asn!),
    ...chosen(atlas, "asn", String(row.asn)),
    about: systemName(row)
  }));
}

/** How many networks there are and what they leave out, in a sentence; under a selection, what of it their addresses hold. */
export function systemsCoverage(atlas: Atlas, systems: readonly SystemRow[]): string {
  const {measure, summary, selection} = atlas;
  const count = total(systems, (row) => row.systems) ?? 0;
  const unknown = systems.find((row) => row.systems === 0);
  if (summary.asn_name === null) return "No database of autonomous systems was used, so no network is known.";
  if (!isEverything(selection)) {
    const held = spoken(shareOf(measure, total(systems, measure.of) ?? 0, measure.of(summary)));
    const bound = systems.some(({bound}) => bound === "least") ? "least" : "exact";
    const networks = markInWords(formatNoun(count, "network"), bound);
    return `${networks[0].toUpperCase()}${networks.slice(1)} of the selection, summed over the addresses that the tables list: they hold ${held} of its ${measure.noun}.`;
  }
  return `${formatNoun(count, "network")}, by who announces the addresses. Of no known network: ${formatShare(
    unknown ? measure.of(unknown) : 0,
    measure.of(summary)
  )} of all ${measure.noun}.`;
}

function systemName(row: SystemRow): string {
  if (row.asn !== null) return holderOf(row);
  return row.systems === 0 ? "network not known" : `${formatNoun(row.systems, "quieter network")} together`;
}

function systemColumns(atlas: Atlas): DataColumn<SystemRow>[] {
  const {measure, summary, country} = atlas;
  const {measures} = atlas.whole; // each row has a bound of its own
  return [
    {
      label: "Network",
      value: systemName,
      title: systemName,
      href: ({asn}) => (asn === null ? null : networkHref(asn)),
      width: 116
    },
    {
      label: "Country",
      value: ({country: code}) => (code === null ? "" : country(code)),
      href: ({country: code}) => (code === null ? null : countryHref(code)),
      width: 104
    },
    ...(measure.name === "bytes" ? [figureColumn<SystemRow>(measures.bytes, 100)] : []),
    shareColumn(measure, measure.of(summary)),
    figureColumn(measures.events),
    {...figureColumn<SystemRow>(measures.addresses), bar: false}
  ];
}

/** One network: its totals, and through time those of its addresses that have a row of their own. */
function SystemProfile(
  atlas: Atlas,
  row: SystemRow,
  addresses: readonly AddressRow[],
  {width, pick}: {width: number; pick?: PickPart}
): HTMLElement {
  const {summary, sources, traffic, country} = atlas;
  const {measure, measures} = atlas.whole; // what its addresses with a row of their own sent is never in doubt
  const bound = row.bound ?? "exact";
  const line = atlas.through({keep: (i) => atlas.source(traffic.source[i])?.asn === row.asn});
  const own = sources.filter(({asn}) => asn === row.asn);
  const part = markInWords(
    formatShare(total(own, measure.of) ?? 0, measure.of(row)),
    bound === "exact" ? "exact" : "most"
  );
  const bars = topBy(
    addresses.filter(({asn}) => asn === row.asn),
    measure.of,
    8
  ).map((address) => {
    const own = atlas.source(address.source)?.ip === address.ip; // only such an address can be selected
    return {...addressBar(address), ...(own ? {} : {part: undefined}), value: measure.of(address)};
  });
  const options = {format: measure.format, exact: measure.exact, title: "Its busiest addresses", mono: true};
  const facts: [string, string | HTMLElement | null][] = [
    ["Number", `AS${row.asn}`],
    ["Country", row.country === null ? null : countryFact(row, country)],
    ["Bytes", mark(measures.bytes.format(bytesOf(row)), bound)],
    ["Events", mark(formatCount(row.events), bound)],
    ["Addresses", mark(formatCount(row.addresses), bound)],
    ["Share", `${shareOf(atlas.measure, measure.of(row), measure.of(summary), bound)} of ${scopeOf(atlas)}`],
    ["First seen", row.first_seen === null ? null : formatMoment(row.first_seen)],
    ["Last seen", row.last_seen === null ? null : formatMoment(row.last_seen)]
  ];
  return el(
    "section",
    {"aria-label": `Profile of ${systemName(row)}`},
    el("h2", {}, Mention(row.organization ?? systemName(row), row.asn === null ? null : networkHref(row.asn))),
    pick
      ? el("p", {class: "picks-row"}, PickButtons(pick, {dimension: "asn", value: String(row.asn)}, "network"))
      : null,
    el(
      "p",
      {class: "sub"},
      own.length > 0
        ? `${measure.label} through time, ${zoneName()}, of its ${formatNoun(own.length, "address", "addresses")} with a row of their own: ${part} of its traffic.`
        : "Its addresses are too quiet for a row of their own, so there is no time line."
    ),
    own.length > 0
      ? TimeChart(line, {
          width,
          height: 150,
          title: `Traffic of ${systemName(row)} over time`,
          label: measure.label,
          format: measure.format,
          ticks: (max) => roundTicks(max, measure.name === "bytes" ? summary.units : "si", 2)
        })
      : null,
    own.length > 0 ? BehindTime(line, measure) : null,
    el(
      "dl",
      {class: "facts"},
      ...facts.flatMap(([name, value]) =>
        value ? [el("dt", {}, name), el("dd", {}, typeof value === "string" ? Figured(value) : value)] : []
      )
    ),
    bars.length > 0 ? BarChart(bars, {...options, width, pick}) : null,
    bars.length > 0 ? BehindBars(bars, options) : null
  );
}

function countryFact(row: SystemRow, country: (code: string | null) => string): HTMLElement {
  const more = (row.countries ?? 1) - 1;
  return el(
    "span",
    {},
    Mention(country(row.country), row.country === null ? null : countryHref(row.country)),
    more > 0 ? ` and ${formatNoun(more, "other")}` : null
  );
}

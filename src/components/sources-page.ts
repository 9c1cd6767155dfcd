import type {Atlas} from "./atlas.js";
import type {Comparison} from "./comparison.js";
import {Beside, besideWidth} from "./beside.js";
import {comparisonNames} from "./compare.js";
import {DataTable} from "./data-table.js";
import type {DataColumn} from "./data-table.js";
import {el} from "./dom.js";
import {spoken} from "./bound.js";
import {figureColumn} from "./figure-columns.js";
import {formatChangeBriefly, formatCount, formatNoun, isKnown} from "./format.js";
import {formatStamp} from "./format-time.js";
import {categoryOf, listedBy, listsOf} from "./lists.js";
import type {Measure} from "./measure.js";
import {shareOf} from "./measure.js";
import {addressHref, countryHref, networkHref, ownNetworkHref} from "./mentions.js";
import {className, holderOf, placeOf} from "./names.js";
import type {PickPart} from "./pick-buttons.js";
import {Profile} from "./profile.js";
import {isEverything} from "./selection.js";
import {topBy, total} from "./sums.js";
import type {AddressRow, ListRow} from "./tables.js";
import {getParameter, setParameter} from "./url-state.js";

export interface SourcesExplorerOptions {
  width?: number; // CSS pixels, from the page's resize()
  height?: number;
  state?: {ip?: string | null};
  lists?: readonly ListRow[]; // threat and context lists; with any, the table names those that hold an address
  pick?: PickPart; // selects an address, its network or its country
}

/** The searchable table of addresses and, beside it, the profile of the chosen one, which the page's address keeps. */
export function SourcesExplorer(
  atlas: Atlas,
  addresses: readonly AddressRow[],
  {width = 960, height = 620, state = {}, lists = [], pick}: SourcesExplorerOptions = {}
): HTMLElement {
  const {wide, beside} = besideWidth(width);
  state.ip ??= getParameter("ip");
  const asked = addresses.find(({ip}) => ip === state.ip) ?? null;
  const chosen = asked ?? (state.ip === null ? (topBy(addresses, atlas.measure.of, 1)[0] ?? null) : null);
  const profile = el("div", {class: "profile", "aria-live": "polite"});

  function show(row: AddressRow | null) {
    profile.replaceChildren(row ? Profile(atlas, row, {width: beside, lists, pick}) : hint(state.ip ?? null));
  }

  show(chosen);
  return Beside(
    DataTable(addresses, addressColumns(atlas, lists), {
      label: "Busiest addresses",
      noun: ["address", "addresses"],
      height,
      sort: atlas.whole.measure.label,
      placeholder: "Search address, place, network",
      search: searchText(atlas, lists),
      selected: chosen,
      onSelect(row) {
        state.ip = row.ip;
        setParameter("ip", row.ip);
        show(row);
        if (!wide) profile.scrollIntoView({block: "nearest"});
      }
    }),
    profile,
    width
  );
}

/** What the table holds of all traffic, in a sentence. */
export function sourcesCoverage(
  {summary, measure, selection, whole}: Atlas,
  addresses: readonly AddressRow[],
  left = 0
): string {
  const held = spoken(shareOf(measure, total(addresses, measure.of), measure.of(summary)));
  if (!isEverything(selection)) {
    const kept = `${formatNoun(addresses.length, "address", "addresses")} of the selection; they hold ${held} of its ${measure.noun}. When each was first and last seen is told of the whole period.`;
    return left > 0
      ? `${kept} ${formatNoun(left, "address", "addresses")} of the ${formatCount(whole.summary.sources)} are too quiet for a row of their own and are left out here.`
      : kept;
  }
  if (addresses.length >= summary.sources) return `All ${formatNoun(summary.sources, "address", "addresses")}.`;
  const which = addresses.some(({labels}) => labels !== null) ? "busiest and the listed" : "busiest";
  return `The ${which} ${formatCount(addresses.length)} of ${formatNoun(summary.sources, "address", "addresses")}; they hold ${held} of all ${measure.noun}.`;
}

/** What the search box looks through. */
export function searchText(atlas: Atlas, lists: readonly ListRow[]): (row: AddressRow) => string {
  return (row) =>
    [
      row.ip,
      placeOf(row),
      row.region,
      atlas.country(row.country),
      holderOf(row),
      className(row.class),
      row.network,
      row.labels,
      ...listsOf(row, lists).map(categoryOf)
    ].join(" ");
}

/**
 * The columns of a table of addresses, whose figures are always exact; with any lists, those that hold each: near the front if each
 * address is `listed`, else behind what is known of all.
 */
export function addressColumns(
  {compared, whole: {measures, measure}}: Atlas,
  lists: readonly ListRow[],
  {listed = false} = {}
): DataColumn<AddressRow>[] {
  const holders = lists.length > 0 ? listColumns(lists) : [];
  return [
    {label: "Address", value: ({ip}) => ip, href: ({ip}) => addressHref(ip), mono: true, width: 180},
    ...(measure.name === "bytes" ? [figureColumn<AddressRow>(measures.bytes, 104)] : []),
    figureColumn(measures.events),
    ...(compared && compared.kind !== "rest" ? [changeColumn(compared, measure)] : []),
    ...(listed ? holders : []),
    {
      label: "Place",
      value: placeOf,
      href: ({country}) => (country === null ? null : countryHref(country)),
      width: 160
    },
    {label: "Network", value: holderOf, href: ({asn}) => (asn === null ? null : networkHref(asn)), width: 190},
    ...(listed ? [] : holders),
    {
      label: "Class",
      value: (row) => row.network ?? className(row.class),
      format: (row) => row.network ?? shortClass(row),
      href: ({network}) => (network === null ? null : ownNetworkHref(network)),
      width: 80
    },
    {label: "First seen", value: ({first_seen}) => formatStamp(first_seen), width: 122},
    {label: "Last seen", value: ({last_seen}) => formatStamp(last_seen), width: 122}
  ];
}

/** How each address moved; of one that the other time does not hold, that it is new. */
function changeColumn({kind, atlas}: Comparison, {of, format}: Measure): DataColumn<AddressRow> {
  const before = new Map(atlas.sources.map((row) => [row.ip, of(row)]));
  const then = ({ip}: AddressRow) => before.get(ip) ?? 0;
  return {
    label: "Change",
    value: (row) => {
      const [past, now] = [then(row), of(row)];
      return now === null ? null : past === 0 ? Infinity : now / past;
    },
    format: (row) => formatChangeBriefly(then(row), of(row)),
    title: (row) => `${comparisonNames[kind]}: ${format(then(row))}`,
    number: true,
    width: 78
  };
}

function listColumns(lists: readonly ListRow[]): DataColumn<AddressRow>[] {
  return [
    {
      label: "Lists",
      value: ({labels}) => labels,
      format: (row) =>
        listsOf(row, lists)
          .map((list) => `${list.name} (${categoryOf(list)})`)
          .join(", "),
      title: (row) => listsOf(row, lists).map(listedBy).join("\n"),
      width: 230
    },
    {
      label: "Agree",
      value: ({threats}) => threats,
      format: ({threats}) => (threats ? formatCount(threats) : ""),
      title: ({threats}) => (threats ? `${formatNoun(threats, "threat list")} independently` : ""),
      number: true,
      width: 66
    }
  ];
}

function shortClass(row: AddressRow): string {
  return row.class === "public" ? "public" : className(row.class);
}

function hint(asked: string | null): HTMLElement {
  const text =
    isKnown(asked?.length) && asked
      ? `${asked} is not among the busiest addresses, so only its place's totals hold it.`
      : "";
  return el(
    "div",
    {class: "empty"},
    el("p", {}, text || "Choose an address to see its traffic through time."),
    el("p", {class: "fine"}, "With the keyboard: Tab to the table, arrow keys to move, Enter to choose.")
  );
}

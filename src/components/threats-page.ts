import type {Atlas} from "./atlas.js";
import {PlainTable} from "./behind.js";
import {markInWords, spoken} from "./bound.js";
import {follow} from "./carry-selection.js";
import {DataTable} from "./data-table.js";
import {el, empty} from "./dom.js";
import {formatCount, formatNoun} from "./format.js";
import {formatDate, formatPeriod} from "./format-time.js";
import {PickButtons} from "./pick-buttons.js";
import type {PickPart} from "./pick-buttons.js";
import {addressColumns, searchText} from "./sources-page.js";
import {addressesOn, categoryOf, confidenceOf, dateWords, isListed, listAge, listedBound} from "./lists.js";
import {shareOf} from "./measure.js";
import {addressHref} from "./mentions.js";
import {scopeOf} from "./overview.js";
import {isEverything} from "./selection.js";
import {topBy, total} from "./sums.js";
import type {AddressRow, ListRejectRow, ListRow} from "./tables.js";

type Kind = ListRow["kind"];

const mostCards = 12;

/** The lists of a kind, what matched the most first; those that could not be read last. */
export function listsOfKind(lists: readonly ListRow[], kind: Kind): ListRow[] {
  return topBy(
    lists.filter((list) => list.kind === kind),
    ({addresses, format}) => (format === null ? -1 : addresses)
  );
}

/** What matched, in a sentence that accuses nobody. */
export function threatsTitle(atlas: Atlas, addresses: readonly AddressRow[], kind: Kind): string {
  const {summary, measure, selection} = atlas;
  const bound = isEverything(selection) ? "exact" : listedBound(atlas);
  const what = kind === "threat" ? "threat lists" : "context lists";
  if (addresses.length === 0)
    return `No address in the ${isEverything(selection) ? "logs" : "selection"} is on the ${what}`;
  const are = addresses.length === 1 ? "is" : "are";
  const share = spoken(shareOf(measure, total(addresses, measure.of), measure.of(summary), bound));
  const count = markInWords(formatNoun(addresses.length, "address", "addresses"), bound);
  return `${count[0].toUpperCase()}${count.slice(1)} ${are} on ${what}, with ${share} of ${scopeOf({selection, measure})}`;
}

/** A card for each list: what it is, how old against the log, and what of the logs it holds. With `pick` each can be selected. */
export function ListCards(atlas: Atlas, lists: readonly ListRow[], {pick}: {pick?: PickPart} = {}): HTMLElement {
  const shown = lists.slice(0, mostCards);
  const left = lists.length - shown.length;
  return el(
    "div",
    {},
    el("div", {class: "grid list-cards"}, ...shown.map((list) => ListCard(atlas, list, pick))),
    left > 0
      ? el("p", {class: "fine"}, `${formatNoun(left, "more list")} stand in the table at the end of the page.`)
      : null
  );
}

function ListCard({whole, selection}: Atlas, list: ListRow, pick?: PickPart): HTMLElement {
  const {name, addresses, collection, format, note, bound = "exact"} = list;
  const {measure} = whole;
  const age = listAge(list, whole.summary);
  if (format === null)
    return el("div", {class: "card"}, el("h3", {}, name), el("p", {class: "fine aged"}, note ?? "could not be read"));
  return el(
    "div",
    {class: "card"},
    el("h3", {}, name),
    el(
      "p",
      {class: "fine"},
      `${categoryOf(list)}${confidenceOf(list)}${collection ? ", a collection of other lists" : ""}`
    ),
    el(
      "p",
      {class: "figure"},
      addresses === 0
        ? "no address"
        : `${markInWords(formatNoun(addresses, "address", "addresses"), bound)}, ${markInWords(measure.words(measure.of(list)), bound)}`
    ),
    addresses === 0
      ? null
      : el(
          "p",
          {class: "fine"},
          `${formatPeriod(list.first_seen, list.last_seen)}${isEverything(selection) ? "" : ", of the whole period"}`
        ),
    el("p", {class: age.weak ? "fine aged" : "fine"}, `${dateWords(list)}, ${age.text}`),
    pick && addresses > 0 && whole.known.has("label", name)
      ? el("p", {class: "picks-row"}, PickButtons(pick, {dimension: "label", value: name}, "list"))
      : null
  );
}

/** The searchable table of the addresses that lists hold; choosing one leads to its profile. */
export function ListedAddresses(
  atlas: Atlas,
  addresses: readonly AddressRow[],
  lists: readonly ListRow[],
  {label = "Addresses on lists", height = 480} = {}
): HTMLElement {
  return DataTable(
    addresses,
    addressColumns(atlas, lists, {listed: true}).filter(
      ({label}) => label !== "Class" && (label !== "Agree" || addresses.some(isListed))
    ),
    {
      label,
      noun: ["address", "addresses"],
      height,
      sort: atlas.whole.measure.label,
      placeholder: "Search address, list, place",
      search: searchText(atlas, lists),
      onSelect: ({ip}) => follow(addressHref(ip))
    }
  );
}

/** What the chart and the map leave out, since not all listed addresses have a row of their own; empty if they all have. */
export function listedCoverage({sources}: Atlas, addresses: readonly AddressRow[], lists: readonly ListRow[]): string {
  const listed = addressesOn(addresses, lists, "threat").length;
  const own = sources.filter(isListed).length;
  if (own >= listed) return "";
  return `They are too many for the budget: the chart and the map have the first ${formatCount(own)}, the busiest. `;
}

/** All lists, and what was read of them. */
export function ListsTable(lists: readonly ListRow[]): HTMLElement {
  const count = (label: string, value: (row: ListRow) => number) => ({
    label,
    value,
    format: (row: ListRow) => formatCount(value(row)),
    number: true
  });
  return el(
    "div",
    {class: "scroll", tabindex: 0, role: "region", "aria-label": "Lists"},
    PlainTable(lists, [
      {label: "List", value: ({name}) => name},
      {label: "Kind", value: ({kind}) => kind},
      {label: "Category", value: categoryOf},
      {
        label: "Date",
        value: ({date}) => date,
        format: ({date, dated}) => `${formatDate(date)}${dated === "file" ? " (file)" : ""}`
      },
      {label: "Form", value: ({format}) => format ?? "not read"},
      count("Entries", ({entries}) => entries),
      count("Malformed", ({malformed}) => malformed),
      count("Unsupported", ({unsupported}) => unsupported),
      count("Reserved", ({reserved}) => reserved),
      {label: "File", value: ({file}) => file},
      {label: "Note", value: ({note, licence}) => [note, licence].filter(Boolean).join("; ")}
    ])
  );
}

/** Samples of the entries that could not be read, as text, whatever they hold. */
export function ListRejects(rejects: readonly ListRejectRow[]): HTMLElement {
  if (rejects.length === 0) return empty("Every entry could be read.", 60);
  return el(
    "div",
    {class: "scroll rejects", tabindex: 0, role: "region", "aria-label": "Samples of malformed entries"},
    PlainTable(rejects, [
      {label: "List", value: ({list}) => list},
      {label: "Line", value: ({line}) => line, format: ({line}) => formatCount(line), number: true},
      {label: "Reason", value: ({reason}) => reason},
      {label: "Text, cut short", value: ({text}) => text}
    ])
  );
}

/** What stands on the page as long as there are no lists. */
export function NoLists(): HTMLElement {
  return el(
    "div",
    {class: "card"},
    el("h2", {}, "There are no lists yet"),
    el(
      "p",
      {},
      "Put lists of addresses into the folder ",
      el("code", {}, "data/lists"),
      " and build again: plain text with an address, a CIDR block or a range a line, Spamhaus DROP, CSV (Feodo Tracker), MISP warninglists, IPsum, Tor exit lists, STIX 2.1 bundles."
    ),
    el(
      "p",
      {},
      "Addresses that are on them are then labelled here, on the map and in the tables, with the list, its date and its category. Where a list does not say what it is, a file beside it can: ",
      el("code", {}, "scanners.txt.about.json"),
      " for ",
      el("code", {}, "scanners.txt"),
      ", with ",
      el("code", {}, '{"name": "scanners", "category": "scanner", "date": "2026-11-17"}'),
      ". Nothing is fetched from elsewhere."
    )
  );
}

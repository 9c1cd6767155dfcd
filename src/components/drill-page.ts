import type {Atlas} from "./atlas.js";
import {BarChart} from "./bar-chart.js";
import {BehindBars, BehindTime} from "./behind-charts.js";
import {follow} from "./carry-selection.js";
import {DataTable} from "./data-table.js";
import type {DataColumn} from "./data-table.js";
import {DivisionCards} from "./divisions.js";
import {el} from "./dom.js";
import type {drill, Subject} from "./drill.js";
import {drillDivisions} from "./drill.js";
import {formatCount, formatNoun} from "./format.js";
import {Headline} from "./headline.js";
import {Legend} from "./legend.js";
import {listedBy, listsOf} from "./lists.js";
import {countryHref, Mention, networkHref, ownNetworkHref} from "./mentions.js";
import type {OwnNetwork} from "./network-subject.js";
import {className, holderOf, placeName, remainderName} from "./names.js";
import type {PickPart} from "./pick-buttons.js";
import {SaveChart} from "./save-chart.js";
import type {AddressRow, ListRow, Sums, SystemRow} from "./tables.js";
import type {createTimeBrush} from "./time-brush.js";
import type {createTimeDetail} from "./time-detail.js";
import {ContrastTable} from "./unusual.js";
import type {View} from "./view.js";
import {BehindWeek, WeekChart} from "./week-chart.js";
import {zoneName} from "./zone.js";

type Model = ReturnType<typeof drill>;

export interface DrillCardsOptions {
  subject: Subject;
  pick: PickPart;
  brush: ReturnType<typeof createTimeBrush>;
  detail: ReturnType<typeof createTimeDetail>;
}

/** The cards of a page about one address, country or network; all follow the selection. */
export function DrillCards(
  whole: Atlas,
  live: View<Model>,
  {subject, pick, brush, detail}: DrillCardsOptions
): HTMLElement {
  const bars = (of: (model: Model) => Model["protocols"] | Model["cards"][number]) =>
    el(
      "div",
      {class: "card"},
      el(
        "h2",
        {},
        live((model) => of(model).title)
      ),
      el(
        "p",
        {class: "sub"},
        live((model) => of(model).about)
      ),
      live((model, width) => BarChart(of(model).bars, {...of(model).options, width, pick})),
      live((model) => BehindBars(of(model).bars, of(model).options))
    );
  const count = cardsOf(live);
  return el(
    "div",
    {},
    el(
      "div",
      {class: "card headline-room"},
      live(({figures}) => Headline(figures))
    ),
    el(
      "div",
      {class: "card"},
      el(
        "h2",
        {},
        live(({time}) => time.title)
      ),
      el(
        "p",
        {class: "sub"},
        live(({time}) => time.about)
      ),
      live(({time}) => Legend(time.legend)),
      live(({time}, width) => brush(time.line, {...time.options, reference: time.reference, width, height: 240})),
      live(({time, atlas}) => BehindTime(time.line, atlas.measure, time.reference)),
      live(({time, atlas}, width) => detail(time.detail, atlas.measure, {...time.options, width}))
    ),
    el(
      "div",
      {class: "grid grid-cols-2"},
      el(
        "div",
        {class: "card"},
        el(
          "h2",
          {},
          live(({week}) => (week && week.hours >= 24 ? "By day of the week" : "By hour of the week"))
        ),
        el(
          "p",
          {class: "sub"},
          live(({atlas}) => `${atlas.measure.label}, all weeks of the selection together, in ${zoneName()}.`)
        ),
        live(({week, atlas}, width) => WeekChart(week, {width, measure: atlas.measure})),
        live(({week, atlas}) => el("div", {class: "behind-line"}, BehindWeek(week, atlas.measure), SaveChart()))
      ),
      el(
        "div",
        {class: "card"},
        el("h2", {}, "Beside everything else"),
        el(
          "p",
          {class: "sub"},
          "Where it differs from the rest of the selection, the most different first. What it means is yours to judge."
        ),
        live(({contrasts}) => ContrastTable(contrasts))
      ),
      bars(({protocols}) => protocols),
      bars(({status}) => status),
      ...Array.from({length: count}, (_, i) => bars(({cards}) => cards[i]))
    ),
    DivisionCards(drillDivisions(whole, subject), live, {pick})
  );
}

/** How many cards a subject has: that does not change with the selection. */
function cardsOf(live: View<Model>): number {
  let count = 0;
  live(({cards}) => {
    count = cards.length;
    return "";
  });
  return count;
}

/** What is known of an address, and where its traffic stands if it has no row of its own. */
export function AddressFacts(whole: Atlas, row: AddressRow, lists: readonly ListRow[]): HTMLElement {
  const source = whole.source(row.source);
  const held = listsOf(row, lists);
  return el(
    "div",
    {},
    facts([
      ["Place", row.country === null ? null : Mention(placeName(row), countryHref(row.country))],
      ["Known to", row.country === null ? null : `the ${row.precision ?? "not known"}`],
      ["Network", row.asn === null ? null : Mention(holderOf(row), networkHref(row.asn))],
      ["Own network", row.network === null ? null : Mention(row.network, ownNetworkHref(row.network))],
      ["Class", className(row.class)],
      ["Lists", held.length === 0 ? row.labels : el("ul", {}, ...held.map((list) => el("li", {}, listedBy(list))))]
    ]),
    source && source.ip !== row.ip
      ? el(
          "p",
          {class: "fine"},
          `Too quiet for a row of its own: ${formatNoun(row.events, "event")}, ${whole.measures.bytes.format(
            whole.measures.bytes.of(row)
          )} over the whole period. Through time it is part of ${formatNoun(source.addresses, "address", "addresses")} together (${remainderName(source, whole.country)}), so the charts below have none of it${whole.known.fine ? ", but at a short time when it is among the busiest" : ""}.`
        )
      : null
  );
}

/** What is known of a network over the whole period. */
export function NetworkFacts(whole: Atlas, row: SystemRow): HTMLElement {
  return facts([
    ["Number", `AS${row.asn}`],
    ["Country", row.country === null ? null : Mention(whole.country(row.country), countryHref(row.country))],
    ["Addresses", `${formatCount(row.addresses)} over the whole period`],
    ["Bytes", `${whole.measures.bytes.format(whole.measures.bytes.of(row))} over the whole period`],
    ["Events", `${formatCount(row.events)} over the whole period`]
  ]);
}

/** What is known of a network of the user's own over the whole period. */
export function OwnNetworkFacts(whole: Atlas, row: OwnNetwork): HTMLElement {
  return facts([
    ["Known from", "the settings of this report, where it is named as your own"],
    ["Addresses", `${formatCount(row.addresses)} over the whole period`],
    ["Bytes", `${whole.measures.bytes.format(whole.measures.bytes.of(row))} over the whole period`],
    ["Events", `${formatCount(row.events)} over the whole period`]
  ]);
}

function facts(rows: readonly [string, HTMLElement | string | null][]): HTMLElement {
  return el(
    "dl",
    {class: "facts"},
    ...rows.flatMap(([name, value]) => (value ? [el("dt", {}, name), el("dd", {}, value)] : []))
  );
}

export interface ChooserOptions<T> {
  asked: string | null; // what the page's address asks for
  noun: [one: string, many: string];
  name: (row: T) => string;
  href: (row: T) => string;
}

/** What stands on such a page without its subject: what was asked for and is not there, and all that is, to choose from. */
export function Chooser<T extends Sums>(
  {measure, measures}: Atlas,
  rows: readonly T[],
  {asked, noun, name, href}: ChooserOptions<T>
): HTMLElement {
  const columns: DataColumn<T>[] = [
    {label: noun[0][0].toUpperCase() + noun[0].slice(1), value: name, width: 240},
    {
      label: measure.label,
      value: measure.of,
      format: (row) => measure.format(measure.of(row)),
      number: true,
      bar: true,
      width: 120
    },
    ...(measure.name === "events"
      ? []
      : [
          {
            label: "Events",
            value: measures.events.of,
            format: (row: T) => formatCount(row.events),
            number: true,
            width: 100
          }
        ])
  ];
  return el(
    "div",
    {class: "card"},
    el(
      "h2",
      {},
      asked === null ? `Choose a${/^[aeiou]/.test(noun[0]) ? "n" : ""} ${noun[0]}` : `${asked} is not in this report`
    ),
    el(
      "p",
      {class: "sub"},
      asked === null
        ? "With the keyboard: Tab to the table, arrow keys to move, Enter to choose."
        : `No ${noun[0]} of this name is told apart here. These are.`
    ),
    DataTable(rows, columns, {
      label: noun[1],
      noun,
      sort: measure.label,
      search: name,
      placeholder: `Search ${noun[1]}`,
      onSelect: (row) => follow(href(row))
    })
  );
}

import type {Atlas} from "./atlas.js";
import type {Bar} from "./bar-chart.js";
import type {Division} from "./divisions.js";
import {divisionCards, divisionsOf} from "./divisions.js";
import {mayHold, valuesOf} from "./filter-atlas.js";
import {filterAddresses, holdsAll} from "./filter-tables.js";
import type {Figure} from "./headline.js";
import type {Bound} from "./bound.js";
import {destinationsIn} from "./destinations.js";
import type {DestinationsModel} from "./destinations.js";
import type {Flows} from "./flows.js";
import {mark} from "./bound.js";
import {formatCount} from "./format.js";
import {formatMoment} from "./format-time.js";
import {shareOf} from "./measure.js";
import {addNullable} from "./map-model.js";
import {addressHref, countryHref, networkHref} from "./mentions.js";
import {holderOf, networkLabels, placeName} from "./names.js";
import {chartOptions, overview, scopeOf} from "./overview.js";
import type {Dimension, Selection} from "./selection.js";
import {everything, toggle, without} from "./selection.js";
import {topBy} from "./sums.js";
import type {AddressRow, DestinationRow, SourceRow} from "./tables.js";
import {bytesOf} from "./tables.js";
import {contrasts} from "./unusual.js";
import {weekOf} from "./week-chart.js";

/** What a page is about: an address, a country (its code), a network (its number), or one of the user's own (its name). */
export interface Subject {
  readonly dimension: Extract<Dimension, "ip" | "country" | "asn" | "network">;
  readonly value: string;
}

export interface DrillCard {
  readonly title: string;
  readonly about: string;
  readonly bars: readonly Bar[];
  readonly options: {title: string} & ReturnType<typeof chartOptions> & {mono?: boolean};
}

/** All that a page shows of its subject under a selection. */
export function drill(whole: Atlas, selection: Selection, subject: Subject, addresses: readonly AddressRow[]) {
  const {dimension, value} = subject;
  const around = without(selection, dimension);
  const all = whole.select(around);
  const atlas = selectSubject(whole, selection, subject);
  const rest = whole.select(toggle(around, {dimension, value, exclude: true}));
  const listed = filterAddresses(atlas, addresses).rows;
  const cards = overview(atlas);
  return {
    atlas,
    all,
    figures: figuresOf(atlas, all, subject),
    time: cards.time,
    week: weekOf(atlas.through()),
    contrasts: contrasts(atlas, rest),
    protocols: cards.protocols,
    status: cards.status,
    ...divisionCards(atlas, drillDivisions(whole, subject)),
    cards: dimension === "ip" ? neighbours(all, subject, addresses) : members(atlas, subject, listed)
  };
}

/** To which destinations a subject's traffic went. `kept` are those over the whole period, if the page's tables have them. */
export function drillDestinations(
  whole: Atlas,
  selection: Selection,
  subject: Subject,
  {flows, kept = null}: {flows: Flows; kept?: readonly DestinationRow[] | null}
): DestinationsModel {
  const atlas = selectSubject(whole, selection, subject);
  return {atlas, destinations: destinationsIn(atlas, {flows, kept, subject: subject.dimension})};
}

/** What a selection leaves of a subject, whatever else of its kind is selected; nothing while it waits for detail that alone tells the subject apart. */
function selectSubject(whole: Atlas, selection: Selection, {dimension, value}: Subject): Atlas {
  const atlas = whole.select(toggle(without(selection, dimension), {dimension, value, exclude: false}));
  const waits = atlas.coarse !== null && !whole.known.has(dimension, value);
  return waits ? whole.select({...everything, parts: [{dimension, value, exclude: false}]}) : atlas;
}

/** The divisions that tell something of a subject: an address has one class, and stands on its lists with all that it sent. */
export function drillDivisions(whole: Atlas, {dimension}: Subject): Division[] {
  const idle = {ip: ["class", "network", "label"], network: ["class", "network"], country: ["class"], asn: ["class"]}[
    dimension
  ];
  return divisionsOf(whole).filter((name) => !idle.includes(name));
}

function figuresOf(atlas: Atlas, all: Atlas, {dimension, value}: Subject): Figure[] {
  const {summary, measures, doubt, every} = atlas;
  const {bytes, events} = measures;
  const share = ({name, of, noun, bound}: typeof bytes) =>
    `${shareOf(all.measures[name], of(summary), of(all.summary), bound)} of ${scopeOf({...all, measure: {...bytes, noun}})}`;
  const own = every.filter((row) => valuesOf(row, dimension).includes(value));
  const times = (of: (row: SourceRow) => number | null) => own.map(of).filter((time) => time !== null);
  return [
    {label: "Bytes", value: bytes.format(bytesOf(summary)), exact: bytes.exact(bytesOf(summary)), note: share(bytes)},
    {label: "Events", value: events.format(summary.events), exact: events.exact(summary.events), note: share(events)},
    ...(dimension === "ip"
      ? []
      : [
          {
            label: "Addresses",
            value: mark(formatCount(summary.sources), doubt.addresses),
            note: doubt.addresses === "exact" ? "in the selection" : "some are summed"
          }
        ]),
    ...(dimension === "asn"
      ? [{label: "Countries", value: mark(formatCount(summary.countries), doubt.sums), note: "in the selection"}]
      : []),
    seen("First seen", Math.min(...times(({first_seen}) => first_seen))),
    seen("Last seen", Math.max(...times(({last_seen}) => last_seen)))
  ];
}

/** A day, and below it the clock: over the whole period, since a selection would cut it. */
function seen(label: string, time: number): Figure {
  if (!Number.isFinite(time)) return {label, value: "no times", note: "in the logs"};
  const [date, clock] = formatMoment(time).split(", ");
  return {label, value: date.replace(/^\w+ /, ""), note: `${date.slice(0, 3)} ${clock}`};
}

/** The busiest addresses of the same network and of the same place as an address, whatever address is selected. */
function neighbours(all: Atlas, {value}: Subject, addresses: readonly AddressRow[]): DrillCard[] {
  const own = addresses.find(({ip}) => ip === value);
  const {rows} = filterAddresses(all, addresses);
  if (!own) return [];
  const card = (title: string, about: string, some: readonly AddressRow[]): DrillCard => ({
    title,
    about,
    bars: topBy(some, all.measure.of, 8).map((row) => addressBar(all, row, value)),
    options: {...chartOptions(all.whole, null), title, mono: true}
  });
  const network = rows.filter(({asn}) => own.asn !== null && asn === own.asn);
  const place = rows.filter((row) => own.country !== null && placeName(row) === placeName(own));
  return [
    ...(own.asn === null
      ? []
      : [card("In the same network", `The busiest addresses of ${holderOf(own)} in the selection.`, network)]),
    ...(own.country === null
      ? []
      : [card("At the same place", `The busiest addresses of ${placeName(own)} in the selection.`, place)])
  ];
}

/** The busiest places, networks, countries and addresses of a country or a network. */
function members(atlas: Atlas, {dimension}: Subject, listed: readonly AddressRow[]): DrillCard[] {
  const {measure, summary, country} = atlas;
  // What has a row of its own is never in doubt.
  const exactly = atlas.whole.measure;
  const card = (title: string, about: string, bars: readonly Bar[], one = false): DrillCard => ({
    title,
    about,
    bars,
    options: {
      ...chartOptions(atlas, measure.of(summary)),
      ...(one ? {format: exactly.format, exact: exactly.exact} : {}),
      ...{title, mono: one}
    }
  });
  const outside: Bound = holdsAll(atlas, listed) ? "exact" : "least";
  const coarse = atlas.sources.filter(({level}) => level !== "address" && level !== "place");
  const placeBound = (place: string): Bound =>
    coarse.some((row) => mayHold(row, place, atlas.whole.sources)) ? "least" : "exact";
  const sum = (of: "place" | "country", barOf: (row: SourceRow) => Omit<Bar, "value">) => {
    const sums = new Map<string, Bar>();
    for (const row of atlas.sources)
      for (const key of valuesOf(row, of)) {
        const known = sums.get(key);
        const value = addNullable(known?.value ?? null, measure.of(row));
        sums.set(key, {...(known ?? {...barOf(row), bound: of === "place" ? placeBound(key) : "exact"}), value});
      }
    return topBy([...sums.values()], ({value}) => value, 8);
  };
  const networks = new Map<number, {row: AddressRow; value: number | null}>();
  for (const row of listed) {
    if (row.asn === null) continue;
    const known = networks.get(row.asn)?.value ?? null;
    networks.set(row.asn, {row, value: addNullable(known, measure.of(row))});
  }
  const busiest = topBy([...networks.values()], ({value}) => value, 8);
  const labels = networkLabels(busiest.map(({row}) => row));
  const networkBars = busiest.map(({row, value}, i) => ({
    ...{label: labels[i], about: holderOf(row), href: networkHref(row.asn!)},
    ...{value, bound: outside}
  }));
  return [
    dimension === "country"
      ? card(
          "Places",
          "The busiest, of what is told apart by place.",
          sum("place", (row) => ({label: row.city ?? row.region ?? "known only to the country", about: placeName(row)}))
        )
      : card(
          "Countries",
          dimension === "asn" ? "Of its addresses with a row of their own." : "Where its addresses are placed.",
          sum("country", (row) => ({
            label: country(row.country),
            ...(row.country === null ? {} : {href: countryHref(row.country)})
          }))
        ),
    ...(dimension === "country" ? [card("Networks", "Summed over the busiest addresses.", networkBars)] : []),
    card(
      "Addresses",
      "The busiest.",
      topBy(listed, measure.of, 8).map((row) => addressBar(atlas, row)),
      true
    )
  ];
}

function addressBar({measure}: Atlas, row: AddressRow, self?: string): Bar {
  return {
    label: row.ip,
    value: measure.of(row),
    about: [row.ip === self ? "this address" : "", placeName(row), holderOf(row)].filter(Boolean).join("\n"),
    href: addressHref(row.ip),
    ...(row.ip === self ? {color: "var(--atlas-accent)"} : {})
  };
}

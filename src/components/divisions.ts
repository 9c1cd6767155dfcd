import type {Atlas} from "./atlas.js";
import type {Bar} from "./bar-chart.js";
import {BarChart} from "./bar-chart.js";
import {BehindBars} from "./behind-charts.js";
import {el} from "./dom.js";
import {valuesOf} from "./filter-atlas.js";
import {shareOf} from "./measure.js";
import {listedBound} from "./lists.js";
import {addNullable} from "./map-model.js";
import {className} from "./names.js";
import {compareBars} from "./compare.js";
import {chartOptions, chosen, fold, keyed, scopeOf} from "./overview.js";
import type {PickPart} from "./pick-buttons.js";
import {isRowDimension} from "./selection.js";
import {topBy, total} from "./sums.js";
import type {Group} from "./sums.js";
import type {View} from "./view.js";

/** The dimensions that only some reports have: they get a card where there is something to tell apart. */
const divisions = ["direction", "log", "network", "label", "class"] as const;

export type Division = (typeof divisions)[number];

const directions: Record<string, string> = {
  inbound: "came to your own networks from outside",
  outbound: "left your own networks",
  internal: "stayed within your own networks",
  passing: "was between others"
};

const abouts: Record<Division, string> = {
  direction: "by direction, seen from the networks that the settings name as your own",
  log: "by log",
  network: "by the name that the settings give to your own networks",
  label: "by list; an address on several counts with each",
  class: "by class of the address"
};

/** The divisions that tell something in this report. */
export function divisionsOf(whole: Atlas): Division[] {
  return divisions.filter((name) => {
    const named = groupsOf(whole, name).filter(({name}) => name !== null);
    return named.length > (name === "log" || name === "class" ? 1 : 0);
  });
}

/** For each division a card's title, what is included, and the bars with their options. */
export function divisionCards(atlas: Atlas, names: readonly Division[]): DivisionsModel {
  return {divisions: new Map(names.map((name) => [name, divisionCard(atlas, name)]))};
}

export interface DivisionsModel {
  readonly divisions: ReadonlyMap<Division, ReturnType<typeof divisionCard>>;
}

function divisionCard(atlas: Atlas, name: Division) {
  const {measure} = atlas;
  const apart = atlas.apart(name);
  return {
    title: titleOf(atlas, name),
    about: `${measure.label} ${abouts[name]}.`,
    bars: compareBars(
      apart,
      fold(groupsOf(apart, name), 8).map(({name: value, value: sum, many}): Bar => {
        const label = many ? value! : labelOf(name, value);
        const bound = name === "label" ? listedBound(apart) : "exact";
        return {label, value: sum, bound, ...(many ? {} : chosen(atlas, name, value ?? ""))};
      }),
      (other) => keyed(groupsOf(other, name))
    ),
    options: {...chartOptions(apart, measure.of(apart.summary)), title: `Traffic by ${name}`}
  };
}

/** The cards, which follow the selection and choose from it. */
export function DivisionCards(
  names: readonly Division[],
  live: View<DivisionsModel>,
  {pick}: {pick: PickPart}
): HTMLElement {
  const columns = names.length % 3 === 0 ? 3 : Math.min(2, names.length);
  return el(
    "div",
    {class: columns > 1 ? `grid grid-cols-${columns}` : "grid"},
    ...names.map((name) => {
      const card = ({divisions}: DivisionsModel) => divisions.get(name)!;
      return el(
        "div",
        {class: "card"},
        el(
          "h2",
          {},
          live((model) => card(model).title)
        ),
        el(
          "p",
          {class: "sub"},
          live((model) => card(model).about)
        ),
        live((model, width) => BarChart(card(model).bars, {...card(model).options, width, pick})),
        live((model) => BehindBars(card(model).bars, card(model).options))
      );
    })
  );
}

function groupsOf(atlas: Atlas, name: Division): Group[] {
  const {traffic, sources, measure} = atlas;
  if (isRowDimension(name)) return atlas.groups(traffic[name], measure);
  const sums = new Map<string, number | null>();
  for (const row of sources)
    for (const value of valuesOf(row, name))
      if (value !== "") sums.set(value, addNullable(sums.get(value) ?? null, measure.of(row)));
  return topBy(
    [...sums].map(([name, value]) => ({name, value})),
    ({value}) => value
  );
}

function labelOf(name: Division, value: string | null): string {
  if (value === null) return name === "direction" ? "no destination logged" : "not logged";
  return name === "class" ? className(value) : value;
}

function titleOf(atlas: Atlas, name: Division): string {
  const {measure, summary, sources} = atlas;
  const bound = name === "label" ? listedBound(atlas) : "exact";
  const of = (value: number | null) => `${shareOf(measure, value, measure.of(summary), bound)} of ${scopeOf(atlas)}`;
  const held = (some: typeof sources) => of(total(some, measure.of) ?? 0);
  if (name === "network") return `${held(sources.filter(({network}) => network !== null))} came from your own networks`;
  if (name === "label") return `${held(sources.filter(({labels}) => labels !== null))} came from addresses on lists`;
  const [first] = groupsOf(atlas, name);
  if (!first) return "Nothing fits the selection";
  if (name === "log") return `The log ${first.name} holds ${of(first.value)}`;
  if (name === "class")
    return `${of(first.value)} came from ${first.name === "public" ? "public addresses" : className(first.name)}`;
  return first.name === null
    ? `Of ${of(first.value)} the destination is not logged`
    : `${of(first.value)} ${directions[first.name]}`;
}

import type {Atlas} from "./atlas.js";
import {BehindTime} from "./behind-charts.js";
import type {Words} from "./columns.js";
import {el, empty} from "./dom.js";
import {Legend} from "./legend.js";
import {isListed, listedBound, listsOf} from "./lists.js";
import {bounded, trafficValues} from "./measure.js";
import {colorsFor} from "./palette.js";
import {groupBy} from "./sums.js";
import type {ListRow} from "./tables.js";
import {roundTicks} from "./ticks.js";
import {TimeChart} from "./time-chart.js";
import type {Traffic} from "./traffic.js";

/** The traffic of addresses on threat lists through time, by the category of their lists. */
export function ListedChart(atlas: Atlas, lists: readonly ListRow[], {width = 640} = {}): HTMLElement {
  const {traffic, summary, fits} = atlas;
  const measure = bounded(atlas.whole.measure, listedBound(atlas));
  const by = categoriesOf(atlas, lists);
  const keep = (row: number) => by.codes[row] >= 0 && fits(row);
  const names = groupBy(by, trafficValues(traffic, measure), keep)
    .flatMap(({name}) => name ?? [])
    .slice(0, 6);
  if (names.length === 0) return empty("No address on a threat list has traffic here.");
  const color = colorsFor(names);
  const line = atlas.through({by, names, keep});
  return el(
    "div",
    {},
    Legend(line.series.map(({name, total}) => ({label: name, color: color(name), value: measure.format(total)}))),
    TimeChart(line, {
      width,
      height: 220,
      title: "Traffic of addresses on threat lists over time",
      label: measure.label,
      format: measure.format,
      ticks: (max) => roundTicks(max, measure.name === "bytes" ? summary.units : "si"),
      color
    }),
    BehindTime(line, measure)
  );
}

const categories = new WeakMap<Traffic, Words>();

/** The category of each row of traffic, made once. */
function categoriesOf({traffic, every}: Atlas, lists: readonly ListRow[]): Words {
  const made = categories.get(traffic);
  if (made) return made;
  const words: string[] = [];
  const codeOf = new Map<number, number>();
  for (const row of every) {
    if (!isListed(row)) continue;
    const category = oneCategory(listsOf(row, lists));
    if (!words.includes(category)) words.push(category);
    codeOf.set(row.source, words.indexOf(category));
  }
  const by = {words, codes: Int32Array.from(traffic.source, (source) => codeOf.get(source) ?? -1)};
  categories.set(traffic, by);
  return by;
}

function oneCategory(lists: readonly ListRow[]): string {
  const all = new Set(lists.flatMap(({kind, category}) => (kind === "threat" && category !== null ? [category] : [])));
  return all.size === 0 ? "category not stated" : all.size === 1 ? [...all][0] : "several categories";
}

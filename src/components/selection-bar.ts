import type {Atlas} from "./atlas.js";
import {carrySelection} from "./carry-selection.js";
import {comparisonNames, comparisonNote} from "./compare.js";
import {markInWords} from "./bound.js";
import {detailNote, isWaiting, untold, wantedRanges} from "./detail-note.js";
import {el} from "./dom.js";
import {formatNoun, formatShare} from "./format.js";
import {Mention, partHref} from "./mentions.js";
import {Segmented} from "./segmented.js";
import {partName, snapNote, timeName, timesOf} from "./selection-names.js";
import {
  comparisons,
  everything,
  isEverything,
  readSelection,
  snap,
  toggle,
  without,
  writeSelection
} from "./selection.js";
import type {Part, Selection} from "./selection.js";
import {bucketTotals, coarsen} from "./timeline.js";
import {getParameter, setParameter} from "./url-state.js";
import {fromLocal, isZone, toLocal, zoneName} from "./zone.js";

const day = 86_400_000;
const soon = 250; // milliseconds until the address follows: browsers refuse to change it too often

/** The bar that says what is selected. Its `value` is the selection, and it is told what was pointed at. */
export interface SelectionBar extends HTMLElement {
  value: Selection;
  set(selection: Selection): void;
  /** Selects a value, or drops it; leaves it out with Shift or Alt, or while the bar's switch says so. */
  pick(part: Omit<Part, "exclude">, event?: Partial<Pick<MouseEvent, "shiftKey" | "altKey">>): void;
}

export interface SelectionBarOptions {
  note?: string; // what of this page does not follow
}

/**
 * What is selected, as chips that one click drops, with the switch that turns clicks into exclusions, and the time in exact
 * terms. The page's address keeps the selection, and links to other pages of the report carry it along.
 */
export function SelectionBar(whole: Atlas, {note = ""}: SelectionBarOptions = {}): SelectionBar {
  const read = readSelection(new URLSearchParams(location.search), whole.known);
  let excluding = false;
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const chips = el("ul", {class: "chips", "aria-label": "Selected"});
  const said = el("p", {class: "selection-said fine", role: "status"});
  const detail = el("p", {class: "selection-detail fine", role: "status"});
  const lost = el("p", {class: "selection-lost fine", role: "status"});
  const clear = el("button", {type: "button", class: "quiet", click: () => set(everything)}, "Clear all");
  const [from, to] = ["From", "To"].map((label) =>
    el("input", {type: "datetime-local", "aria-label": `${label}, ${zoneName()}`, step: 60, change: exactly})
  );
  const times = el(
    "details",
    {class: "times"},
    el("summary", {}, "Time"),
    el(
      "div",
      {class: "times-sheet"},
      el(
        "div",
        {class: "presets"},
        ...presets(whole).map(([text, first, last]) =>
          el("button", {type: "button", class: "quiet", click: () => setTimes(first, last)}, text)
        )
      ),
      el("label", {}, "From ", from),
      el("label", {}, "to ", to),
      el("span", {class: "fine"}, `${zoneName()}. ${snapNote(whole)}`),
      ZoneInput()
    )
  );
  const compare: HTMLSelectElement = el(
    "select",
    {"aria-label": "Compare with", change: (event: Event) => (event.stopPropagation(), setComparison(compare.value))},
    el("option", {value: ""}, "Compare with …"),
    ...comparisons.map((kind) => el("option", {value: kind}, comparisonNames[kind]))
  );
  const how = Segmented([false, true], {
    label: "A click",
    value: excluding,
    text: (exclude) => (exclude ? "leaves out" : "shows only"),
    onChange: (exclude) => {
      excluding = exclude;
    }
  });
  const timed = whole.known.end > whole.known.start;
  const node = el(
    "section",
    {class: "selection", "aria-label": "Selection"},
    el(
      "div",
      {class: "selection-line"},
      chips,
      clear,
      el("div", {class: "selection-tools"}, timed ? times : null, compare, how)
    ),
    said,
    detail,
    lost
  );
  const bar: SelectionBar = Object.assign(node, {value: read.selection, set, pick});

  function pick(part: Omit<Part, "exclude">, {shiftKey = false, altKey = false} = {}) {
    const exclude = excluding !== (shiftKey || altKey);
    const there = bar.value.parts.find(({dimension, value}) => dimension === part.dimension && value === part.value);
    set(toggle(bar.value, {...part, exclude: there ? there.exclude : exclude}));
  }

  function set(selection: Selection) {
    whole.tiles.want(wantedRanges(whole, selection));
    show(selection);
  }

  function show(selection: Selection) {
    const gone = untold(whole, selection);
    if (gone.length > 0) {
      const names = gone.map((part) => partName(whole, part).join(" ")).join(", ");
      lost.textContent = `Dropped, since it is not told apart at this time: ${names}.`;
    }
    bar.value =
      gone.length === 0 ? selection : {...selection, parts: selection.parts.filter((part) => !gone.includes(part))};
    cancelAnimationFrame(frame); // what outruns the screen is not summed
    frame = requestAnimationFrame(draw);
    clearTimeout(timer);
    timer = setTimeout(remember, soon);
    node.dispatchEvent(new Event("input", {bubbles: true}));
  }

  function setTimes(first: number, last: number) {
    set({...bar.value, ...snap(whole.known, first, last)});
  }

  function setComparison(name: string) {
    set({...bar.value, compare: comparisons.find((kind) => kind === name)});
  }

  function exactly(event: Event) {
    event.stopPropagation();
    const [first, last] = [from, to].map((input) => fromLocal(Date.parse(`${input.value}Z`)));
    if (first < last) setTimes(first, last);
  }

  function remember() {
    const url = new URL(location.href);
    url.search = writeSelection(bar.value, url.searchParams).toString();
    if (url.href !== location.href) history.replaceState(history.state, "", url);
  }

  function draw() {
    const selection = bar.value;
    const {from: first, to: last} = timesOf(whole, selection);
    const all = isEverything(selection);
    node.classList.toggle("active", !all);
    const focused = document.activeElement;
    const inside = chips.contains(focused) || (all && focused === clear);
    clear.hidden = compare.hidden = all;
    compare.value = selection.compare ?? "";
    chips.replaceChildren(
      ...(all
        ? [el("li", {class: "none muted"}, "Everything. Click what you want to see alone, or choose a time.")]
        : []),
      ...(selection.from === null && selection.to === null
        ? []
        : [chip("Time", timeName(first, last), () => set(without(selection, "time")))]),
      ...selection.parts.map((part) => {
        const [dimension, value] = partName(whole, part);
        return chip(dimension, value, () => set(toggle(selection, part)), {
          exclude: part.exclude,
          href: partHref(part),
          turn: () => set(toggle(selection, {...part, exclude: !part.exclude}))
        });
      })
    );
    if (inside) (chips.querySelector<HTMLElement>("button") ?? times.querySelector("summary"))?.focus();
    for (const [input, time] of [
      [from, first],
      [to, last]
    ] as const)
      if (timed && document.activeElement !== input) input.value = new Date(toLocal(time)).toISOString().slice(0, 16);
    const atlas = whole.select(selection);
    detail.textContent = detailNote(atlas);
    node.classList.toggle("waiting", isWaiting(atlas));
    said.textContent = all ? "" : [sentence(atlas), comparisonNote(atlas), note].filter(Boolean).join(" ");
  }

  // What is typed into the bar is no selection yet.
  node.addEventListener("input", (event) => event.target !== node && event.stopPropagation(), true);
  node.addEventListener("keydown", (event) => {
    if (event.key === "Escape") times.open = false;
  });
  addEventListener("popstate", () => {
    const {selection} = readSelection(new URLSearchParams(location.search), whole.known);
    set(selection);
  });
  whole.tiles.addEventListener("change", () => show(bar.value));
  carrySelection((query) => writeSelection(bar.value, query));
  const lostZone = getParameter("tz");
  lost.textContent = [
    read.dropped.length > 0
      ? `Dropped from the link, since this report does not hold it: ${read.dropped.join(", ")}.`
      : "",
    lostZone !== null && lostZone !== zoneName() ? `No such time zone: ${lostZone}; times are in ${zoneName()}.` : ""
  ].join(" ");
  whole.tiles.want(wantedRanges(whole, read.selection));
  draw();
  return bar;
}

/** Where one chooses the time zone. The page is opened anew in it, with the same selection. */
function ZoneInput(): HTMLElement {
  const input = el("input", {type: "text", list: "zones", value: zoneName(), spellcheck: "false", change: choose});
  const said = el("span", {class: "fine", role: "status"});

  function choose(event: Event) {
    event.stopPropagation();
    const name = input.value.trim() || "UTC";
    if (!isZone(name)) return void (said.textContent = `No such time zone: ${name}.`);
    setParameter("tz", name === "UTC" ? null : name);
    location.reload();
  }

  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const names = [...new Set(["UTC", own, ...Intl.supportedValuesOf("timeZone")])];
  return el(
    "div",
    {class: "zone"},
    el("label", {}, "Time zone ", input),
    el("datalist", {id: "zones"}, ...names.map((value) => el("option", {value}))),
    said
  );
}

/** What is selected in figures, and what of these is only a bound. */
export function sentence(atlas: Atlas): string {
  const {measure, summary, whole, doubt, selection, measures} = atlas;
  if (isEverything(selection)) return "";
  if (summary.events === 0 && doubt.events === 0) return "Nothing fits this selection.";
  const of = measure.of(summary);
  const ofAll = formatShare(of, measure.of(whole.summary));
  const share = measure.of(whole.summary) === null ? "" : `, ${markInWords(ofAll, doubt.sums)} of all`;
  const parts = [
    `${atlas.coarse ? "Around the selection" : "Selected"}: ${measure.words(of)}${share}`,
    measure.name === "events" ? "" : measures.events.words(summary.events),
    measures.addresses.words(summary.sources)
  ].filter(Boolean);
  const notes = [
    doubt.addresses !== "exact" && doubt.events === 0
      ? "Of addresses that are summed by place or country only the least number is known."
      : "",
    doubt.events > 0
      ? `Up to ${formatNoun(doubt.events, "event")} of addresses that are summed by place or country may belong to it or not: marked figures are bounds.`
      : ""
  ];
  return [`${parts.join(", ")}.`, ...notes].filter(Boolean).join(" ");
}

function chip(
  dimension: string,
  value: string,
  drop: () => void,
  {exclude = false, href = null, turn}: {exclude?: boolean; href?: string | null; turn?: () => void} = {}
): HTMLElement {
  const how = exclude ? "not" : "only";
  const name = `${dimension}: ${value}`;
  return el(
    "li",
    {class: exclude ? "chip not" : "chip"},
    turn
      ? el(
          "button",
          {
            type: "button",
            class: "turn",
            "aria-label": `${how} ${name}; turn round`,
            title: exclude ? "Left out. Press to show only this" : "Shown only. Press to leave it out",
            click: turn
          },
          how
        )
      : null,
    el("span", {class: "muted"}, dimension),
    el("span", {class: "chip-value"}, Mention(value, href)),
    el("button", {type: "button", class: "drop", "aria-label": `Drop ${name}`, click: drop}, "×")
  );
}

function presets(whole: Atlas): [text: string, from: number, to: number][] {
  const {start, end} = whole.known;
  const busiest = busiestDay(whole);
  const all: [string, number, number][] = [["All", start, end]];
  if (end - start > day) all.unshift(["Last day", end - day, end]);
  if (end - start > 7 * day) all.splice(1, 0, ["Last 7 days", end - 7 * day, end]);
  if (busiest !== null && end - start > day) all.splice(all.length - 1, 0, ["Busiest day", busiest, busiest + day]);
  return all;
}

function busiestDay(whole: Atlas): number | null {
  const line = whole.through();
  if (line.length === 0 || line.step > day || day % line.step !== 0) return null;
  const days = coarsen(line, day / line.step);
  const totals = bucketTotals(days);
  return days.start + totals.reduce((best, value, i) => (value > (totals[best] || 0) ? i : best), 0) * day;
}

export type PickPart = SelectionBar["pick"];

/** Buttons that select what a card is about: `Only this country`, `Leave it out`. */
export function PickButtons(pick: PickPart, part: Omit<Part, "exclude">, noun: string): HTMLElement {
  return el(
    "span",
    {class: "picks"},
    el("button", {type: "button", class: "quiet", click: () => pick(part)}, `Only this ${noun}`),
    el(
      "button",
      {
        type: "button",
        class: "quiet",
        "aria-label": `Leave it out: this ${noun}`,
        click: () => pick(part, {altKey: true})
      },
      "Leave it out"
    )
  );
}

import type {Atlas} from "./atlas.js";
import {carrySelection} from "./carry-selection.js";
import {comparisonNames, comparisonNote} from "./compare.js";
import {detailNote, isWaiting, untold, wantedRanges} from "./detail-note.js";
import {el} from "./dom.js";
import {formatNoun} from "./format.js";
import {mainTime} from "./main-time.js";
import {partHref} from "./mentions.js";
import type {PickPart} from "./pick-buttons.js";
import {Segmented} from "./segmented.js";
import {Chip} from "./selection-chip.js";
import {selectionSentence} from "./selection-sentence.js";
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
import {timePresets} from "./time-presets.js";
import {getParameter} from "./url-state.js";
import {ZoneInput} from "./zone-input.js";
import {fromLocal, toLocal, zoneName} from "./zone.js";

const soon = 250; // milliseconds until the address follows: browsers refuse to change it too often

/** The bar that says what is selected. Its `value` is the selection, and it is told what was pointed at. */
export interface SelectionBar extends HTMLElement {
  value: Selection;
  set(selection: Selection): void;
  readonly pick: PickPart;
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
        ...timePresets(whole).map(([text, first, last]) =>
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
  const main = mainTime(whole);
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
    const inside = [chips, said].some((part) => part.contains(focused)) || (all && focused === clear);
    clear.hidden = compare.hidden = all;
    compare.value = selection.compare ?? "";
    chips.replaceChildren(
      ...(all
        ? [el("li", {class: "none muted"}, "Everything. Click what you want to see alone, or choose a time.")]
        : []),
      ...(selection.from === null && selection.to === null
        ? []
        : [Chip("Time", timeName(first, last), () => set(without(selection, "time")))]),
      ...selection.parts.map((part) => {
        const [dimension, value] = partName(whole, part);
        return Chip(dimension, value, () => set(toggle(selection, part)), {
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
    if (all) said.replaceChildren(...mainTimeNote());
    else said.textContent = [selectionSentence(atlas), comparisonNote(atlas), note].filter(Boolean).join(" ");
  }

  function mainTimeNote(): (Node | string)[] {
    if (main === null) return [];
    const show = () => setTimes(main.from, main.to);
    return [
      `All but ${formatNoun(main.others, "event")} lie in ${timeName(main.from, main.to)}: `,
      el("button", {type: "button", class: "quiet", click: show}, "show that time")
    ];
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
  ]
    .filter(Boolean)
    .join(" ");
  whole.tiles.want(wantedRanges(whole, read.selection));
  draw();
  return bar;
}

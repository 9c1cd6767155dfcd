import {el} from "./dom.js";
import {Mention} from "./mentions.js";

export interface ChipOptions {
  exclude?: boolean; // whether it leaves out
  href?: string | null; // the page of what it names
  turn?: () => void; // what turns it round, if it can be
}

/** One part of a selection, which a click drops. */
export function Chip(
  dimension: string,
  value: string,
  drop: () => void,
  {exclude = false, href = null, turn}: ChipOptions = {}
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

import {el} from "./dom.js";
import type {Part} from "./selection.js";

/** Selects a value, or drops it; leaves it out with Shift or Alt, or while the bar's switch says so. */
export type PickPart = (part: Omit<Part, "exclude">, event?: Partial<Pick<MouseEvent, "shiftKey" | "altKey">>) => void;

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

import {el} from "./dom.js";

export interface SegmentedOptions<T> {
  label: string; // says what is chosen
  value: T;
  text: (option: T) => string;
  onChange: (option: T) => void;
}

let groups = 0;

/** A choice of a few, all of them in sight: radio buttons that look like one control. */
export function Segmented<T>(options: readonly T[], {label, value, text, onChange}: SegmentedOptions<T>): HTMLElement {
  const name = `segmented-${++groups}`;
  return el(
    "fieldset",
    {class: "segmented"},
    el("legend", {}, label),
    ...options.map((option) =>
      el(
        "label",
        {},
        el("input", {type: "radio", name, checked: option === value, change: () => onChange(option)}),
        el("span", {}, text(option))
      )
    )
  );
}

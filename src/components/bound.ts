import {el} from "./dom.js";

/** How a figure stands to the true one: the same, no more than it, no less than it, or near it on a side not known. */
export type Bound = "exact" | "least" | "most" | "about";

const signs = {exact: "", least: "≥\u00a0", most: "≤\u00a0", about: "≈\u00a0"} as const;
const words = {exact: "", least: "at least ", most: "at most ", about: "about "} as const;
const bounds = ["least", "most", "about"] as const;

/** What a figure is that two others go into, each in the same direction. */
export function both(a: Bound, b: Bound): Bound {
  if (a === b || b === "exact") return a;
  return a === "exact" ? b : "about";
}

/** What the rest of an exact whole is, beside a part. */
export function flip(bound: Bound): Bound {
  return bound === "least" ? "most" : bound === "most" ? "least" : bound;
}

/** Puts the sign of a bound before a figure: `≥ 12`. Words stay, but that nothing was logged is then not known. */
export function mark(text: string, bound: Bound): string {
  return put(text, bound, signs);
}

/** The same in words, for a sentence and for what is read aloud: `at least 12`. */
export function markInWords(text: string, bound: Bound): string {
  return put(text, bound, words);
}

/** A figure without its mark. */
export function unmark(text: string): string {
  return read(text)[1];
}

/** A text with the words in place of the sign. */
export function spoken(text: string): string {
  const [bound, figure] = read(text);
  return words[bound] + figure;
}

/** Why a figure is only a bound; empty for an exact one. */
export function whyBound(bound: Bound): string {
  if (bound === "exact") return "";
  const end =
    "Addresses too quiet for a row of their own are summed, and this selection would have to tell them apart.";
  return `${words[bound][0].toUpperCase()}${words[bound].slice(1, -1)}: ${end[0].toLowerCase()}${end.slice(1)}`;
}

/** The bound that a text is marked with. */
export function boundIn(text: string): Bound {
  return read(text)[0];
}

/** A figure as part of a page: a marked one says why when it is pointed at, and is read aloud in words. */
export function Figured(text: string): HTMLElement | string {
  const [bound, figure] = read(text);
  if (bound === "exact" || !text.startsWith(signs[bound])) return text;
  return el(
    "span",
    {class: "bound", title: whyBound(bound)},
    el("span", {"aria-hidden": "true"}, signs[bound]),
    el("span", {class: "aloud"}, words[bound]),
    figure
  );
}

function put(text: string, bound: Bound, as: Readonly<Record<Bound, string>>): string {
  if (text === "not logged" && bound !== "most" && bound !== "exact") return "not known";
  if (!/\d/.test(text)) return text;
  const [there, figure] = read(text);
  return as[both(there, bound)] + figure;
}

function read(text: string): [Bound, string] {
  for (const bound of bounds)
    for (const before of [signs[bound], words[bound]])
      if (text.startsWith(before)) return [bound, text.slice(before.length)];
  return ["exact", text];
}

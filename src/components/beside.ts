import {el} from "./dom.js";

/** How wide what is told of a row is in so much room, and whether it stands beside the table; both in CSS pixels. */
export function besideWidth(width: number): {readonly wide: boolean; readonly beside: number} {
  const wide = width >= 900;
  return {wide, beside: wide ? Math.round(Math.min(380, Math.max(300, width * 0.31))) : width};
}

/** A table and what is told of the row that is chosen in it: beside it, or below where there is no room. */
export function Beside(table: HTMLElement, told: HTMLElement, width: number): HTMLElement {
  const {wide, beside} = besideWidth(width);
  const node = el("div", {class: wide ? "beside wide" : "beside"}, table, told);
  node.style.setProperty("--beside", `${beside}px`);
  return node;
}

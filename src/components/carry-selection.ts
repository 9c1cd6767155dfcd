import {el} from "./dom.js";
import {isOurs} from "./selection.js";
import {getParameter} from "./url-state.js";

/** Makes links to other pages of the report carry the selection and the time zone along, at the moment when they are followed or copied. */
export function carrySelection(write: (query: URLSearchParams) => URLSearchParams): void {
  for (const kind of ["click", "auxclick", "contextmenu"])
    document.addEventListener(
      kind,
      ({target}) => {
        const link = target instanceof Element ? target.closest("a[href]") : null;
        const address = link?.getAttribute("href") ?? "";
        if (!link || address.startsWith("#") || link.hasAttribute("download")) return;
        const url = new URL(address, location.href);
        const file = /\.\w+$/.test(url.pathname) && !url.pathname.endsWith(".html");
        if (url.origin !== location.origin || file) return;
        const query = write(url.searchParams);
        const zone = getParameter("tz");
        if (zone !== null) query.set("tz", zone);
        url.search = query.toString();
        link.setAttribute("href", url.href);
      },
      true
    );
}

/** Goes to another page of the report, with the selection and the time zone, where there is no link to follow. */
export function follow(address: string): void {
  const url = new URL(address, location.href);
  for (const [name, value] of new URLSearchParams(location.search))
    if (isOurs(name) || name === "tz") url.searchParams.append(name, value);
  location.assign(url);
}

/** For a page that tells of the whole report: keeps the selection of its address for the links, and says so. */
export function SelectionKept(): HTMLElement {
  const ours = [...new URLSearchParams(location.search)].filter(([name]) => isOurs(name));
  carrySelection((query) => new URLSearchParams([...[...query].filter(([name]) => !isOurs(name)), ...ours]));
  return ours.length === 0
    ? el("span")
    : el("p", {class: "fine"}, "This page tells of the whole report. The selection is kept for the other pages.");
}

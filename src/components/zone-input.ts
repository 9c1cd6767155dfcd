import {el} from "./dom.js";
import {setParameter} from "./url-state.js";
import {isZone, zoneName} from "./zone.js";

/** Where one chooses the time zone. The page is opened anew in it, with the same selection. */
export function ZoneInput(): HTMLElement {
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

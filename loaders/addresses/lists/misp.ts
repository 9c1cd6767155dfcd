import {parseDate} from "./about.js";
import {guessCategory} from "./categories.js";
import {addEntry, createDraft, refuse} from "./draft.js";
import type {ListContent, ListFormat} from "./format.js";

interface Warninglist {
  readonly name?: unknown;
  readonly type?: unknown;
  readonly version?: unknown;
  readonly list: readonly unknown[];
}

/** A MISP warninglist: what is well known, and so no finding by itself. Lists of names are unsupported entry by entry. */
export const misp: ListFormat = {
  name: "misp",
  fits: ({json}) => warninglistOf(json) !== null,
  read({json}: ListContent, {wide}) {
    const {name, type, version, list} = warninglistOf(json)!;
    const title = typeof name === "string" ? name : "";
    const date = parseDate(String(version).replace(/^(\d{4})(\d\d)(\d\d)\d*$/, "$1-$2-$3"));
    const draft = createDraft({
      ...(title ? {name: title} : {}),
      category: guessCategory(title) ?? "context",
      kind: "context",
      ...(date === null ? {} : {date})
    });
    list.forEach((entry, i) => {
      if (typeof entry !== "string") refuse(draft, i + 1, "no text", JSON.stringify(entry) ?? "");
      else if (type !== undefined && type !== "cidr" && !/^[\d.:a-f/]+$/i.test(entry)) draft.unsupported++;
      else addEntry(draft, entry.trim(), i + 1, {wide});
    });
    return [draft];
  }
};

function warninglistOf(json: unknown): Warninglist | null {
  return typeof json === "object" && json !== null && Array.isArray((json as {list?: unknown}).list)
    ? (json as Warninglist)
    : null;
}

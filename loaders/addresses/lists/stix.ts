import {parseDate} from "./about.js";
import {addEntry, createDraft} from "./draft.js";
import type {ListDraft, Window} from "./draft.js";
import type {ListFormat} from "./format.js";
import {readPattern} from "./stix-pattern.js";

type StixObject = Readonly<Record<string, unknown>>;

/** The categories of STIX's open vocabulary of indicator types; bounded, since each becomes a list of its own. */
const categories = new Map([
  ["anomalous-activity", "anomalous"],
  ["anonymization", "anonymizers"],
  ["attribution", "attribution"],
  ["benign", "allowed"],
  ["compromised", "compromised"],
  ["malicious-activity", "malicious-activity"]
]);

/**
 * A STIX 2.1 bundle: its indicators for addresses, one list for each category that they name. Of each indicator the newest version
 * counts, unless it was revoked; it holds for addresses that were seen from `valid_from` to `valid_until`. Source: OASIS, STIX 2.1.
 */
export const stix: ListFormat = {
  name: "stix",
  fits: ({json}) => bundleOf(json) !== null,
  read({json}, {wide}) {
    const objects = bundleOf(json)!;
    const lists = new Map<string, ListDraft>();
    const fallback = createDraft();
    const publishers = objects.filter(({type, name}) => type === "identity" && typeof name === "string");
    const name = publishers.length === 1 ? String(publishers[0].name) : undefined;
    for (const [position, indicator] of newest(objects)) {
      const {pattern, pattern_type: language = "stix"} = indicator;
      const found = language === "stix" && typeof pattern === "string" ? readPattern(pattern) : null;
      if (found === null) {
        fallback.unsupported++;
        continue;
      }
      const category = categoryOf(indicator);
      const list = lists.get(category) ?? createDraft({...(name ? {name} : {}), ...(category ? {category} : {})});
      lists.set(category, list);
      list.unsupported += found.unsupported;
      const window = windowOf(indicator);
      for (const value of found.values) addEntry(list, value, position, {wide, window});
      list.stated = {...list.stated, ...freshest(list, indicator), ...leastSure(list, indicator)};
    }
    const drafts = lists.size > 0 ? [...lists.values()] : [fallback];
    if (drafts[0] !== fallback) drafts[0].unsupported += fallback.unsupported;
    if (drafts.length === 1) return drafts;
    return drafts.map((draft) => ({
      ...draft,
      stated: {...draft.stated, part: draft.stated.category ?? "other"}
    }));
  }
};

/** The newest version of each indicator that was not revoked, by its position in the bundle, from 1. */
function newest(objects: readonly StixObject[]): [number, StixObject][] {
  const byId = new Map<unknown, [number, StixObject]>();
  objects.forEach((object, i) => {
    if (object.type !== "indicator") return;
    const key = object.id ?? i;
    const known = byId.get(key);
    if (!known || timeOf(object.modified, 0) >= timeOf(known[1].modified, 0)) byId.set(key, [i + 1, object]);
  });
  return [...byId.values()].filter(([, {revoked}]) => revoked !== true);
}

function windowOf({valid_from, valid_until}: StixObject): Window | null {
  const [from, until] = [timeOf(valid_from, -Infinity), timeOf(valid_until, Infinity)];
  return from === -Infinity && until === Infinity ? null : {from, until};
}

function categoryOf({indicator_types}: StixObject): string {
  const types: unknown[] = Array.isArray(indicator_types) ? indicator_types : [];
  return types.map((type) => categories.get(String(type))).find((category) => category !== undefined) ?? "";
}

function freshest({stated}: ListDraft, {modified, created}: StixObject) {
  const date = timeOf(modified ?? created, 0);
  return date > 0 ? {date: Math.max(date, stated.date ?? 0)} : {};
}

/** A list is as sure as the least sure of its indicators. */
function leastSure({stated}: ListDraft, {confidence}: StixObject) {
  if (typeof confidence !== "number" || !(confidence >= 0 && confidence <= 100)) return {};
  return {confidence: Math.min(confidence, stated.confidence ?? 100)};
}

function timeOf(value: unknown, otherwise: number): number {
  return typeof value === "string" ? (parseDate(value) ?? otherwise) : otherwise;
}

function bundleOf(json: unknown): StixObject[] | null {
  if (typeof json !== "object" || json === null || (json as StixObject).type !== "bundle") return null;
  const {objects = []} = json as {objects?: unknown};
  if (!Array.isArray(objects)) return null;
  return objects.filter((object): object is StixObject => typeof object === "object" && object !== null);
}

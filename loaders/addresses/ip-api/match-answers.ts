import type {Location} from "../location-record.js";
import {readLocation} from "../location-record.js";
import {parseAddress} from "../parse-address.js";
import {fields} from "./send-batch.js";

/** What ip-api said of an address: the fields that were asked for, `status` among them. */
export type Answer = Readonly<Record<string, string | number | boolean>>;

const names = fields.split(",").filter((name) => name !== "query");
const longest = 200; // characters of a name

/**
 * Finds whose answer is whose: by the address that an answer names, or by its place where it names none and there are as many
 * answers as questions. Addresses that nothing usable was said of are missing.
 */
export function matchAnswers(asked: readonly string[], items: readonly unknown[]): Map<string, Answer> {
  const open = new Set(asked);
  const found = new Map<string, Answer>();
  items.forEach((item, place) => {
    const {query, ...rest} = Object(item) as Record<string, unknown>;
    const inOrder = query === undefined && items.length === asked.length;
    const address = typeof query === "string" ? parseAddress(query)?.text : inOrder ? asked[place] : undefined;
    const answer = readAnswer(rest);
    if (address === undefined || answer === null || !open.delete(address)) return;
    found.set(address, answer);
  });
  return found;
}

/** Whether a value can be an answer that was kept. Its fields are checked where they are used. */
export function isAnswer(value: unknown): value is Answer {
  const {status} = Object(value) as Record<string, unknown>;
  return status === "success" || status === "fail";
}

/** An answer reduced to what was asked for, or null if it is none. */
function readAnswer(item: Record<string, unknown>): Answer | null {
  if (!isAnswer(item)) return null;
  const pairs = names.flatMap((name) => {
    const field = item[name];
    if (typeof field === "string") return field === "" ? [] : [[name, field.slice(0, longest)]];
    return typeof field === "boolean" || Number.isFinite(field) ? [[name, field]] : [];
  });
  return Object.fromEntries(pairs) as Answer;
}

/** Where an address is by its answer; null for one that ip-api does not know. */
export function locationOf({status, countryCode, regionName, city, lat, lon}: Answer): Location | null {
  if (status !== "success") return null;
  return readLocation({country_code: countryCode, state1: regionName, city, latitude: lat, longitude: lon}, "flat");
}

import {UserError} from "../../errors.js";
import type {ListKind} from "./categories.js";

/** What the user says of a list, in the settings or in a file beside it; it wins over what the list says of itself. */
export interface AboutList {
  readonly name?: string;
  readonly category?: string; // c2, scanner, brute-force, spam, tor, vpn, cloud, …
  readonly kind?: ListKind; // threat or context; by default the category tells
  readonly date?: string; // "2026-11-17"
  readonly confidence?: number; // 0 to 100
  readonly collection?: boolean; // true if it is made from other lists, and so agrees with nobody independently
  readonly licence?: string;
  readonly column?: string | number; // of a CSV: name, or number from 1, of the column with the address
  readonly level?: number; // of IPsum: on how many lists an address must be; defaults to 3
  readonly wide?: boolean; // true to take blocks wider than /8 (IPv4) and /19 (IPv6)
}

const checks: Readonly<Record<keyof AboutList, readonly [test: (value: unknown) => boolean, wanted: string]>> = {
  name: [isText, "a text that is not empty"],
  category: [isText, "a text that is not empty"],
  kind: [(value) => value === "threat" || value === "context", "threat or context"],
  date: [(value) => isText(value) && parseDate(value) !== null, 'a date such as "2026-11-17"'],
  confidence: [(value) => isNumber(value) && value >= 0 && value <= 100, "a number from 0 to 100"],
  collection: [isFlag, "true or false"],
  licence: [isText, "a text that is not empty"],
  column: [(value) => isText(value) || isCount(value), "the name of a column, or its number from 1"],
  level: [isCount, "a whole number from 1"],
  wide: [isFlag, "true or false"]
};

/** Validates what the user says of a list. Throws a UserError that names `where` it stands and the key. */
export function normalizeAbout(where: string, value: unknown): AboutList {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new UserError(`invalid setting ${where}: ${JSON.stringify(value)}; it must be an object`);
  for (const [key, item] of Object.entries(value)) {
    if (!Object.hasOwn(checks, key))
      throw new UserError(`unknown setting: ${where}.${key}; the keys are ${Object.keys(checks).join(", ")}`);
    const [test, wanted] = checks[key as keyof AboutList];
    if (!test(item))
      throw new UserError(`invalid setting ${where}.${key}: ${JSON.stringify(item)}; it must be ${wanted}`);
  }
  return value;
}

/** A date as lists write it, in milliseconds since 1970, UTC unless it names a zone; null if it is none. */
export function parseDate(text: string): number | null {
  const plain = text
    .trim()
    .replaceAll("/", "-")
    .replace(/^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d)?)/, "$1T$2");
  const iso = /^(\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?)\s*(Z|[+-]\d\d:?\d\d)?/.exec(plain);
  const zoned = /\b(GMT|UTC|Z)\b|[+-]\d{4}\b/.test(text) ? text : `${text} UTC`;
  const time = Date.parse(iso ? (iso[1].length > 10 ? `${iso[1]}${iso[2] ?? "Z"}` : iso[1]) : zoned);
  return time > 0 && time < 4e12 && (iso || /\b(19|20)\d\d\b/.test(text)) ? time : null;
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "";
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 1;
}

function isFlag(value: unknown): boolean {
  return typeof value === "boolean";
}

import {UserError} from "../errors.js";

// Each gives the value of a setting, exact, or throws a UserError that names it and says what it must be.

const durations: Readonly<Record<string, number>> = {h: 3600e3, d: 86400e3, w: 7 * 86400e3, y: 365 * 86400e3};

export function normalizeObject(name: string, value: unknown, keys: readonly string[]): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw invalid(name, value, "an object");
  const prefix = name === "atlas.config.ts" ? "" : `${name}.`;
  for (const key of Object.keys(value))
    if (!keys.includes(key)) throw new UserError(`unknown setting: ${prefix}${key}; the keys are ${keys.join(", ")}`);
  return value as Record<string, unknown>;
}

export function normalizeText(name: string, value: unknown): string {
  if (typeof value !== "string" || value.trim() === "" || value.includes("\0"))
    throw invalid(name, value, "a text that is not empty");
  return value;
}

export function normalizeTexts(name: string, value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map((item) => normalizeText(name, item));
}

export function normalizeInteger(name: string, value: unknown, low: number, high: number): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= low && value <= high) return value;
  throw invalid(name, value, `a whole number from ${low.toLocaleString("en-US")} to ${high.toLocaleString("en-US")}`);
}

export function normalizeSize(name: string, value: unknown, low: number, high: number): number {
  const size = typeof value === "string" ? parseSize(value) : value;
  if (typeof size === "number" && size >= low && size <= high) return Math.floor(size);
  throw invalid(name, value, `a size from ${low} to ${high} bytes, such as "256 MB"`);
}

export function normalizeDuration(name: string, value: unknown): number {
  const [, count, unit] = (typeof value === "string" && /^(\d{1,5})\s*([hdwy])$/.exec(value.trim())) || [];
  if (unit === undefined) throw invalid(name, value, 'hours, days, weeks or years, such as "90d"');
  return Number(count) * durations[unit];
}

export function normalizeChoice<T extends string>(name: string, value: unknown, choices: readonly T[]): T {
  if (choices.includes(value as T)) return value as T;
  throw invalid(name, value, choices.join(" or "));
}

/** A URL of a web server, without a slash at the end. What may hold a secret is refused, since URLs are printed. */
export function normalizeUrl(name: string, value: unknown): string {
  const url = typeof value === "string" && URL.canParse(value) ? new URL(value) : null;
  if (url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search && !url.hash)
    return url.href.replace(/\/+$/, "");
  throw invalid(
    name,
    url ? url.origin : value,
    'the address of a web server and no more, such as "http://127.0.0.1:8080"'
  );
}

export function invalid(name: string, value: unknown, wanted: string): UserError {
  return new UserError(`invalid setting ${name}: ${JSON.stringify(value)}; it must be ${wanted}`);
}

function parseSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([kMGT]i?)?B?$/i.exec(text.trim());
  if (!match) return undefined;
  const [, digits, unit = ""] = match;
  return (
    Number(digits) *
    (unit.endsWith("i") ? 1024 : 1000) ** ["", "k", "m", "g", "t"].indexOf(unit.slice(0, 1).toLowerCase())
  );
}

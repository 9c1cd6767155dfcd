import {unmark} from "./bound.js";

const nbsp = "\u00a0"; // keeps a value and its unit on one line
const thin = "\u202f"; // the thousands mark
const absent = "not logged";

const prefixes = {
  si: {base: 1000, names: ["B", "kB", "MB", "GB", "TB", "PB", "EB"]},
  iec: {base: 1024, names: ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]}
} as const;

export type Units = keyof typeof prefixes;

type Value = number | null | undefined;

/** A count in full with thin thousands marks: `1 234 567`. A missing value is `not logged`. */
export function formatCount(value: Value): string {
  if (!isKnown(value)) return absent;
  const [whole, fraction] = (Number.isInteger(value) ? String(value) : value.toFixed(1)).split(".");
  const marked = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, thin) : whole;
  return fraction && fraction !== "0" ? `${marked}.${fraction}` : marked;
}

/** Bytes with three significant digits, in kB and MB or in KiB and MiB: `1.23 GB`. A missing value is `not logged`. */
export function formatBytes(value: Value, units: Units = "si"): string {
  if (!isKnown(value)) return absent;
  const {base, names} = prefixes[units];
  let scaled = value;
  let power = 0;
  while (Math.abs(scaled) >= (power === 0 ? base : base - 0.5) && power < names.length - 1) {
    scaled /= base;
    power++;
  }
  const digits = power === 0 || Math.abs(scaled) >= 999.5 ? String(Math.round(scaled)) : scaled.toPrecision(3);
  return `${digits}${nbsp}${names[power]}`;
}

/** Bytes to the last one, for tooltips: `1 234 567 890 bytes`. */
export function formatBytesExactly(value: Value): string {
  if (!isKnown(value)) return absent;
  return `${formatCount(Math.round(value))}${nbsp}${Math.round(value) === 1 ? "byte" : "bytes"}`;
}

/** A part of a whole with one decimal: `12.3 %`; `< 0.1 %` for what is there but would read as nothing. */
export function formatShare(part: Value, whole: Value): string {
  if (!isKnown(part) || !isKnown(whole) || whole === 0) return "–";
  const percent = (100 * part) / whole;
  if (percent > 0 && percent < 0.05) return `<${nbsp}0.1${nbsp}%`;
  if (percent < 100 && percent >= 99.95) return `>${nbsp}99.9${nbsp}%`;
  return `${percent === 100 ? "100" : percent.toFixed(1)}${nbsp}%`;
}

/** How a value moved, in words that need no sign: `2.4 times as much`, `12.3 % more`, `none before`. */
export function formatChange(before: Value, after: Value): string {
  if (!isKnown(before) || !isKnown(after)) return "–";
  if (before === after) return "no change";
  if (before === 0) return "none before";
  if (after === 0) return "none since";
  const ratio = after / before;
  if (ratio >= 2) return `${ratio >= 99.95 ? formatCount(Math.round(ratio)) : threeDigits(ratio)} times as much`;
  if (Math.abs(ratio - 1) < 0.0005) return "no change";
  return `${(100 * Math.abs(ratio - 1)).toFixed(1)}${nbsp}% ${ratio > 1 ? "more" : "less"}`;
}

/** The same for a narrow column: `× 2.40`, `+12.3 %`, `−8.1 %`, `new`, `gone`. */
export function formatChangeBriefly(before: Value, after: Value): string {
  if (!isKnown(before) || !isKnown(after) || (before === 0 && after === 0)) return "–";
  if (before === 0) return "new";
  if (after === 0) return "gone";
  const ratio = after / before;
  if (ratio >= 2) return `×${nbsp}${ratio >= 999.5 ? formatCount(Math.round(ratio)) : ratio.toPrecision(3)}`;
  return `${ratio > 1 ? "+" : ratio < 1 ? "−" : ""}${(100 * Math.abs(ratio - 1)).toFixed(1)}${nbsp}%`;
}

/** The text of an axis tick: what a formatter says, without the zeros after a decimal point. The axis says what is a bound. */
export function formatTick(text: string): string {
  return unmark(text)
    .replace(/(\.\d*?)0+(?=\D|$)/, "$1")
    .replace(/\.(?=\D|$)/, "");
}

/** `count` with its noun: `1 address`, `2 addresses`. The plural is the noun with an s unless it is given. */
export function formatNoun(count: number, noun: string, plural = `${noun}s`): string {
  return `${formatCount(count)}${nbsp}${count === 1 ? noun : plural}`;
}

/** Three significant digits without an exponent: `1.23`, `12.3`, `123`. */
export function threeDigits(value: number): string {
  return Math.abs(value) >= 999.5 ? formatCount(Math.round(value)) : String(Number(value.toPrecision(3)));
}

/** Whether a value is there at all: neither null nor the NaN that stands for it in a typed array. */
export function isKnown(value: Value): value is number {
  return value != null && !Number.isNaN(value);
}

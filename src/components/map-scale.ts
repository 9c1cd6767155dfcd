import type {Units} from "./format.js";
import {ramp} from "./palette.js";

export interface ShadeScale {
  readonly limits: readonly number[]; // where the next shade begins, ascending; one fewer than shades
  readonly shades: readonly string[];
  readonly of: (value: number | null) => string | null; // null where there is nothing to shade
}

/**
 * Six shades on a log scale whose limits are round numbers, so that the legend can name them: a step of 10 from the
 * largest value down, or a smaller one where the values lie closer together.
 */
export function shadeScale(values: readonly number[], units: Units = "si"): ShadeScale {
  const known = values.filter((value) => value > 0).sort((a, b) => a - b);
  if (known.length === 0) return {limits: [], shades: [], of: () => null};
  const [least, most] = [known[0], known[known.length - 1]];
  const steps = ramp.length - 1;
  const limits: number[] = [];
  const ratio = Math.min(10, Math.max(1.5, (most / least) ** (1 / ramp.length)));
  for (let i = steps; i >= 1; i--) {
    const limit = roundLimit(most / ratio ** (ramp.length - i), units);
    if (limit > least && limit <= most && !limits.includes(limit)) limits.push(limit);
  }
  limits.sort((a, b) => a - b);
  const shades = limits.length === 0 ? [ramp[ramp.length - 2]] : ramp.slice(ramp.length - limits.length - 1);
  return {
    limits,
    shades,
    of: (value) => {
      if (value === null || !(value > 0)) return null;
      return shades[limits.filter((limit) => value >= limit).length];
    }
  };
}

/** The radius of a circle whose area is in proportion to its value, so that twice the value looks twice as much. */
export function circleRadius(value: number, most: number, largest: number, least = 1.6): number {
  return most > 0 ? Math.max(least, largest * Math.sqrt(Math.max(0, value) / most)) : least;
}

/** The nearest number that reads as round, in the unit that readers see. */
function roundLimit(value: number, units: Units): number {
  const unit = units === "iec" && value >= 1024 ? 1024 ** Math.floor(Math.log(value) / Math.log(1024)) : 1;
  const scaled = value / unit;
  const power = 10 ** Math.floor(Math.log10(scaled));
  const digit = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].reduce((best, candidate) =>
    Math.abs(Math.log(candidate / (scaled / power))) < Math.abs(Math.log(best / (scaled / power))) ? candidate : best
  );
  return Math.max(1, Math.round(digit * power)) * unit;
}

import type {Units} from "./format.js";

/**
 * Some four round grid values from 0 to `max`: steps of 1, 2 or 5 in the unit that `max` is read in, so that an axis in
 * KiB and MiB is round too.
 */
export function roundTicks(max: number, units: Units = "si", count = 4): number[] {
  if (!(max > 0)) return [0];
  const unit = units === "iec" ? 1024 ** Math.floor(Math.log(max) / Math.log(1024)) : 1;
  const rough = max / unit / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((digit) => digit * power >= rough * 0.999) ?? 10) * power * unit;
  return Array.from({length: Math.floor(max / step) + 1}, (_, i) => Number((i * step).toPrecision(12)));
}

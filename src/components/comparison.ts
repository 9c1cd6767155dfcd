import type {Atlas} from "./atlas.js";
import type {Measure} from "./measure.js";
import type {ComparisonKind} from "./selection.js";

/** What a selection is compared with. */
export interface Comparison {
  readonly kind: ComparisonKind;
  readonly atlas: Atlas;
  readonly detail: Atlas | null; // all else in finer buckets, of the time around the selected one, where those were loaded
  readonly complete: boolean; // false where the logs begin within the time that it takes
  /** What a value there comes to here if nothing changed: itself, or its share of all else applied to the selection. */
  readonly expect: (value: number | null, measure?: Measure) => number | null;
}

/** Compares with another time, which may be `complete` or not. */
export function compareWithTime(kind: ComparisonKind, other: Atlas, complete: boolean): Comparison {
  return {kind, atlas: other, detail: null, complete, expect: (value) => value};
}

/** Compares with all else, whatever its size. */
export function compareWithRest(atlas: Atlas, other: Atlas, detail: Atlas | null): Comparison {
  const expect: Comparison["expect"] = (value, {of} = atlas.measure) => {
    const [own, all] = [of(atlas.summary), of(other.summary)];
    return value === null || own === null || !all ? null : (value / all) * own;
  };
  return {kind: "rest", atlas: other, detail, complete: true, expect};
}

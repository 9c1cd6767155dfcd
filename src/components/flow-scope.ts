import type {Atlas} from "./atlas.js";
import {valuesOf} from "./filter-atlas.js";
import type {FlowKey} from "./flows.js";
import {fits, isRowDimension} from "./selection.js";
import type {Dimension, Part, Selection} from "./selection.js";

const mostValues = 8; // of one dimension whose flows are added up
const narrowest = ["ip", "network", "asn", "country"] as const;

/** Flows that hold all that a selection asks for, and the parts of it that they do not follow: they may hold more then. */
export interface FlowScope {
  readonly keys: readonly FlowKey[];
  readonly left: readonly Part[];
}

/** The flows that a selection may be told by, the narrowest first; all traffic holds every selection. */
export function flowScopes({every}: Pick<Atlas, "every">, {parts}: Pick<Selection, "parts">): FlowScope[] {
  const ofSources = parts.filter(({dimension}) => !isRowDimension(dimension));
  const scopes = narrowest.flatMap((dimension): FlowScope[] => {
    const values = valuesIn(ofSources, dimension);
    if (values.length === 0 || values.length > mostValues || values.includes("")) return [];
    const rest = ofSources.filter((part) => part.dimension !== dimension);
    const keys = values.map((value) => ({dimension, value}));
    return [dimension === "ip" ? ofAddresses(every, keys, rest) : {keys, left: rest}];
  });
  return [...scopes, {keys: [{dimension: "all", value: ""}], left: ofSources}];
}

/** What is asked for of a dimension; a place asks for its country. */
function valuesIn(parts: readonly Part[], dimension: Dimension): string[] {
  const only = parts.filter(({exclude}) => !exclude);
  const not = new Set(parts.filter((part) => part.exclude && part.dimension === dimension).map(({value}) => value));
  const own = only.filter((part) => part.dimension === dimension).map(({value}) => value);
  const countries = only.filter((part) => part.dimension === "place").map(({value}) => value.split("|")[0]);
  const values = own.length === 0 && dimension === "country" ? countries : own;
  return [...new Set(values)].filter((value) => !not.has(value));
}

/** Of an address with a row of its own it is known whether it fits what else is asked for. */
function ofAddresses(every: Atlas["every"], keys: readonly FlowKey[], rest: readonly Part[]): FlowScope {
  const rows = keys.map(({value}) => every.find(({ip}) => ip === value));
  if (rest.length === 0 || rows.includes(undefined)) return {keys, left: rest};
  const asked = [...new Set(rest.map(({dimension}) => dimension))];
  return {
    keys: keys.filter((_, i) => asked.every((dimension) => fits(rest, dimension)(valuesOf(rows[i]!, dimension)))),
    left: []
  };
}

import {parseDate} from "./about.js";
import type {Stated} from "./draft.js";

type Key = "name" | "category" | "date" | "confidence" | "licence";

const keys: readonly (readonly [RegExp, Key])[] = [
  [/^(?:list )?name$/i, "name"],
  [/^category$/i, "category"],
  [/^confidence$/i, "confidence"],
  [/^(?:licen[cs]e|copyright|terms of use)$/i, "licence"],
  [
    /^(?:date|timestamp|last[ -]?(?:modified|updated?|change[ds]?)|updated(?: at)?|generated(?: at| on)?|(?:this|source) file date)$/i,
    "date"
  ]
];

/** What the comments at the head of a list say of it: `# Last updated: 2026-11-17 03:00:00 UTC`, `# Category: c2`. */
export function readHeader(comments: readonly string[]): Stated {
  const found: Partial<Record<Key, string>> = {};
  for (const comment of comments) {
    const [, label, value] = /^([^:]{3,30}?)\s*:\s*(\S.*?)[\s#]*$/.exec(comment) ?? [];
    const key = label === undefined ? undefined : keys.find(([pattern]) => pattern.test(label))?.[1];
    if (key !== undefined) found[key] ??= value;
  }
  const {name = knownName(comments), category, licence} = found;
  const date = found.date === undefined ? null : parseDate(found.date);
  const confidence = /^\d{1,3}$/.test(found.confidence ?? "") ? Number(found.confidence) : NaN;
  return {
    ...(name === undefined ? {} : {name}),
    ...(category === undefined ? {} : {category: category.toLowerCase()}),
    ...(licence === undefined ? {} : {licence}),
    ...(date === null ? {} : {date}),
    ...(confidence <= 100 ? {confidence} : {}),
    ...(comments.some((comment) => /\b(firehol|ipsum)\b/i.test(comment)) ? {collection: true} : {})
  };
}

/** Lists that name themselves in a heading of their own. */
function knownName(comments: readonly string[]): string | undefined {
  const heads = comments.slice(0, 6).join("\n");
  return /\b(Spamhaus (?:E?DROP|DROPv6)(?= list)|IPsum(?= threat)|Feodo Tracker|firehol_level\d)\b/i.exec(heads)?.[1];
}

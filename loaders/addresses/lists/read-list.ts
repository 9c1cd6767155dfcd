import {createHash} from "node:crypto";
import {readFileSync, statSync} from "node:fs";
import {basename} from "node:path";
import {messageOf} from "../../errors.js";
import type {AboutList} from "./about.js";
import {parseDate} from "./about.js";
import type {ListKind} from "./categories.js";
import {guessCategory, kindOf} from "./categories.js";
import {csv} from "./csv.js";
import type {ListDraft, ListReject, Window} from "./draft.js";
import {createDraft} from "./draft.js";
import type {ListFormat} from "./format.js";
import {contentOf} from "./format.js";
import {ipsum} from "./ipsum.js";
import {jsonLines} from "./json-lines.js";
import {misp} from "./misp.js";
import {plain} from "./plain.js";
import {publicParts} from "./public-parts.js";
import type {Range} from "./range.js";
import {stix} from "./stix.js";
import {torExits} from "./tor.js";

/** A list, what is known of it, and what it holds. */
export interface AddressList {
  readonly name: string; // unique, without commas
  readonly category: string | null; // null if neither the list nor the user says it
  readonly kind: ListKind;
  readonly date: number | null; // milliseconds since 1970
  readonly dated: "stated" | "file"; // file: the list names no date, so that of the file stands in
  readonly confidence: number | null; // 0 to 100
  readonly collection: boolean;
  readonly licence: string | null;
  readonly file: string;
  readonly format: string | null; // null if it could not be read
  readonly digest: string; // of the file: two copies of one file do not agree independently
  readonly entries: number;
  readonly malformed: number;
  readonly unsupported: number;
  readonly left: number; // below the level
  readonly reserved: number; // entries of which some or all lies in reserved ranges
  readonly note: string | null;
  readonly rejects: readonly ListReject[];
  readonly ranges: readonly Range[];
  readonly windows: readonly (Window | null | undefined)[];
  readonly asns: readonly number[];
}

const formats: readonly ListFormat[] = [stix, misp, torExits, jsonLines, ipsum, csv, plain]; // plain fits all
const largest = 256e6; // bytes

/** Reads a file into lists, one for most. Nothing in it is fatal: what cannot be read is refused, and the list's note says why. */
export function readList(path: string, file: string, about: AboutList = {}): AddressList[] {
  const {mtimeMs, size} = statSync(path);
  let digest = path;
  if (size > largest) return [refused("larger than 256 MB")];
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    return [refused(messageOf(error))];
  }
  digest = createHash("sha256").update(bytes).digest("hex");
  if (bytes.subarray(0, 4096).includes(0)) return [refused("not text; unpack it if it is packed")];
  const content = contentOf(bytes.toString("utf8").replace(/^\ufeff/, ""));
  const format = formats.find(({fits}) => fits(content, about))!;
  try {
    return format.read(content, about).map((draft) => listOf(draft, format.name, noteOn(draft)));
  } catch (error) {
    return [refused(messageOf(error))];
  }

  function refused(reason: string): AddressList {
    return listOf(createDraft(), null, `refused: ${reason}`);
  }

  function listOf(draft: ListDraft, format: string | null, note: string | null): AddressList {
    const {stated, entries, malformed, unsupported, left} = draft;
    const own = about.name ?? stated.name ?? basename(file).replace(/(?!^)\.[^.]*$/, "");
    const name = cleanName(stated.part ? `${own}: ${stated.part}` : own) || "unnamed";
    const category = cleanName(about.category ?? stated.category ?? guessCategory(name) ?? "") || null;
    const date = about.date === undefined ? stated.date : parseDate(about.date);
    const bad = note?.startsWith("refused") ?? false;
    return {
      name,
      category,
      kind: about.kind ?? stated.kind ?? kindOf(category ?? ""),
      date: date ?? Math.floor(mtimeMs),
      dated: date == null ? "file" : "stated",
      confidence: about.confidence ?? stated.confidence ?? null,
      collection: about.collection ?? stated.collection ?? false,
      licence: cleanText(about.licence ?? stated.licence ?? "", 300) || null,
      file,
      format: bad ? null : format,
      digest,
      ...{entries, malformed, unsupported, left, note, rejects: draft.samples},
      ...(bad ? {ranges: [], windows: [], asns: [], reserved: 0} : onlyPublic(draft))
    };
  }
}

/** A list of which more is broken than not is something else. */
function noteOn({entries, malformed, left, unsupported}: ListDraft): string | null {
  if (malformed > entries + left) return "refused: more than half of its entries are malformed";
  const notes = [
    left > 0 ? `${left} entries below the level left out` : "",
    entries === 0 && unsupported > 0 ? "no addresses" : ""
  ];
  return notes.filter(Boolean).join("; ") || null;
}

function onlyPublic({ranges, windows, asns}: ListDraft) {
  const kept = {ranges: [] as Range[], windows: [] as (Window | null | undefined)[], asns, reserved: 0};
  ranges.forEach((range, i) => {
    const parts = publicParts(range);
    if (parts[0] !== range) kept.reserved++;
    for (const part of parts) {
      if (windows[i]) kept.windows[kept.ranges.length] = windows[i];
      kept.ranges.push(part);
    }
  });
  return kept;
}

/** The name of a list as labels carry it: on one line, and without the comma that keeps names apart. */
export function cleanName(text: string): string {
  return cleanText(text.replaceAll(",", " "), 80);
}

function cleanText(text: string, most: number): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ").trim();
  return [...line].slice(0, most).join("").trim();
}

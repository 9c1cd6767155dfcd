import {compareTexts, endsWithSegment, headOf, headsAgree, matchSegments} from "./content.js";
import type {LogFile} from "./find-logs.js";
import {indexHeads} from "./head-index.js";
import type {Entry, Ledger} from "./ledger.js";
import {textSize} from "./ledger.js";
import {compressionOf} from "./open-log.js";
import {isParquet} from "./is-parquet.js";

/** What a file is to the store. */
export interface Identified {
  readonly file: LogFile;
  readonly entry: Entry | null; // what has been read of its content; null if nothing
  readonly rest: boolean; // something of it is left to read
  readonly copyOf: LogFile | null; // a file that holds all of its text and is read in its place
  readonly whole: boolean; // a copy: the other holds no more than it does
  readonly error: unknown; // why it can't be read; null if it can
}

interface Claim {
  readonly entry: Entry;
  readonly rest: boolean;
}

/**
 * Tells by content, not by name, which files the store has read, in part or whole, and which are copies of others. A file whose
 * text is the beginning of another's is a copy too, taken while that grew. A file that has kept its name, inode, size and time
 * is not looked into; one that has only grown, at its head and at the end of what was read.
 */
export async function identify(files: readonly LogFile[], ledger: Pick<Ledger, "entries">): Promise<Identified[]> {
  const entries = [...ledger.entries.values()];
  let beginningAs: ((head: Buffer) => Entry[]) | null = null; // where each file is as it was, none is asked for
  const claims = new Map<LogFile, Claim>();
  const errors = new Map<LogFile, unknown>();
  const heads = new Map<LogFile, Buffer>();
  const look = async (file: LogFile) => {
    try {
      heads.set(file, await headOf(file));
      beginningAs ??= indexHeads(
        entries.filter(({segments}) => segments.length > 0),
        ({head}) => Buffer.from(head, "base64")
      );
      return await findEntry(file, beginningAs(heads.get(file)!));
    } catch (error) {
      errors.set(file, error);
      return null;
    }
  };
  const holders = new Map(entries.flatMap((entry) => entry.holders.map((holder) => [holder.path, {entry, holder}])));
  for (const file of files) {
    if (file.size === 0) continue;
    const held = holders.get(file.path);
    const claim =
      held && isUnchanged(file, held.holder) ? {entry: held.entry, rest: !held.entry.finished} : await look(file);
    if (claim) claims.set(file, claim);
  }
  const copies = new Map<LogFile, {of: LogFile; whole: boolean}>();
  for (const [entry, claimants] of groupByEntry(claims)) {
    const [main, ...others] = [...claimants].sort((a, b) => Number(b.rest) - Number(a.rest)); // stable: then by path
    for (const {file, rest} of others) {
      if (rest && entry.finished)
        claims.delete(file); // it goes on otherwise than the first
      else copies.set(file, {of: main.file, whole: !main.rest});
    }
  }
  await findCopies(
    files.filter((file) => file.size > 0 && !copies.has(file) && !errors.has(file)),
    {claims, heads, copies}
  );
  return files.map((file) => ({
    file,
    entry: copies.has(file) ? null : (claims.get(file)?.entry ?? null),
    rest: claims.get(file)?.rest ?? true,
    copyOf: copies.get(file)?.of ?? null,
    whole: copies.get(file)?.whole ?? false,
    error: errors.get(file) ?? null
  }));
}

function isUnchanged({size, mtime, inode}: LogFile, holder: {size: number; mtime: number; inode: number}): boolean {
  return size === holder.size && mtime === holder.mtime && inode === holder.inode;
}

/** The entry with whose text a file begins, the longest if there are several. */
async function findEntry(file: LogFile, likely: readonly Entry[]): Promise<Claim | null> {
  for (const entry of [...likely].sort((a, b) => textSize(b) - textSize(a))) {
    if (await hasGrown(file, entry)) return {entry, rest: true};
    const segments = entry.tail ? [...entry.segments, entry.tail.segment] : entry.segments;
    const match = await matchSegments(file, segments);
    if (match === "all") return {entry, rest: !entry.finished};
    if (match === "beginning" || (entry.tail && (await matchSegments(file, entry.segments)) !== "neither"))
      return {entry, rest: true};
  }
  return null;
}

/** Whether a file is one that the entry was read from, and has only been written on. */
async function hasGrown(file: LogFile, {holders, segments}: Entry): Promise<boolean> {
  const same = holders.some(({path, inode, size}) => path === file.path && inode === file.inode && size < file.size);
  if (!same || file.member || isParquet(file) || (await compressionOf(file)) !== "none") return false;
  return endsWithSegment(file.path, textSize({segments}), segments.at(-1)!);
}

function groupByEntry(claims: ReadonlyMap<LogFile, Claim>) {
  const groups = new Map<Entry, {file: LogFile; rest: boolean}[]>();
  for (const [file, {entry, rest}] of claims) groups.set(entry, [...(groups.get(entry) ?? []), {file, rest}]);
  return groups;
}

interface FindCopiesContext {
  claims: Map<LogFile, Claim>;
  heads: Map<LogFile, Buffer>;
  copies: Map<LogFile, {of: LogFile; whole: boolean}>;
}

/** Compares files that the store does not know with all that begin as they do. Of equal ones the first is read. */
async function findCopies(files: readonly LogFile[], {claims, heads, copies}: FindCopiesContext): Promise<void> {
  if (files.every((file) => claims.has(file))) return;
  const headOfFile = (file: LogFile) => heads.get(file) ?? Buffer.from(claims.get(file)!.entry.head, "base64");
  const byHead = files
    .map((file, order) => ({file, order, head: headOfFile(file)}))
    .sort((a, b) => Buffer.compare(a.head, b.head));
  for (const [i, a] of byHead.entries()) {
    for (let j = i + 1; j < byHead.length && headsAgree(a.head, byHead[j].head); j++) {
      const b = byHead[j];
      if (copies.has(a.file)) break;
      if (copies.has(b.file) || (claims.has(a.file) && claims.has(b.file))) continue;
      const relation = await compareTexts(a.file, b.file);
      if (relation === "different") continue;
      const aIsCopy = relation === "shorter" || (relation === "equal" && (claims.has(b.file) || b.order < a.order));
      const [copy, of] = aIsCopy ? [a.file, b.file] : [b.file, a.file];
      copies.set(copy, {of, whole: relation === "equal"});
      claims.delete(copy);
    }
  }
  for (const copy of copies.values()) while (copies.has(copy.of)) copy.of = copies.get(copy.of)!.of;
}

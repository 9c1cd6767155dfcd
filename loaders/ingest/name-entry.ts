import {isDeepStrictEqual} from "node:util";
import type {LogFile} from "./find-logs.js";
import type {Identified} from "./identify.js";
import type {Entry} from "./ledger.js";

/** The files that hold the whole content of a file: itself, and its copies. */
export type Holders = ReadonlyMap<LogFile, readonly LogFile[]>;

export function holdersOf(found: readonly Identified[]): Holders {
  const holders = new Map(found.map(({file}) => [file, [file]]));
  for (const {file, copyOf, whole} of found) if (copyOf && whole) holders.get(copyOf)?.push(file);
  return holders;
}

/** An entry under the names of the files that hold it now; the very same if it has them. */
export function nameNow(entry: Entry, {file, holders: all}: {file: LogFile; holders: Holders}): Entry {
  const holders = all.get(file)!.map(({path, size, mtime, inode}) => ({path, size, mtime, inode}));
  const names = {log: file.log, file: file.file, holders, goneSince: null};
  const {log, file: name, holders: held, goneSince} = entry;
  return isDeepStrictEqual({log, file: name, holders: held, goneSince}, names) ? entry : {...entry, ...names};
}

import {existsSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {messageOf, UserError} from "../../errors.js";
import type {AboutList} from "./about.js";
import {normalizeAbout} from "./about.js";
import type {AddressList} from "./read-list.js";
import {beside, listFiles} from "./list-stamps.js";
import {readList} from "./read-list.js";

export interface ListsSetting {
  readonly folder: string; // read with all below it; it need not be there
  readonly about: Readonly<Record<string, AboutList>>; // by path below the folder; wins over the file beside
}

/** Reads all lists of a folder. What a list does not say of itself stands in the settings, or beside it in `NAME.about.json`. */
export function readLists({folder, about}: ListsSetting): AddressList[] {
  const lists = listFiles(folder).flatMap((file) => {
    const path = join(folder, file);
    return readList(path, file, {...readBeside(`${path}${beside}`), ...about[file.replaceAll("\\", "/")]});
  });
  const counts = new Map<string, number>();
  const names = new Set(lists.map(({name}) => name));
  return lists.map((list) => {
    let name = list.name;
    let count = counts.get(name) ?? 0;
    if (count > 0)
      do name = `${list.name} (${++count})`;
      while (names.has(name));
    counts.set(list.name, Math.max(1, count));
    names.add(name);
    return {...list, name};
  });
}

function readBeside(path: string): AboutList {
  if (!existsSync(path)) return {};
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new UserError(`invalid JSON: ${path} (${messageOf(error)}); correct it, or take it away`);
  }
  return normalizeAbout(path, value);
}

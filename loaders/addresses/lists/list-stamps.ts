import {existsSync, readdirSync, statSync} from "node:fs";
import {basename, join} from "node:path";
import type {ListsSetting} from "./read-lists.js";

export const beside = ".about.json";

/** What tells one state of the lists from another, without reading them: path, size and time of each file. */
export function listStamps({folder, about}: ListsSetting): string[] {
  const files = [...listFiles(folder), ...listFiles(folder, (name) => name.endsWith(beside))];
  const stamps = files.map((file) => {
    const {size, mtimeMs} = statSync(join(folder, file));
    return `${file}: ${size} bytes of ${mtimeMs}`;
  });
  return [...stamps, JSON.stringify(about)];
}

/** Files below a folder that may be lists, in the order of their paths. */
export function listFiles(folder: string, wanted = isList): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, {recursive: true, encoding: "utf8"})
    .filter((file) => wanted(basename(file)) && !/(^|[/\\])\./.test(file) && isFile(join(folder, file)))
    .sort();
}

function isList(name: string): boolean {
  return !name.endsWith(beside) && !/^(readme|licen[cs]e)\b/i.test(name);
}

function isFile(path: string): boolean {
  return statSync(path, {throwIfNoEntry: false})?.isFile() ?? false;
}

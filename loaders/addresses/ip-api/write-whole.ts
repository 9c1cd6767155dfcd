import {renameSync, writeFileSync} from "node:fs";

/** Writes a file whole or not at all: beside its place first, then by one rename. */
export function writeWhole(path: string, text: string, {flush = false} = {}): void {
  writeFileSync(`${path}.new`, text, {flush});
  renameSync(`${path}.new`, path);
}

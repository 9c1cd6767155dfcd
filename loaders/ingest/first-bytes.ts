import {closeSync, openSync, readSync} from "node:fs";

/** The first bytes of a file, all of them if it has fewer. Without a promise, which takes three times as long as the reading. */
export function firstBytes(path: string, count: number): Buffer {
  const file = openSync(path, "r");
  try {
    const buffer = Buffer.alloc(count);
    return buffer.subarray(0, readSync(file, buffer, 0, count, 0));
  } finally {
    closeSync(file);
  }
}

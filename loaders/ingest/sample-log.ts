import {open} from "node:fs/promises";
import type {Sample} from "../formats/index.js";
import type {Compression} from "./open-log.js";
import {openLog} from "./open-log.js";

const window = 256 * 1024; // bytes looked at in each place
const share = 70; // lines taken from each place

/** Takes whole lines from the head, the middle and the tail of a log; of a compressed one, from its head only. */
export async function sampleLog(
  path: string,
  compression: Compression,
  size: number
): Promise<Pick<Sample, "head" | "lines">> {
  if (compression === "gzip") {
    const head = linesOf(await headOf(path, size), true, false);
    return {head: head.slice(0, share), lines: head.slice(0, 3 * share)};
  }
  const file = await open(path);
  try {
    const read = async (at: number) => {
      const length = Math.min(window, size - at);
      const {buffer, bytesRead} = await file.read(Buffer.alloc(length), 0, length, at);
      return buffer.subarray(0, bytesRead);
    };
    const head = linesOf(await read(0), true, size <= window).slice(0, size <= window ? 3 * share : share);
    if (size <= 3 * window)
      return {head: head.slice(0, share), lines: linesOf(await read(0), true, size <= window).slice(0, 3 * share)};
    const middle = linesOf(await read(Math.floor((size - window) / 2)), false, false).slice(0, share);
    const tail = linesOf(await read(size - window), false, true).slice(-share);
    return {head, lines: [...head, ...middle, ...tail]};
  } finally {
    await file.close();
  }
}

async function headOf(path: string, size: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of openLog(path, "gzip", size).blocks) {
      parts.push(part);
      length += part.length;
      if (length >= window) break;
    }
  } catch (error) {
    if (length === 0) throw error;
  }
  return Buffer.concat(parts).subarray(0, window);
}

/** The lines of a block; one that the block cuts off at its start or at its end is left out. */
function linesOf(bytes: Buffer, fromStart: boolean, toEnd: boolean): string[] {
  const text = bytes.toString("utf8").replace(/^\ufeff/, "");
  const lines = text.split("\n").map((line) => line.replace(/\r$/, ""));
  if (!fromStart) lines.shift();
  if (!toEnd || lines.at(-1) === "") {
    if (lines.length > 1) lines.pop();
  }
  return lines;
}

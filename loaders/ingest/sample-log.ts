import {open} from "node:fs/promises";
import type {Sample} from "../formats/index.js";
import {UserError} from "../errors.js";
import {headSize} from "./content.js";
import type {Compression, Place} from "./open-log.js";
import {openLog} from "./open-log.js";

const window = 256 * 1024; // bytes looked at in each place
const share = 70; // lines taken from each place

/** What recognition sees of a log, and the first bytes of its text. */
export interface LogSample extends Pick<Sample, "head" | "lines"> {
  readonly start: Buffer;
}

/** Takes whole lines from the head, the middle and the tail of a log; of a compressed one, from its head only. `head` is all of the head. */
export async function sampleLog(log: Place, compression: Compression): Promise<LogSample> {
  const {path, size, member} = log;
  const bytes = await headOf(log, compression);
  const start = bytes.subarray(0, headSize);
  const head = linesOf(bytes, true);
  if (compression !== "none" || member || size <= window) return {start, head, lines: head.slice(0, 3 * share)};
  const file = await open(path);
  try {
    const read = async (at: number) => {
      const {buffer, bytesRead} = await file.read(Buffer.alloc(window), 0, window, at);
      return linesOf(buffer.subarray(0, bytesRead), false);
    };
    const middle = await read(Math.floor((size - window) / 2));
    const tail = await read(size - window);
    return {start, head, lines: [...head.slice(0, share), ...middle.slice(0, share), ...tail.slice(-share)]};
  } finally {
    await file.close();
  }
}

async function headOf(log: Place, compression: Compression): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of openLog(log, compression).blocks) {
      parts.push(Buffer.from(part));
      length += part.length;
      if (length >= window) break;
    }
  } catch (error) {
    if (length === 0) throw error;
  }
  const head = Buffer.concat(parts).subarray(0, window);
  if (head.subarray(257, 262).toString("latin1") === "ustar")
    throw new UserError(`unsupported log: ${log.path} is a tar archive; unpack it first`);
  return head;
}

/** The lines of a block, but for one that it cuts off at its start, and for a last one without an end unless it is the only one. */
function linesOf(bytes: Buffer, fromStart: boolean): string[] {
  const text = bytes.toString("utf8").replace(/^\ufeff/, "");
  const lines = text.split("\n").map((line) => line.replace(/\r$/, ""));
  if (!fromStart) lines.shift();
  if (lines.length > 1) lines.pop();
  return lines;
}

import {createReadStream} from "node:fs";
import {open} from "node:fs/promises";
import {UserError} from "../errors.js";
import {unpackers} from "./unpack.js";

export type Compression = "none" | keyof typeof unpackers;

const block = 4 * 1024 * 1024; // bytes a read

const packings: readonly [keyof typeof unpackers, readonly number[]][] = [
  ["gzip", [0x1f, 0x8b]],
  ["zstd", [0x28, 0xb5, 0x2f, 0xfd]],
  ["bzip2", [0x42, 0x5a, 0x68]],
  ["xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ["zip", [0x50, 0x4b, 0x03, 0x04]],
  ["zip", [0x50, 0x4b, 0x05, 0x06]], // without a file in it
  ["UTF-16LE", [0xff, 0xfe]],
  ["UTF-16BE", [0xfe, 0xff]]
];

const capture = "a packet capture; convert it with Zeek or Suricata first";

const refused: readonly [string, readonly number[]][] = [
  [capture, [0xd4, 0xc3, 0xb2, 0xa1]],
  [capture, [0xa1, 0xb2, 0xc3, 0xd4]],
  [capture, [0x4d, 0x3c, 0xb2, 0xa1]],
  [capture, [0x0a, 0x0d, 0x0d, 0x0a]],
  ["a file of nfdump's; write it out with nfdump -o csv first", [0x0c, 0xa5]],
  ["an Arrow file; write it as Parquet first", [0x41, 0x52, 0x52, 0x4f, 0x57, 0x31]]
];

/** Tells by its first bytes how a file is packed. Throws `unsupported log: path is …` for what cannot be read as lines. */
export async function compressionOf(path: string): Promise<Compression> {
  const file = await open(path);
  try {
    const {buffer, bytesRead} = await file.read(Buffer.alloc(8), 0, 8, 0);
    const starts = ([, bytes]: readonly [unknown, readonly number[]]) =>
      bytesRead >= bytes.length && bytes.every((byte, i) => buffer[i] === byte);
    const kind = refused.find(starts);
    if (kind) throw new UserError(`unsupported log: ${path} is ${kind[0]}`);
    return packings.find(starts)?.[0] ?? "none";
  } finally {
    await file.close();
  }
}

export interface OpenLog {
  readonly blocks: AsyncIterable<Buffer>; // the text, unpacked; a block is good until the next is asked for
  readonly consumed: () => number; // bytes on disk that were read so far
}

/**
 * Opens a log for reading up to `size` bytes, which is what it held when it was found: a log may grow while it is read. Blocks
 * throw a BrokenLogError where a packed log is damaged.
 */
export function openLog(path: string, compression: Compression, size: number): OpenLog {
  if (compression === "none") return openPlain(path, size);
  const file = createReadStream(path, {highWaterMark: block, end: size - 1});
  return {blocks: unpackers[compression](file, path), consumed: () => (compression === "zip" ? size : file.bytesRead)};
}

/** Reads into the same buffer again and again: a stream would make one for each block. */
function openPlain(path: string, size: number): OpenLog {
  let consumed = 0;
  async function* blocks(): AsyncGenerator<Buffer> {
    const file = await open(path);
    const buffer = Buffer.allocUnsafe(Math.min(block, size));
    try {
      while (consumed < size) {
        const {bytesRead} = await file.read(buffer, 0, Math.min(block, size - consumed), consumed);
        if (bytesRead === 0) return; // it was cut short since
        consumed += bytesRead;
        yield buffer.subarray(0, bytesRead);
      }
    } finally {
      await file.close();
    }
  }
  return {blocks: blocks(), consumed: () => consumed};
}

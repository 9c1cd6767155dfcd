import {createReadStream} from "node:fs";
import {open} from "node:fs/promises";
import type {Readable} from "node:stream";
import {createGunzip} from "node:zlib";
import {UserError} from "../errors.js";

export type Compression = "none" | "gzip";

const block = 4 * 1024 * 1024; // bytes a read

const kinds: readonly [string, readonly number[]][] = [
  ["zstd; decompress it first", [0x28, 0xb5, 0x2f, 0xfd]],
  ["bzip2; decompress it first", [0x42, 0x5a, 0x68]],
  ["xz; decompress it first", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ["a zip archive; unpack it first", [0x50, 0x4b, 0x03, 0x04]],
  ["UTF-16 text; convert it to UTF-8 first", [0xff, 0xfe]],
  ["UTF-16 text; convert it to UTF-8 first", [0xfe, 0xff]],
  ["a packet capture; convert it with Zeek or Suricata first", [0xd4, 0xc3, 0xb2, 0xa1]],
  ["a packet capture; convert it with Zeek or Suricata first", [0xa1, 0xb2, 0xc3, 0xd4]],
  ["a packet capture; convert it with Zeek or Suricata first", [0x0a, 0x0d, 0x0d, 0x0a]]
];

/** Tells by its first bytes how a file is packed. Throws `unsupported log: path is …` for what cannot be read as lines. */
export async function compressionOf(path: string): Promise<Compression> {
  const file = await open(path);
  try {
    const {buffer, bytesRead} = await file.read(Buffer.alloc(8), 0, 8, 0);
    const starts = (bytes: readonly number[]) =>
      bytesRead >= bytes.length && bytes.every((byte, i) => buffer[i] === byte);
    const kind = kinds.find(([, bytes]) => starts(bytes));
    if (kind) throw new UserError(`unsupported log: ${path} is ${kind[0]}`);
    return starts([0x1f, 0x8b]) ? "gzip" : "none";
  } finally {
    await file.close();
  }
}

export interface OpenLog {
  readonly blocks: AsyncIterable<Buffer>; // the text, unpacked; a block is good until the next is asked for
  readonly consumed: () => number; // bytes on disk that were read so far
}

/** Opens a log for reading up to `size` bytes, which is what it held when it was found: a log may grow while it is read. */
export function openLog(path: string, compression: Compression, size: number): OpenLog {
  if (compression === "none") return openPlain(path, size);
  const stream = createReadStream(path, {highWaterMark: block, end: size - 1});
  const unpacked: Readable = stream.pipe(createGunzip({chunkSize: block}));
  stream.on("error", (error) => unpacked.destroy(error));
  return {blocks: unpacked, consumed: () => stream.bytesRead};
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

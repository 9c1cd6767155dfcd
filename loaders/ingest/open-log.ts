import {createReadStream} from "node:fs";
import {open} from "node:fs/promises";
import {Readable} from "node:stream";
import {messageOf, UserError} from "../errors.js";
import type {LogFile} from "./find-logs.js";
import {firstBytes} from "./first-bytes.js";
import {unpackers} from "./unpack.js";
import type {Member} from "./zip.js";
import {listMembers, nameOf, openMember} from "./zip.js";

/** Where the bytes of a log are. */
export type Place = Pick<LogFile, "path" | "size" | "member">;

export type Compression = "none" | keyof typeof unpackers;

const block = 4 * 1024 * 1024; // bytes a read

const packings: readonly [keyof typeof unpackers, readonly number[]][] = [
  ["gzip", [0x1f, 0x8b]],
  ["zstd", [0x28, 0xb5, 0x2f, 0xfd]],
  ["bzip2", [0x42, 0x5a, 0x68]],
  ["xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ["UTF-16LE", [0xff, 0xfe]],
  ["UTF-16BE", [0xfe, 0xff]]
];

const zips = [
  [0x50, 0x4b, 0x03, 0x04],
  [0x50, 0x4b, 0x05, 0x06] // without a file in it
];

const parquet = [0x50, 0x41, 0x52, 0x31];

const capture = "a packet capture; convert it with Zeek or Suricata first";

const refused: readonly [string, readonly number[]][] = [
  [capture, [0xd4, 0xc3, 0xb2, 0xa1]],
  [capture, [0xa1, 0xb2, 0xc3, 0xd4]],
  [capture, [0x4d, 0x3c, 0xb2, 0xa1]],
  [capture, [0x0a, 0x0d, 0x0d, 0x0a]],
  ["a file of nfdump's; write it out with nfdump -o csv first", [0x0c, 0xa5]],
  ["an Arrow file; write it as Parquet first", [0x41, 0x52, 0x52, 0x4f, 0x57, 0x31]]
];

/** Tells by its first bytes how a log is packed, or what is in an archive. Throws `unsupported log: path is …` for what cannot be read as lines. */
export async function compressionOf({path, member}: Omit<Place, "size">): Promise<Compression> {
  const first = await startOf({path, member});
  const starts = ([, bytes]: readonly [unknown, readonly number[]]) => bytes.every((byte, i) => first[i] === byte);
  if (zips.some((bytes) => starts(["zip", bytes]))) throw member ? nested("a zip archive", member) : await noLogs(path);
  if (member && starts(["Parquet", parquet])) throw nested("a Parquet file", member);
  const kind = refused.find(starts);
  if (kind) throw new UserError(`unsupported log: ${path} is ${kind[0]}`);
  return packings.find(starts)?.[0] ?? "none";
}

async function startOf({path, member}: Omit<Place, "size">): Promise<Buffer> {
  if (!member) return firstBytes(path, 8);
  for await (const block of openMember(member)) return block.subarray(0, 8);
  return Buffer.alloc(0);
}

function nested(what: string, member: Member): UserError {
  return new UserError(`unsupported log: ${nameOf(member)} is ${what} in a zip archive; unpack it first`);
}

/** What is wrong with an archive that no log was found in. */
async function noLogs(path: string): Promise<UserError> {
  try {
    await listMembers(path);
    return new UserError(`unsupported log: ${path} is a zip archive without logs; put logs there`);
  } catch (error) {
    return new UserError(`damaged zip archive: ${path}; ${messageOf(error)}`);
  }
}

export interface OpenLog {
  readonly blocks: AsyncIterable<Buffer>; // the text, unpacked; a block is good until the next is asked for
  readonly consumed: () => number; // bytes on disk that were read so far
}

/**
 * Opens a log for reading up to `size` bytes, which is what it held when it was found: a log may grow while it is read. The first `from`
 * bytes of its text are passed over. Blocks throw a BrokenLogError where a packed log is damaged.
 */
export function openLog({path, size, member}: Place, compression: Compression, from = 0): OpenLog {
  if (member) return passOver(openInside(member, size, compression), from);
  if (compression === "none") return openPlain(path, size, from);
  const file = createReadStream(path, {highWaterMark: Math.min(block, size), end: size - 1});
  return passOver({blocks: unpackers[compression](file, size), consumed: () => file.bytesRead}, from);
}

function passOver({blocks, consumed}: OpenLog, bytes: number): OpenLog {
  return {blocks: skipBytes(blocks, bytes), consumed};
}

async function* skipBytes(blocks: AsyncIterable<Buffer>, bytes: number): AsyncGenerator<Buffer> {
  let left = bytes;
  for await (const block of blocks) {
    if (left < block.length) yield block.subarray(left);
    left = Math.max(0, left - block.length);
  }
}

/** How much of a log in an archive was read on disk is told by how much of it came out. */
function openInside(member: Member, size: number, compression: Compression): OpenLog {
  let unpacked = 0;
  const bytes = openMember(member, (count) => (unpacked += count));
  return {
    blocks: compression === "none" ? bytes : unpackers[compression](Readable.from(bytes, {objectMode: false}), size),
    consumed: () => Math.round(size * Math.min(1, unpacked / member.entry.uncompressedSize))
  };
}

/** Reads into the same buffer again and again: a stream would make one for each block. */
function openPlain(path: string, size: number, from: number): OpenLog {
  let consumed = from;
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

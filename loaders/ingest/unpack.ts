import {Readable} from "node:stream";
import {createGunzip} from "node:zlib";
import {Decompress} from "fzstd";
import unbzip2 from "unbzip2-stream";
import * as xz from "xz-decompress";
import {broken} from "./broken-log.js";

// Its types name an export that Node finds on the default only.
const {XzReadableStream} = (xz as unknown as {default: typeof xz}).default;

/** Takes the packed bytes, and how many there are. */
export type Unpack = (file: Readable, size: number) => AsyncIterable<Buffer>;

const block = 4 * 1024 * 1024; // bytes of text at once

/** How each kind of packed file is read, as a stream: none is ever whole in memory. */
export const unpackers = {
  gzip: unpackGzip,
  zstd: unpackZstd,
  bzip2: unpackBzip2,
  xz: unpackXz,
  "UTF-16LE": (file) => decode(file, "utf-16le"),
  "UTF-16BE": (file) => decode(file, "utf-16be")
} satisfies Record<string, Unpack>;

/** Several members in one file, as `cat a.gz b.gz` makes it, are all read. */
async function* unpackGzip(file: Readable, size: number): AsyncGenerator<Buffer> {
  let failure: unknown;
  const gunzip = createGunzip({chunkSize: Math.min(block, Math.max(65_536, 10 * size))}); // what a small log needs is made in no time
  file.on("error", (error) => {
    failure = error;
    gunzip.destroy(error);
  });
  try {
    yield* file.pipe(gunzip) as AsyncIterable<Buffer>;
  } catch (error) {
    throw broken(failure ?? error);
  } finally {
    file.destroy();
  }
}

/** The library works while it is written to, so that what stands before an error has come when the error does. */
async function* unpackBzip2(file: Readable): AsyncGenerator<Buffer> {
  const ready: Buffer[] = [];
  let failure: unknown;
  const bzip2 = unbzip2();
  bzip2.on("data", (part: Buffer) => ready.push(part));
  bzip2.on("error", (error: unknown) => (failure ??= error));
  for await (const part of file as AsyncIterable<Buffer>) {
    for (let at = 0; at < part.length && failure === undefined; at += 65_536) {
      bzip2.write(part.subarray(at, at + 65_536));
      yield* ready.splice(0);
    }
    if (failure !== undefined) throw broken(failure);
  }
  bzip2.end();
  yield* ready.splice(0);
  if (failure !== undefined) throw broken(failure);
}

async function* unpackZstd(file: Readable): AsyncGenerator<Buffer> {
  const ready: Buffer[] = [];
  const zstd = new Decompress((chunk) => ready.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)));
  let at = 0;
  for await (const part of file as AsyncIterable<Buffer>) {
    for (at = 0; at < part.length; at += 65_536) {
      try {
        zstd.push(part.subarray(at, at + 65_536));
      } catch (error) {
        yield* ready.splice(0);
        throw broken(error);
      }
      yield* ready.splice(0);
    }
  }
  try {
    zstd.push(new Uint8Array(0), true);
  } catch (error) {
    throw broken(error);
  }
  yield* ready.splice(0);
}

async function* unpackXz(file: Readable): AsyncGenerator<Buffer> {
  const reader = new XzReadableStream(Readable.toWeb(file) as ReadableStream<Uint8Array>).getReader();
  try {
    for (;;) {
      const {value, done} = await reader.read().catch((error: unknown) => {
        throw broken(error);
      });
      if (done) return;
      yield Buffer.from(value as Uint8Array); // its buffer is written again
    }
  } finally {
    reader.cancel().catch(() => {});
    file.destroy();
  }
}

async function* decode(file: Readable, encoding: "utf-16le" | "utf-16be"): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding);
  for await (const part of file as AsyncIterable<Buffer>) yield Buffer.from(decoder.decode(part, {stream: true}));
  yield Buffer.from(decoder.decode());
}

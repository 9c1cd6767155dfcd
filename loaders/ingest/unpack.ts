import {once} from "node:events";
import type {ReadStream} from "node:fs";
import type {Readable} from "node:stream";
import {Readable as NodeReadable} from "node:stream";
import {createGunzip} from "node:zlib";
import {Decompress} from "fzstd";
import unbzip2 from "unbzip2-stream";
import * as xz from "xz-decompress";
import type {Entry, ZipFile} from "yauzl";
import {open as openZip} from "yauzl";
import {messageOf, UserError} from "../errors.js";
import {printable} from "../terminal.js";

/** The packed file is damaged or cut off; what came before that is good. */
export class BrokenLogError extends Error {
  override name = "BrokenLogError";
}

// Its types name an export that Node finds on the default only.
const {XzReadableStream} = (xz as unknown as {default: typeof xz}).default;

export type Unpack = (file: ReadStream, path: string) => AsyncIterable<Buffer>;

const block = 4 * 1024 * 1024; // bytes of text at once

/** How each kind of packed file is read, as a stream: none is ever whole in memory. */
export const unpackers = {
  gzip: unpackGzip,
  zstd: unpackZstd,
  bzip2: unpackBzip2,
  xz: unpackXz,
  zip: unpackZip,
  "UTF-16LE": (file) => decode(file, "utf-16le"),
  "UTF-16BE": (file) => decode(file, "utf-16be")
} satisfies Record<string, Unpack>;

/** Several members in one file, as `cat a.gz b.gz` makes it, are all read. */
async function* unpackGzip(file: ReadStream): AsyncGenerator<Buffer> {
  let failure: unknown;
  const gunzip = createGunzip({chunkSize: block});
  file.on("error", (error) => {
    failure = error;
    gunzip.destroy(error);
  });
  try {
    yield* file.pipe(gunzip) as AsyncIterable<Buffer>;
  } catch (error) {
    throw failure ?? broken(error);
  } finally {
    file.destroy();
  }
}

/** The library works while it is written to, so that what stands before an error has come when the error does. */
async function* unpackBzip2(file: ReadStream): AsyncGenerator<Buffer> {
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

async function* unpackZstd(file: ReadStream): AsyncGenerator<Buffer> {
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

async function* unpackXz(file: ReadStream): AsyncGenerator<Buffer> {
  const reader = new XzReadableStream(NodeReadable.toWeb(file) as ReadableStream<Uint8Array>).getReader();
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

/** A zip archive of one file; one of several is refused, since each would be a log of its own. */
async function* unpackZip(file: ReadStream, path: string): AsyncGenerator<Buffer> {
  file.destroy(); // the list of a zip stands at its end
  const zip = await new Promise<ZipFile>((done, fail) =>
    openZip(path, {lazyEntries: true, autoClose: false}, (error, opened) =>
      error ? fail(broken(error)) : done(opened)
    )
  );
  try {
    const entries = (await listEntries(zip)).filter(({fileName}) => !isAside(fileName));
    if (entries.length !== 1)
      throw new UserError(
        `unsupported log: ${path} is a zip archive of ${entries.length} files${
          entries.length > 0
            ? ` (${entries
                .slice(0, 3)
                .map(({fileName}) => printable(fileName, 60))
                .join(", ")} …)`
            : ""
        }; unpack it first`
      );
    if (entries[0].isEncrypted())
      throw new UserError(`unsupported log: ${path} is an encrypted zip archive; unpack it first`);
    const stream = await new Promise<Readable>((done, fail) =>
      zip.openReadStream(entries[0], (error, opened) => (error ? fail(broken(error)) : done(opened)))
    );
    try {
      yield* stream as AsyncIterable<Buffer>;
    } catch (error) {
      throw broken(error);
    }
  } finally {
    zip.close();
  }
}

/** Folders, hidden files, and what macOS puts into an archive besides. */
function isAside(name: string): boolean {
  return name.endsWith("/") || name.split("/").some((part) => part.startsWith(".") || part === "__MACOSX");
}

async function listEntries(zip: ZipFile): Promise<Entry[]> {
  const entries: Entry[] = [];
  zip.on("entry", (entry: Entry) => {
    entries.push(entry);
    zip.readEntry();
  });
  const ended = once(zip, "end");
  zip.readEntry();
  await ended.catch((error: unknown) => {
    throw broken(error);
  });
  return entries;
}

async function* decode(file: ReadStream, encoding: "utf-16le" | "utf-16be"): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder(encoding);
  for await (const part of file as AsyncIterable<Buffer>) yield Buffer.from(decoder.decode(part, {stream: true}));
  yield Buffer.from(decoder.decode());
}

function broken(error: unknown): Error {
  if (
    error instanceof UserError ||
    ["ENOENT", "EACCES", "EPERM", "EIO"].includes((error as NodeJS.ErrnoException).code ?? "")
  )
    return error as Error;
  return new BrokenLogError(messageOf(error), {cause: error});
}

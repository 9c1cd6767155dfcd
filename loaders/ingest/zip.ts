import {once} from "node:events";
import type {Readable} from "node:stream";
import {PassThrough} from "node:stream";
import type {Entry, ZipFile} from "yauzl";
import {open as openZip} from "yauzl";
import {UserError} from "../errors.js";
import {printable} from "../terminal.js";
import {broken} from "./broken-log.js";
import {firstBytes} from "./first-bytes.js";

/** A log in a zip archive. */
export interface Member {
  readonly archive: string; // path
  readonly entry: Entry;
}

/** Whether a file is a zip archive, by its first bytes; one that can't be read is none. */
export function isZip(path: string): boolean {
  try {
    return ["PK\x03\x04", "PK\x05\x06"].includes(firstBytes(path, 4).toString("latin1")); // the second has no file in it
  } catch {
    return false;
  }
}

/**
 * The logs in a zip archive, in the order of their names: folders, hidden files, pages about them (README), truth files and what
 * macOS puts into an archive besides are passed over. Throws a BrokenLogError if the archive is damaged.
 */
export async function listMembers(path: string): Promise<Member[]> {
  const entries: Entry[] = [];
  await withZip(path, async (zip) => {
    zip.on("entry", (entry: Entry) => {
      if (!isAside(entry.fileName)) entries.push(entry);
      zip.readEntry();
    });
    const ended = once(zip, "end");
    zip.readEntry();
    await ended.catch((error: unknown) => {
      throw broken(error);
    });
  });
  return entries.sort((a, b) => (a.fileName < b.fileName ? -1 : 1)).map((entry): Member => ({archive: path, entry}));
}

/** The bytes of a log in an archive, as they come; `onRead` is told how many. */
export async function* openMember({archive, entry}: Member, onRead: (bytes: number) => void = () => {}) {
  const zip = await openArchive(archive);
  let stream: Readable | null = null;
  try {
    if (entry.isEncrypted())
      throw new UserError(`unsupported log: ${nameOf({archive, entry})} is encrypted; unpack it first`);
    stream = await new Promise<Readable>((done, fail) =>
      zip.openReadStream(entry, (error, opened) => (error ? fail(broken(error)) : done(opened)))
    );
    let failure: unknown;
    const ready = new PassThrough(); // an error would throw away what came before it
    stream.on("error", (error) => {
      failure = error;
      ready.end();
    });
    for await (const block of stream.pipe(ready) as AsyncIterable<Buffer>) {
      onRead(block.length);
      yield block;
    }
    if (failure !== undefined) throw broken(failure);
  } finally {
    stream?.destroy();
    zip.close();
  }
}

/** How a log in an archive is shown: as if the archive was a folder. */
export function nameOf({archive, entry}: Member): string {
  return `${archive}/${printable(entry.fileName, 200)}`;
}

async function withZip(path: string, work: (zip: ZipFile) => Promise<void>): Promise<void> {
  const zip = await openArchive(path);
  try {
    await work(zip);
  } finally {
    zip.close();
  }
}

function openArchive(path: string): Promise<ZipFile> {
  return new Promise((done, fail) =>
    openZip(path, {lazyEntries: true, autoClose: false}, (error, zip) => (error ? fail(broken(error)) : done(zip)))
  );
}

function isAside(name: string): boolean {
  const parts = name.split("/");
  return (
    name.endsWith("/") ||
    name.endsWith(".truth.json") ||
    /^readme\b/i.test(parts.at(-1)!) ||
    parts.some((part) => part.startsWith(".") || part === "__MACOSX")
  );
}

import {existsSync, readdirSync, statSync} from "node:fs";
import {basename, dirname, join, relative} from "node:path";
import {UserError} from "../errors.js";
import type {LogSource} from "../settings.js";
import {literal} from "../sql.js";
import type {Member} from "./zip.js";
import {isZip, listMembers} from "./zip.js";

export interface LogFile {
  readonly path: string; // absolute; a log in an archive stands below the archive's
  readonly file: string; // as it is shown: relative to the working directory where it lies below it
  readonly log: string; // label
  readonly size: number; // bytes on disk
  readonly mtime: number; // milliseconds
  readonly inode: number;
  readonly member: Member | null; // where it is in a zip archive
  readonly sample: boolean; // made by the generator, which leaves a truth file beside it
}

/**
 * Finds the files that files, folders (with all below them) and globs name, each once, in the order of their paths. In a folder,
 * hidden files, pages about it (README) and truth files are passed over; empty files are logs without lines. Of a zip archive
 * each log is one of its own, as if it was a folder. Throws `no such log: path` if something that was named does not exist.
 */
export async function findLogs(sources: readonly LogSource[], root = process.cwd()): Promise<LogFile[]> {
  const found = new Map<string, LogFile>();
  for (const {path, name} of sources) {
    for (const file of await expand(path)) {
      const {size, mtimeMs, ino} = statSync(file);
      const shown = relative(root, file);
      const log = {
        path: file,
        file: shown.startsWith("..") ? file : shown,
        log: name ?? labelOf(file),
        size,
        mtime: mtimeMs,
        inode: ino,
        member: null,
        sample: existsSync(`${file.replace(/\.[^./\\]+$/, "")}.truth.json`)
      };
      for (const one of isZip(file) ? await unfold(log, name) : [log]) found.set(one.path, one);
    }
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The logs in a zip archive; one alone goes by the archive's name. What is no archive of logs is left to who reads it, to say so. */
async function unfold(archive: LogFile, name: string | null | undefined): Promise<LogFile[]> {
  const members = await listMembers(archive.path).catch(() => []);
  if (members.length < 2) return [{...archive, member: members.at(0) ?? null}];
  const times = new Map<string, number>();
  return members.map((member) => {
    const {fileName} = member.entry;
    const count = (times.get(fileName) ?? 0) + 1;
    times.set(fileName, count);
    const below = count === 1 ? fileName : `${fileName} (${count})`; // an archive may have a name twice
    return {
      ...archive,
      path: `${archive.path}/${below}`,
      file: `${archive.file}/${below}`,
      log: name ?? labelOf(fileName),
      size: member.entry.uncompressedSize === 0 ? 0 : member.entry.compressedSize,
      member
    };
  });
}

// 20250203T0800Z, whatever comes behind it: load balancers, flow logs, Logpush.
const delivered = /^(.*?)[._-]?20\d{6}T\d{4}(?:\d\d)?Z(?:[._-].*)?$/;
// 2025-02-03-08 or 2025-02-03-08-00-00, then a name of capitals and digits: CloudFront, S3.
const deliveredByHour = /^(.*?)[._-]?20\d\d-\d\d-\d\d-\d\d(?:-\d\d-\d\d)?[.-][0-9A-Z]{8,}(?:\.[0-9A-Za-z.]+)?$/;

/**
 * The label of a log: its name without folder, packing, rotation and ending, `access` for `/var/log/access.log-20240304.2.gz`. What a
 * service delivers every few minutes has the time in its name, and then what no other file is called: all of it is one log, named by
 * what stands before the time, or if nothing does by the folder.
 */
export function labelOf(path: string): string {
  const [, before] = delivered.exec(basename(path)) ?? deliveredByHour.exec(basename(path)) ?? [];
  if (before === undefined) return stem(path);
  return (
    before ||
    (dirname(path)
      .split(/[\\/]/)
      .findLast((name) => /[A-Za-z]/.test(name) && !name.includes("=")) ??
      stem(path))
  );
}

function stem(path: string): string {
  let name = basename(path).replace(/\.(gz|zst|bz2|xz|zip)$/i, "");
  const rotated = /(?!^)[.-](\d{1,3}|\d{8}(-?\d{2,6})?|\d{10}|\d{4}-\d\d-\d\d([T_-]\d\d([:-]?\d\d){0,2})?)$/;
  while (rotated.test(name)) name = name.replace(rotated, "");
  name = name.replace(/(?!^)\.[A-Za-z][A-Za-z0-9]*$/, "");
  while (rotated.test(name)) name = name.replace(rotated, "");
  return name;
}

async function expand(path: string): Promise<string[]> {
  if (existsSync(path)) return statSync(path).isDirectory() ? listFolder(path) : [path];
  if (!/[*?[]/.test(path))
    throw new UserError(`no such log: ${path}; name files, folders or globs in LOGS or behind --`);
  const files = (await glob(path)).filter((file) => statSync(file).isFile());
  if (files.length === 0) throw new UserError(`no such log: ${path}; no file matches the pattern`);
  return files;
}

async function glob(pattern: string): Promise<string[]> {
  const {openDuckDB} = await import("../engines/duckdb.js"); // most logs are named without a pattern, and it takes long to load
  const connection = await openDuckDB();
  try {
    const reader = await connection.runAndReadAll(`SELECT file FROM glob(${literal(pattern)})`);
    return reader.getRowsJS().map(([file]) => String(file));
  } finally {
    connection.closeSync();
  }
}

/** The logs in a folder and all below it. */
export function listFolder(folder: string): string[] {
  return readdirSync(folder, {withFileTypes: true}).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.name.startsWith(".") || /^readme\b/i.test(entry.name) || entry.name.endsWith(".truth.json")) return [];
    if (entry.isDirectory()) return listFolder(path);
    return statSync(path, {throwIfNoEntry: false})?.isFile() ? [path] : [];
  });
}

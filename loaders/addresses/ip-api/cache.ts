import {existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync} from "node:fs";
import {join} from "node:path";
import type {Answer} from "./match-answers.js";
import {isAnswer} from "./match-answers.js";
import {fields} from "./send-batch.js";
import {writeWhole} from "./write-whole.js";

/** An answer, and who gave it when. */
export interface CachedAnswer {
  readonly source: string; // base URL
  readonly fetchedAt: number; // milliseconds since 1970
  readonly answer: Answer;
}

/** Answers on disk, by address. */
export interface Cache {
  readonly answers: ReadonlyMap<string, CachedAnswer>; // all that are fresh
  /** Keeps answers that have just come; when it returns, they outlive a crash. */
  add(answers: ReadonlyMap<string, Answer>, source: string): void;
}

export interface CacheOptions {
  clock: () => number; // milliseconds since 1970
  maxAge: number; // milliseconds that an answer stays fresh
  warn: (message: string) => unknown;
}

const missAge = 7 * 24 * 3600_000; // milliseconds at most that an address counts as not known to ip-api
const whole = "answers.json";
const manyParts = 100;

/**
 * Opens the cache in a folder. What comes is written to a small file each time, and when there are many, opening the cache puts
 * them together into one: so the work of keeping an answer does not grow with the cache. A damaged file is set aside.
 */
export function openCache(folder: string, {clock, maxAge, warn}: CacheOptions): Cache {
  mkdirSync(folder, {recursive: true});
  const answers = new Map<string, CachedAnswer>();
  const now = clock();
  const isFresh = ({fetchedAt, answer}: CachedAnswer) =>
    Math.abs(now - fetchedAt) < (answer.status === "success" ? maxAge : Math.min(maxAge, missAge));
  const numbers = readdirSync(folder).flatMap((name) => Number(/^answers-(\d+)\.json$/.exec(name)?.[1] ?? []));
  const parts = numbers.map((number) => `answers-${number}.json`);
  for (const name of [whole, ...parts])
    for (const [address, cached] of readFile(join(folder, name), warn))
      if (isFresh(cached) && !(cached.fetchedAt < (answers.get(address)?.fetchedAt ?? 0))) answers.set(address, cached);
  if (parts.length > manyParts) {
    write(whole, answers);
    for (const name of parts) rmSync(join(folder, name), {force: true});
  }
  let next = 1 + Math.max(0, ...numbers);

  function write(name: string, entries: ReadonlyMap<string, CachedAnswer>) {
    const rows = [...entries].map(([ip, cached]) => ({ip, ...cached}));
    writeWhole(join(folder, name), JSON.stringify({fields, answers: rows}), {flush: true});
  }

  return {
    answers,
    add(came, source) {
      const fetchedAt = clock();
      const entries = new Map([...came].map(([address, answer]) => [address, {source, fetchedAt, answer}]));
      if (entries.size === 0) return;
      write(`answers-${next++}.json`, entries);
      for (const [address, cached] of entries) answers.set(address, cached);
    }
  };
}

/** The answers of a file; none if there is no such file, if it is damaged, or if other fields were asked for. */
function readFile(path: string, warn: CacheOptions["warn"]): [string, CachedAnswer][] {
  if (!existsSync(path)) return [];
  try {
    const content = JSON.parse(readFileSync(path, "utf8")) as {fields: unknown; answers: Record<string, unknown>[]};
    if (typeof content.fields !== "string") throw new Error("no fields");
    return content.fields === fields ? content.answers.map(readEntry) : [];
  } catch {
    renameSync(path, `${path}.damaged`);
    warn(`ip-api: damaged cache set aside: ${path}.damaged; what it held is asked for again`);
    return [];
  }
}

function readEntry({ip, source, fetchedAt, answer}: Record<string, unknown>): [string, CachedAnswer] {
  if (typeof ip !== "string" || typeof source !== "string" || typeof fetchedAt !== "number" || !isAnswer(answer))
    throw new Error("no entry");
  return [ip, {source, fetchedAt, answer}];
}

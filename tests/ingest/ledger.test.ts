import {appendFileSync, copyFileSync, mkdirSync, renameSync, rmSync, truncateSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {gzipSync} from "node:zlib";
import {describe, expect, it} from "vitest";
import {readLogs, temporaryFolder} from "./read-fixture.js";

const header = "timestamp,source_ip,dest_ip,bytes_sent,status_code,protocol\n";
const rows = (from: number, to: number) =>
  Array.from(
    {length: to - from},
    (_, i) => `${1738569600 + from + i},192.0.2.1,203.0.113.20,${from + i},200,TCP\n`
  ).join("");

/** A folder of logs and a store: what `read` gives is the numbers of the rows in the tables, and how many bytes it read. */
function folderOfLogs() {
  const folder = temporaryFolder();
  const store = temporaryFolder();
  const path = (name: string) => join(folder, name);
  return {
    path,
    store,
    write: (name: string, text: string | Buffer) => writeFileSync(path(name), text),
    append: (name: string, text: string) => appendFileSync(path(name), text),
    async read(options: {keep?: number; now?: () => number} = {}) {
      const {events, logs} = await readLogs([folder], {store, ...options});
      return {
        rows: events.map(({bytes_sent}) => Number(bytes_sent)).sort((a, b) => a - b),
        read: logs.reduce((sum, {read}) => sum + read, 0),
        notes: logs.flatMap(({notes}) => notes),
        logs
      };
    }
  };
}

const numbers = (from: number, to: number) => Array.from({length: to - from}, (_, i) => from + i);

describe("a log that was read before", () => {
  it("is read on from where it ended", async () => {
    const {write, append, read} = folderOfLogs();
    write("a.log", header + rows(0, 100));
    await read();
    append("a.log", rows(100, 110));
    const grown = await read();
    expect(grown.rows).toEqual(numbers(0, 110));
    expect(grown.read).toBe(rows(100, 110).length);
    expect(grown.logs[0].lines).toBe(111);
    expect((await read()).read).toBe(0);
  });

  it("is known by another name, and packed", async () => {
    const {write, path, read} = folderOfLogs();
    const text = header + rows(0, 100);
    write("a.log", text);
    await read();
    renameSync(path("a.log"), path("a.log.1"));
    expect(await read()).toMatchObject({rows: numbers(0, 100), read: 0});
    write("a.log.2.gz", gzipSync(text));
    rmSync(path("a.log.1"));
    expect(await read()).toMatchObject({rows: numbers(0, 100), read: 0});
  });

  it("is known though it was written on before it was renamed, and another has taken its place", async () => {
    const {write, append, path, read} = folderOfLogs();
    write("a.log", header + rows(0, 100));
    await read();
    append("a.log", rows(100, 103));
    renameSync(path("a.log"), path("a.log.1"));
    write("a.log", header + rows(103, 108));
    const {rows: found, read: bytes} = await read();
    expect(found).toEqual(numbers(0, 108));
    expect(bytes).toBe(rows(100, 103).length + header.length + rows(103, 108).length);
  });

  it("counts once under two names, and says so", async () => {
    const {write, path, read} = folderOfLogs();
    write("a.log", header + rows(0, 100));
    copyFileSync(path("a.log"), path("copy.log"));
    write("older.log", header + rows(0, 50));
    const {rows: found, notes} = await read();
    expect(found).toEqual(numbers(0, 100));
    expect(
      notes.filter((note) => note.endsWith("counted once")).map((note) => note.replace(/\S*\/a.log/, "a.log"))
    ).toEqual(["holds the same as a.log: counted once", "is the beginning of a.log: counted once"]);
    rmSync(path("a.log"));
    expect(await read()).toMatchObject({rows: numbers(0, 100), read: 0});
    rmSync(path("copy.log"));
    expect((await read()).rows).toEqual(numbers(0, 50));
  });

  it("is read anew if it was replaced or cut short, and its old rows go", async () => {
    const {write, path, read} = folderOfLogs();
    write("a.log", header + rows(0, 100));
    await read();
    write("a.log", header + rows(200, 300));
    expect((await read()).rows).toEqual(numbers(200, 300));
    truncateSync(path("a.log"), (header + rows(200, 250)).length);
    expect((await read()).rows).toEqual(numbers(200, 250));
  });

  it("waits for the rest of a last line that is half written", async () => {
    const {write, append, read} = folderOfLogs();
    const last = rows(100, 101);
    write("a.log", header + rows(0, 100) + last.slice(0, 14));
    const half = await read();
    expect(half.rows).toEqual(numbers(0, 100));
    expect(half.logs[0]).toMatchObject({lines: 102, events: 100, rejected: 0, skipped: 2});
    expect(half.notes).toEqual(["the last line has no end and can't be read yet: it waits for the rest"]);
    append("a.log", last.slice(14, -1));
    expect((await read()).rows).toEqual(numbers(0, 101));
    append("a.log", `\n${rows(101, 102)}`);
    const whole = await read();
    expect(whole.rows).toEqual(numbers(0, 102));
    expect(whole.logs[0]).toMatchObject({lines: 103, events: 102, rejected: 0, skipped: 1});
  });

  it("takes the label of its new name", async () => {
    const {write, path, read} = folderOfLogs();
    write("web.log", header + rows(0, 10));
    await read();
    renameSync(path("web.log"), path("shop.log"));
    const {logs, read: bytes} = await read();
    expect([logs[0].log, bytes]).toEqual(["shop", 0]);
  });
});

describe("a log that has gone", () => {
  it("leaves the tables, or stays as long as the settings say", async () => {
    const {write, path, read} = folderOfLogs();
    const day = 86_400_000;
    write("a.log", header + rows(0, 10));
    write("b.log", header + rows(10, 20));
    await read({keep: 90 * day, now: () => 0});
    rmSync(path("a.log"));
    const kept = await read({keep: 90 * day, now: () => day});
    expect(kept.rows).toEqual(numbers(0, 20));
    expect(kept.notes).toEqual(["the file has gone; its events stay until 1970-04-02"]);
    expect((await read({keep: 90 * day, now: () => 92 * day})).rows).toEqual(numbers(10, 20));
  });

  it("goes at once without such a setting", async () => {
    const {write, path, read} = folderOfLogs();
    write("a.log", header + rows(0, 10));
    write("b.log", header + rows(10, 20));
    await read();
    rmSync(path("a.log"));
    expect((await read()).rows).toEqual(numbers(10, 20));
  });

  it("does not stay beside what has replaced it", async () => {
    const {write, read} = folderOfLogs();
    write("a.log", header + rows(0, 10));
    await read({keep: 1e12});
    write("a.log", header + rows(0, 9) + rows(20, 21));
    expect((await read({keep: 1e12})).rows).toEqual([...numbers(0, 9), 20]);
  });
});

describe("a store", () => {
  it("drops what a run that was killed left half written", async () => {
    const {write, read, store} = folderOfLogs();
    write("a.log", header + rows(0, 10));
    await read();
    mkdirSync(join(store, "events", "0123456789abcdef01234567"));
    writeFileSync(join(store, "events", "0123456789abcdef01234567", "0001.parquet"), "half");
    expect(await read()).toMatchObject({rows: numbers(0, 10), read: 0});
  });
});

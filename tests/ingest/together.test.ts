import {appendFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync} from "node:fs";
import {basename, join} from "node:path";
import {gzipSync} from "node:zlib";
import {describe, expect, it} from "vitest";
import {recognise} from "../../loaders/formats/index.js";
import {readLogs, temporaryFolder} from "./read-fixture.js";

const line = (second: number, host: string, bytes: number) =>
  `192.0.2.${second % 200} - - [03/Feb/2025:08:00:${String(second % 60).padStart(2, "0")} +0000] "GET /${host}/${second} HTTP/1.1" 200 ${bytes} "-" "test"\n`;
const hosts = ["a", "b", "c", "d"];
const text = (host: string, lines = 3) =>
  Array.from({length: lines}, (_, i) => line(i, host, 100 * (hosts.indexOf(host) + 1) + i)).join("");

/** A folder of small logs, and the sizes in its events, which tell the logs apart. */
function folderOfSmallLogs() {
  const folder = temporaryFolder();
  const store = temporaryFolder();
  for (const host of hosts) writeFileSync(join(folder, `${host}.log`), text(host));
  return {
    path: (name: string) => join(folder, name),
    files: () => readdirSync(join(store, "events")).length,
    async read(options: {keep?: number} = {}) {
      const {events, logs, connection} = await readLogs([folder], {store, ...options});
      const labels = await connection.runAndReadAll("SELECT DISTINCT log FROM events ORDER BY log");
      return {
        sizes: events.map(({bytes_received}) => Number(bytes_received)).sort((a, b) => a - b),
        labels: labels.getRowsJS().flat(),
        read: logs.reduce((sum, {read}) => sum + read, 0),
        logs
      };
    }
  };
}

const all = [100, 101, 102, 200, 201, 202, 300, 301, 302, 400, 401, 402];

describe("small logs that were read together", () => {
  it("share a file, and are told apart", async () => {
    const {read, files} = folderOfSmallLogs();
    const {sizes, labels, logs} = await read();
    expect(sizes).toEqual(all);
    expect(labels).toEqual(hosts);
    expect(files()).toBe(1);
    expect(logs.map(({lines, events, first_seen}) => [lines, events, first_seen])).toEqual(
      hosts.map(() => [3, 3, Date.UTC(2025, 1, 3, 8)])
    );
    expect((await read()).read).toBe(0);
  });

  it("go one by one, and are known by other names", async () => {
    const {read, path, files} = folderOfSmallLogs();
    await read();
    rmSync(path("b.log"));
    renameSync(path("c.log"), path("moved.log"));
    const {sizes, labels, read: bytes} = await read();
    expect(sizes).toEqual(all.filter((size) => size < 200 || size >= 300));
    expect(labels).toEqual(["a", "d", "moved"]);
    expect(bytes).toBe(0);
    for (const name of ["a", "d"]) rmSync(path(`${name}.log`));
    expect((await read()).sizes).toEqual([300, 301, 302]);
    rmSync(path("moved.log"));
    writeFileSync(path("new.log"), text("a", 1));
    expect((await read()).sizes).toEqual([100]);
    expect(files()).toBe(1);
  });

  it("go from the file that they share though another stands behind it", async () => {
    const {read, path} = folderOfSmallLogs();
    for (const name of ["c", "d"]) rmSync(path(`${name}.log`));
    writeFileSync(path("b.log"), text("b").trimEnd()); // its last line has no end, and is kept apart
    expect((await read()).sizes).toEqual(all.slice(0, 6));
    for (const name of ["c", "d"]) writeFileSync(path(`${name}.log`), text(name));
    await read();
    rmSync(path("b.log"));
    const {sizes, labels} = await read();
    expect(sizes).toEqual(all.filter((size) => size < 200 || size >= 300));
    expect(labels).toEqual(["a", "c", "d"]);
  });

  it("are read anew if they grow or are replaced, and their old rows go", async () => {
    const {read, path} = folderOfSmallLogs();
    await read();
    appendFileSync(path("a.log"), line(9, "a", 109));
    writeFileSync(path("d.log"), text("d", 1));
    const {sizes, read: bytes} = await read();
    expect(sizes).toEqual([...all.slice(0, 3), 109, ...all.slice(3, 9), 400]);
    expect(bytes).toBe(text("a").length + line(9, "a", 109).length + text("d", 1).length);
    expect((await read()).sizes).toEqual(sizes);
  });

  it("stay for a while after their files have gone, if they are to", async () => {
    const {read, path} = folderOfSmallLogs();
    await read({keep: 1e9});
    rmSync(path("b.log"));
    expect((await read({keep: 1e9})).sizes).toEqual(all);
    expect((await read()).sizes).toEqual(all.filter((size) => size < 200 || size >= 300));
  });

  it("are as if each was read alone, whatever their format", async () => {
    const folder = temporaryFolder();
    const fixtures = new URL("../fixtures/formats/", import.meta.url);
    for (const name of readdirSync(fixtures)) {
      const all = readFileSync(new URL(`${name}/input.log`, fixtures), "utf8").split(/(?<=\n)/);
      const lines = all.map((text) => text.replace(/\r?\n$/, ""));
      const sample = {head: lines, lines, modified: Date.now(), zone: "UTC"};
      const {header} = recognise(sample).format.read(sample);
      for (const part of [0, 1, 2]) {
        const some = all.filter((_, i) => i < header || i % 3 === part).join("");
        const path = join(folder, `${name}-part${part}.log`);
        if (part === 0)
          writeFileSync(path, some.replace(/\r?\n$/, "")); // its last line has no end
        else if (part === 1) writeFileSync(`${path}.gz`, gzipSync(some));
        else writeFileSync(path, some);
      }
      mkdirSync(join(folder, "good"), {recursive: true});
      const good = all.filter((_, i) => i >= header && i < header + 2).join(""); // few of which are broken
      writeFileSync(join(folder, "good", `${name}.log`), all.slice(0, header).join("") + good);
      writeFileSync(join(folder, "good", `${name}2.log`), `${all.slice(0, header).join("")}${good}${good}`);
    }
    const keep = <Log extends {file: string; seconds: number}>({file, ...log}: Log) => ({
      name: basename(file),
      ...Object.fromEntries(
        Object.entries(log).filter(([name]) => !["id", "version", "folder", "parts", "bytes", "seconds"].includes(name))
      )
    });
    const together = await readLogs([folder]);
    const copies = together.logs.filter(({notes}) => notes.some((note) => note.includes("counted once")));
    const alone: Awaited<ReturnType<typeof readLogs>>[] = [];
    for (const log of together.logs) if (!copies.includes(log)) alone.push(await readLogs([log.file]));
    expect(together.logs.filter((log) => !copies.includes(log)).map(keep)).toEqual(
      alone.flatMap(({logs}) => logs).map(keep)
    );
    const sorted = (events: readonly object[]) => events.map((event) => JSON.stringify(event)).sort();
    expect(sorted(together.events)).toEqual(sorted(alone.flatMap(({events}) => events)));
    const shared = together.logs.filter(({parts}) => parts.some(({member}) => member !== null));
    expect(new Set(shared.map(({format}) => format)).size).toBeGreaterThan(25);
    expect(shared.filter(({rejected}) => rejected > 0).length).toBeGreaterThan(10);
    expect(alone.flatMap(({logs}) => logs).filter(({parts}) => parts.some(({member}) => member !== null))).toEqual([]);
  }, 120_000);
});

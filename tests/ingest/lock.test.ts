import {existsSync, readdirSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {expect, it} from "vitest";
import {lockStore} from "../../loaders/ingest/index.js";
import {temporaryFolder} from "./read-fixture.js";

it("a store is given to one process at a time", () => {
  const store = temporaryFolder();
  const unlock = lockStore(store, {pid: process.ppid});
  expect(() => lockStore(store)).toThrow(`store in use: ${store}, by process ${process.ppid} on `);
  unlock();
  lockStore(store)();
  expect(readdirSync(store)).toEqual([]);
});

it("a lock is taken over from a process that has died, but not from another machine's", () => {
  const store = temporaryFolder();
  lockStore(store, {pid: 2 ** 30});
  const unlock = lockStore(store);
  expect(existsSync(join(store, "lock"))).toBe(true);
  unlock();
  lockStore(store, {pid: 2 ** 30, host: "elsewhere"});
  expect(() => lockStore(store)).toThrow(/on elsewhere since .* \(if that process has died, remove /);
});

it("a lock that nobody can read is no lock", () => {
  const store = temporaryFolder();
  writeFileSync(join(store, "lock"), "");
  lockStore(store)();
  expect(readdirSync(store)).toEqual([]);
});

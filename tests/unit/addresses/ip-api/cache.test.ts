import {mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, describe, expect, it} from "vitest";
import {openCache} from "../../../../loaders/addresses/ip-api/cache.js";

const root = mkdtempSync(join(tmpdir(), "cache-"));
afterAll(() => rmSync(root, {recursive: true}));

const day = 24 * 3600_000;
const base = "http://127.0.0.1";
const norway = {status: "success", countryCode: "NO"};
const miss = {status: "fail", message: "reserved range"};

let folders = 0;
function begin() {
  const folder = join(root, String(folders++));
  const warnings: string[] = [];
  const open = (clock = 0, maxAge = 30 * day) =>
    openCache(folder, {clock: () => clock, maxAge, warn: (message) => warnings.push(message)});
  return {folder, open, warnings};
}

const keys = ({answers}: ReturnType<typeof openCache>) => [...answers.keys()].sort();

describe("openCache(folder, options)", () => {
  it("keeps answers with source and time, in this run and the next", () => {
    const {open} = begin();
    const cache = open(5);
    cache.add(new Map([["8.8.8.8", norway]]), base);
    for (const {answers} of [cache, open()])
      expect([...answers]).toEqual([["8.8.8.8", {source: base, fetchedAt: 5, answer: norway}]]);
  });
  it("forgets what is known after 30 days or as set, what is not known after 7", () => {
    const {open} = begin();
    open().add(
      new Map<string, typeof norway | typeof miss>([
        ["8.8.8.8", norway],
        ["9.9.9.9", miss]
      ]),
      base
    );
    expect(keys(open(7 * day - 1))).toEqual(["8.8.8.8", "9.9.9.9"]);
    expect(keys(open(7 * day))).toEqual(["8.8.8.8"]);
    expect(keys(open(30 * day))).toEqual([]);
    expect(keys(open(day, day))).toEqual([]);
  });
  it("takes the newer of two answers", () => {
    const {open} = begin();
    open(9).add(new Map([["8.8.8.8", norway]]), base);
    open(3).add(new Map([["8.8.8.8", miss]]), base);
    expect(open(10).answers.get("8.8.8.8")!.answer).toEqual(norway);
  });
  it("puts many small files together, and loses none", () => {
    const {folder, open} = begin();
    const cache = open();
    for (let n = 0; n < 101; n++) cache.add(new Map([[`8.8.8.${n}`, norway]]), base);
    expect(readdirSync(folder)).toHaveLength(101);
    expect(open().answers.size).toBe(101);
    expect(readdirSync(folder)).toEqual(["answers.json"]);
    expect(open().answers.size).toBe(101);
  });
  it("writes no file for no answers, and never over one of an earlier run", () => {
    const {folder, open} = begin();
    open().add(new Map(), base);
    open().add(new Map([["8.8.8.8", norway]]), base);
    open().add(new Map([["9.9.9.9", norway]]), base);
    expect(readdirSync(folder).sort()).toEqual(["answers-1.json", "answers-2.json"]);
  });
  it.each(["", "{", "[]", "null", '{"fields":7}', "CUT"])("sets a damaged file aside with a warning: %j", (text) => {
    const {folder, open, warnings} = begin();
    open().add(new Map([["8.8.8.8", norway]]), base);
    open().add(new Map([["9.9.9.9", norway]]), base);
    const path = join(folder, "answers-1.json");
    writeFileSync(path, text === "CUT" ? readFileSync(path).subarray(0, -5) : text);
    expect(keys(open())).toEqual(["9.9.9.9"]);
    expect(warnings).toEqual([`ip-api: damaged cache set aside: ${path}.damaged; what it held is asked for again`]);
    expect(readdirSync(folder).sort()).toEqual(["answers-1.json.damaged", "answers-2.json"]);
  });
  it("sets a file aside that holds what is no answer", () => {
    const {folder, open, warnings} = begin();
    open().add(new Map([["8.8.8.8", norway]]), base);
    const path = join(folder, "answers-1.json");
    writeFileSync(path, readFileSync(path, "utf8").replace("success", "perhaps"));
    expect([keys(open()), warnings.length]).toEqual([[], 1]);
  });
  it("does not use answers to other questions, nor a file that was left half written", () => {
    const {folder, open, warnings} = begin();
    open().add(new Map([["8.8.8.8", norway]]), base);
    const path = join(folder, "answers-1.json");
    writeFileSync(`${path.slice(0, -6)}2.json.new`, '{"fields":');
    writeFileSync(path, readFileSync(path, "utf8").replace("countryCode,", ""));
    expect([keys(open()), warnings]).toEqual([[], []]);
  });
});

import {existsSync, mkdirSync, readdirSync, writeFileSync} from "node:fs";
import {dirname, join} from "node:path";
import {describe, expect, it} from "vitest";
import {checkOutput, halfReports, removeStore} from "../../loaders/own-files.js";
import {temporary} from "./site/temporary.js";

function files(...names: string[]): string {
  const folder = temporary();
  for (const name of names) {
    mkdirSync(dirname(join(folder, name)), {recursive: true});
    writeFileSync(join(folder, name), name);
  }
  return folder;
}

const report = ["index.html", "_observablehq/client.js", "data/summary.arrow"];

describe("checkOutput", () => {
  it("lets a report be built in a new place, in an empty folder and over a report", () => {
    for (const output of [join(temporary(), "dist"), files(), files(...report)])
      expect(() => checkOutput(output)).not.toThrow();
  });

  it.each([[["notes.txt"]], [["index.html"]], [[...report, ".git/HEAD"]]])("refuses a folder with %j", (names) => {
    expect(() => checkOutput(files(...names))).toThrow("unsafe output");
  });

  it("refuses a file", () => {
    expect(() => checkOutput(join(files("report"), "report"))).toThrow("unsafe output");
  });
});

describe("halfReports", () => {
  it("are those that a build has left beside the output, and no copy that somebody made", () => {
    const folder = files("dist.traffic-atlas-old-42/a", "dist.traffic-atlas-new-7/a", "dist.old-2024/a", "dist/a");
    expect(halfReports(join(folder, "dist"))).toEqual([
      {path: join(folder, "dist.traffic-atlas-new-7"), kind: "new", pid: 7},
      {path: join(folder, "dist.traffic-atlas-old-42"), kind: "old", pid: 42}
    ]);
    expect(halfReports(join(folder, "no", "dist"))).toEqual([]);
  });
});

describe("removeStore", () => {
  const key = "0123456789abcdef01234567";
  const made = [
    `events/${key}/0000.parquet`,
    `events/${key}.unfinished/0000.parquet`,
    "tables/traffic.arrow",
    "tables/tiles/digest",
    "tables/tiles/2026-10-18T00-traffic-90e61f4968f3.arrow.gz",
    "tables/tiles/flows-country-90e61f4968f3.arrow.gz",
    "sums/index.json",
    "sums/addresses-90e61f4968f3.parquet",
    "addresses.parquet",
    "temp-1/a"
  ];

  it("removes a store", () => {
    const answers = [
      "answers.json",
      "answers-7.json",
      "answers-8.json.new",
      "answers-9.json.damaged",
      "pace.json",
      "unasked"
    ];
    const store = files(
      ...made,
      "tables/digest",
      "tables/sources.arrow.new",
      ...answers.map((name) => `ip-api/${name}`)
    );
    expect(removeStore(store)).toBe(true);
    expect(existsSync(store)).toBe(false);
    expect(removeStore(store)).toBe(false);
  });

  it("leaves what it did not make", () => {
    const store = files(
      ...made,
      "access.log",
      "events/old.parquet",
      "tables/mine.arrow",
      "temp-a/b",
      "ip-api/answers.txt"
    );
    expect(removeStore(store)).toBe(true);
    expect(readdirSync(store, {recursive: true}).sort()).toEqual(
      [
        "access.log",
        "events",
        "events/old.parquet",
        "tables",
        "tables/mine.arrow",
        "temp-a",
        "temp-a/b",
        "ip-api",
        "ip-api/answers.txt"
      ].sort()
    );
  });
});

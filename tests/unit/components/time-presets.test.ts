import {expect, it} from "vitest";
import {timePresets} from "../../../src/components/time-presets.js";
import {atlasOf} from "./fixture.js";

const day = 86_400_000;
const first = Date.UTC(2025, 10, 17);
const summary = {bucket_seconds: 6 * 3600, first_seen: first, last_seen: first + 10 * day - 1};

/** A report of so many bytes in each quarter of a day. */
function reportOf(bytes: readonly number[]) {
  const traffic = bytes.map((bytes_sent, i) => ({
    ...{bucket: first + i * 6 * 3_600_000, source: 0, log: "test", protocol: "TCP", status: "allow"},
    ...{events: 1, bytes_sent, bytes_received: 0, unsized: 0}
  }));
  return atlasOf({summary, traffic});
}

it("offers the last day, the last week and the day with most traffic, where the report is longer than each", () => {
  const bytes = Array.from({length: 40}, (_, i) => (i === 13 ? 500 : i === 16 || i === 17 ? 300 : 1));
  expect(timePresets(reportOf(bytes))).toEqual([
    ["Last day", first + 9 * day, first + 10 * day],
    ["Last 7 days", first + 3 * day, first + 10 * day],
    ["Busiest day", first + 4 * day, first + 5 * day], // two quarters of 300, against one of 500
    ["All", first, first + 10 * day]
  ]);
});

it("offers all of a report of a few hours", () => {
  const {start, end} = atlasOf().known;
  expect(timePresets(atlasOf())).toEqual([["All", start, end]]);
});

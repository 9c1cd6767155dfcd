import {expect, it} from "vitest";
import {mainTime} from "../../../src/components/main-time.js";
import {atlasOf} from "./fixture.js";

const day = 86_400_000;
const first = Date.UTC(2025, 10, 17);

/** A report of so many events in each day. */
function reportOf(events: readonly number[]) {
  const summary = {bucket_seconds: 86_400, first_seen: first, last_seen: first + events.length * day - 1};
  const traffic = events.flatMap((events, i) =>
    events === 0
      ? []
      : [
          {
            ...{bucket: first + i * day, source: 0, log: "test", protocol: "TCP", status: "allow"},
            ...{events, bytes_sent: 1, bytes_received: 0, unsized: 0}
          }
        ]
  );
  return atlasOf({summary, traffic});
}

it("is where all but a few events lie, if these are far away", () => {
  const events: number[] = Array.from({length: 40}, (_, i) => (i === 0 ? 2 : i === 25 || i === 27 ? 3000 : 0));
  events[39] = 1;
  expect(mainTime(reportOf(events))).toEqual({from: first + 25 * day, to: first + 28 * day, others: 3});
});

it("is the one with most events of those that are as short", () => {
  const events = Array.from({length: 40}, (_, i) => (i === 10 ? 5000 : i === 9 ? 1 : i === 11 ? 3 : i % 39 ? 0 : 1));
  expect(mainTime(reportOf(events))).toEqual({from: first + 10 * day, to: first + 12 * day, others: 3});
});

it.each([
  ["more events are elsewhere", [...Array<number>(30).fill(0), 990, 0, 10]],
  ["it would be more than a quarter of the report", [1, 0, 0, 0, 2000, 2000, 2000]],
  ["events are spread evenly", Array<number>(20).fill(100)],
  ["there is one bucket", [7]],
  ["nothing has a time", []]
])("is not told where %s", (_, events) => {
  expect(mainTime(reportOf(events))).toBeNull();
});

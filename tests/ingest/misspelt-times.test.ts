import {expect, it} from "vitest";
import {eventsFrom} from "../../loaders/formats/event-columns.js";
import {openDuckDB} from "../../loaders/engines/duckdb.js";

const seeds = [
  ...[
    "2026-10-18T00:00:00",
    "2026-10-18 10:55:32",
    "2026-10-18 10:55:32.123",
    "2026-10-18 10:55:32.123456",
    "2026-1-8 1:02"
  ],
  ...[
    "2026-10-18T10:55:32+01:00",
    "2026-10-18T23:55:32-05:30",
    "2026-10-18T10:55:32.123456+0100",
    "2026-10-18T10:55:32Z"
  ],
  ...[
    "0001-01-01T00:00:00+00:00",
    "9999-12-31T23:59:59-14:00",
    "2026-10-18T24:00:00",
    "2026-02-30T10:00:00",
    "2026-10-18"
  ],
  ...["1792281600", "1792281600.342", "1792281600342", "1792281600342123", "1792281600342123456"]
];

/** Milliseconds since 1970; null for what is not written in one of the ways above, undefined where it depends on the calendar. */
function parse(text: string): number | null | undefined {
  if (/^\d{1,10}(\.\d{1,6})?$/.test(text)) return Math.floor(Number(text) * 1000 + 1e-4);
  if (/^\d{12,14}$/.test(text)) return Number(text);
  if (/^\d{15,17}$/.test(text)) return Number(BigInt(text) / 1000n);
  if (/^\d+(\.\d+)?$/.test(text)) return undefined;
  if (/Z$|:\d\d(\.\d+)? ?[+-]\d\d$/.test(text)) return undefined; // DuckDB reads more and less of these
  const [, date, clock, zone] =
    /^(\d{4}-\d{1,2}-\d{1,2})(?:[T ](\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?)(?: ?([+-]\d\d:?\d\d))?)?$/.exec(text) ?? [];
  if (date === undefined) return null;
  const [year, month, day] = date.split("-").map(Number);
  const [hours, minutes, seconds = 0] = (clock ?? "0:00").split(":").map(Number);
  const [, sign, ahead, more] = /^([+-])(\d\d):?(\d\d)$/.exec(zone ?? "") ?? [];
  const usual =
    year >= 1971 && month >= 1 && month <= 12 && day >= 1 && day <= 28 && hours < 24 && minutes < 60 && seconds < 60;
  if (!usual || Number(ahead ?? 0) > 15 || Number(more ?? 0) > 59) return undefined;
  const offset = sign ? Number(`${sign}1`) * (Number(ahead) * 60 + Number(more ?? 0)) : 0;
  return Date.UTC(year, month - 1, day, hours, minutes - offset) + Math.floor(seconds * 1000 + 1e-4);
}

/** Numbers from 0 to below `limit`, the same for the same seed. */
function createRandom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

function mutate(seed: string, random: (limit: number) => number): string {
  const letters = [...seed];
  const others = [..."0123456789-+:/.TZ[] abEurope_é"];
  for (let i = random(4); i > 0; i--)
    letters.splice(
      random(letters.length + 1),
      random(3) > 0 ? 1 : 0,
      ...(random(3) > 0 ? [others[random(others.length)]] : [])
    );
  return letters.join("");
}

it("times are read, or refused, as a plain parser does it, however they are misspelt", async () => {
  const random = createRandom(8);
  const texts = [...new Set(Array.from({length: 60_000}, (_, i) => mutate(seeds[i % seeds.length], random)))];
  const connection = await openDuckDB();
  await connection.run("CREATE TABLE times (text VARCHAR)");
  const appender = await connection.createAppender("times");
  for (const text of texts) {
    appender.appendVarchar(text);
    appender.endRow();
  }
  appender.closeSync();
  const {from, select, valid} = eventsFrom({timestamp: "text"}, "times", ["text"]);
  const reader = await connection.runAndReadAll(
    `SELECT text, CASE WHEN ${valid} THEN epoch_ms(timestamp)::DOUBLE END FROM (SELECT *, ${select} FROM ${from})`
  );
  connection.closeSync();
  const wrong = reader.getRowsJS().filter(([text, time]) => ![time, undefined].includes(parse(String(text)) as never));
  expect(wrong).toEqual([]);
  expect(reader.getRowsJS().filter(([, time]) => time !== null).length).toBeGreaterThan(2500);
});

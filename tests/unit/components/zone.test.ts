import fc from "fast-check";
import {afterEach, describe, expect, it} from "vitest";
import {formatMinute, formatMoment, formatPeriod, formatStamp} from "../../../src/components/format-time.js";
import {coarsen} from "../../../src/components/timeline.js";
import {fromLocal, isZone, offsetAt, setZone, toLocal, zoneName, zoneTicks} from "../../../src/components/zone.js";

const hour = 3_600_000;
const zones = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia"];
afterEach(() => void setZone("UTC"));

describe("the zone of a page", () => {
  it("is UTC until another is chosen, which must exist", () => {
    expect([zoneName(), offsetAt(Date.UTC(2026, 6, 1))]).toEqual(["UTC", 0]);
    expect([setZone("Europe/Nowhere"), isZone(""), zoneName()]).toEqual([false, false, "UTC"]);
    expect([setZone("Europe/Berlin"), zoneName()]).toEqual([true, "Europe/Berlin"]);
  });
  it("shows in every text", () => {
    setZone("Europe/Berlin");
    const moment = Date.UTC(2026, 9, 24, 22, 30);
    expect([formatMinute(moment), formatStamp(moment), formatMoment(moment)]).toEqual([
      "Sun 25 Oct, 00:30",
      "2026-10-25 00:30",
      "Sun 25 Oct, 00:30 Europe/Berlin"
    ]);
    expect(formatPeriod(moment, moment + hour)).toBe("25 Oct 2026, 00:30 – 01:30 Europe/Berlin");
  });
  it("goes back an hour where its clocks do, and gives the first of two", () => {
    setZone("Europe/Berlin");
    const [first, second] = [Date.UTC(2026, 9, 25, 0, 30), Date.UTC(2026, 9, 25, 1, 30)];
    expect([first, second].map(formatStamp)).toEqual(["2026-10-25 02:30", "2026-10-25 02:30"]);
    expect(fromLocal(Date.UTC(2026, 9, 25, 2, 30))).toBe(first);
    expect(formatStamp(fromLocal(Date.UTC(2026, 2, 29, 2, 30)))).toBe("2026-03-29 03:30"); // there is no half past two
  });
});

describe("toLocal(time)", () => {
  it.each(zones)("is what the clocks of %s show", (zone) => {
    setZone(zone);
    const clock = new Intl.DateTimeFormat("sv-SE", {timeZone: zone, dateStyle: "short", timeStyle: "medium"});
    fc.assert(
      fc.property(fc.integer({min: Date.UTC(2000, 0), max: Date.UTC(2030, 0)}), (time) => {
        expect(new Date(toLocal(time)).toISOString().slice(0, 19).replace("T", " ")).toBe(clock.format(time));
        const back = fromLocal(toLocal(time));
        expect(toLocal(back)).toBe(toLocal(time));
        expect(back).toBeLessThanOrEqual(time);
      })
    );
  });
});

describe("zoneTicks(start, end, count)", () => {
  it.each(zones)("are round on the clocks of %s, also when these are changed", (zone) => {
    setZone(zone);
    const start = Date.UTC(2026, 9, 1, 7);
    const ticks = zoneTicks(start, start + 40 * 24 * hour, 50);
    expect(ticks.map((tick) => formatStamp(tick).slice(11))).toEqual(ticks.map(() => "00:00"));
    expect(ticks.length).toBe(40);
    expect(zoneTicks(start, start + 6 * hour, 8).every((tick) => formatStamp(tick).endsWith(":00"))).toBe(true);
  });
});

describe("coarsen(line, factor)", () => {
  it("begins days at the zone's midnight", () => {
    setZone("America/New_York");
    const line = {
      ...{start: Date.UTC(2026, 6, 1), step: hour, length: 48, from: 0, to: 0},
      series: [{name: "all", values: new Float64Array(48).fill(1), total: 48}]
    };
    const days = coarsen(line, 24);
    expect(formatStamp(days.start)).toBe("2026-06-30 00:00");
    expect([...days.series[0].values]).toEqual([4, 24, 20]);
  });
});

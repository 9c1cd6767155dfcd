import {describe, expect, it} from "vitest";
import {
  formatBucket,
  formatDate,
  formatDuration,
  formatMinute,
  formatPeriod,
  formatStamp,
  tellPeriod
} from "../../../src/components/format-time.js";

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, " ");
const moment = Date.UTC(2025, 10, 17, 2, 5);

describe("dates in UTC", () => {
  it("are the same in every time zone", () => {
    expect(formatDate(moment)).toBe("17 Nov 2025");
    expect(formatMinute(moment)).toBe("Mon 17 Nov, 02:05");
    expect(formatStamp(moment)).toBe("2025-11-17 02:05");
  });
  it("have their year in a report of a year or more", () => {
    tellPeriod(moment - 364.9 * 86_400_000, moment);
    expect(formatMinute(moment)).toBe("Mon 17 Nov, 02:05");
    tellPeriod(moment - 365 * 86_400_000, moment);
    expect(formatMinute(moment)).toBe("Mon 17 Nov 2025, 02:05");
    tellPeriod(null, null);
    expect(formatMinute(moment)).toBe("Mon 17 Nov, 02:05");
  });
  it("say that a missing date is not known", () => expect(formatDate(null)).toBe("not known"));
});

describe("formatPeriod(first, last)", () => {
  it("names the second date only where it differs", () => {
    expect(formatPeriod(moment, moment + 3_600_000)).toBe("17 Nov 2025, 02:05 – 03:05 UTC");
    expect(formatPeriod(moment, moment + 86_400_000)).toBe("17 Nov 2025, 02:05 – 18 Nov 2025, 02:05 UTC");
  });
  it("says that there are no times", () => expect(formatPeriod(null, null)).toBe("no times in the logs"));
});

describe("formatDuration(milliseconds)", () => {
  it.each([
    [7.744, "7.74 ms"],
    [400, "0.4 seconds"],
    [1000, "1 second"],
    [61_000, "1 minute 1 second"],
    [59_600, "1 minute"],
    [3_600_000, "1 hour"],
    [914_400_000, "10 days 14 hours"],
    [86_399_999, "1 day"]
  ])("says %d ms as %s", (value, text) => expect(plain(formatDuration(value))).toBe(text));
});

describe("formatBucket(seconds)", () => {
  it.each([
    [60, "minute"],
    [300, "5 minutes"],
    [3600, "hour"],
    [21600, "6 hours"],
    [86400, "day"],
    [604800, "7 days"]
  ])("reads %d after 'per' as %s", (seconds, text) => expect(formatBucket(seconds)).toBe(text));
});

import {describe, expect, it} from "vitest";
import {
  formatBytes,
  formatBytesExactly,
  formatChange,
  formatChangeBriefly,
  formatCount,
  formatNoun,
  formatShare,
  formatTick
} from "../../../src/components/format.js";

/** Thin and non-breaking spaces as plain ones, so that the expected texts can be read. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, " ");

describe("formatBytes(value, units)", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1.00 kB"],
    [1234, "1.23 kB"],
    [999_499, "999 kB"],
    [999_500, "1.00 MB"],
    [1.6e9, "1.60 GB"],
    [5e21, "5000 EB"]
  ])("shows %d as %s", (value, text) => expect(plain(formatBytes(value))).toBe(text));
  it.each([
    [1023, "1023 B"],
    [1024, "1.00 KiB"],
    [1023 * 1024, "1023 KiB"],
    [1.5 * 1024 ** 3, "1.50 GiB"]
  ])("shows %d in IEC as %s", (value, text) => expect(plain(formatBytes(value, "iec"))).toBe(text));
  it("says that null and NaN were not logged, and does not show them as 0", () => {
    expect(formatBytes(null)).toBe("not logged");
    expect(formatBytes(NaN)).toBe("not logged");
  });
});

describe("formatCount(value)", () => {
  it.each([
    [0, "0"],
    [9999, "9999"],
    [12345, "12 345"],
    [1234567, "1 234 567"],
    [2.5, "2.5"]
  ])("shows %d as %s", (value, text) => expect(plain(formatCount(value))).toBe(text));
  it("breaks no number over two lines", () => expect(formatCount(1234567)).toBe("1\u202f234\u202f567"));
});

describe("formatBytesExactly(value)", () => {
  it("gives every byte", () => expect(plain(formatBytesExactly(1234567))).toBe("1 234 567 bytes"));
  it("knows one byte", () => expect(plain(formatBytesExactly(1))).toBe("1 byte"));
});

describe("formatShare(part, whole)", () => {
  it.each([
    [1, 8, "12.5 %"],
    [0, 8, "0.0 %"],
    [8, 8, "100 %"],
    [1, 10_000, "< 0.1 %"],
    [9999, 10_000, "> 99.9 %"],
    [1, 0, "–"]
  ])("shows %d of %d as %s", (part, whole, text) => expect(plain(formatShare(part, whole))).toBe(text));
  it("has no share of what was not logged", () => expect(formatShare(null, 5)).toBe("–"));
});

describe("formatChange(before, after) and formatChangeBriefly(before, after)", () => {
  it.each([
    [10, 24, "2.4 times as much", "× 2.40"],
    [10, 11, "10.0 % more", "+10.0 %"],
    [10, 9, "10.0 % less", "−10.0 %"],
    [0, 9, "none before", "new"],
    [9, 0, "none since", "gone"],
    [9, 9, "no change", "0.0 %"]
  ])("from %d to %d is %s", (before, after, words, brief) => {
    expect(plain(formatChange(before, after))).toBe(words);
    expect(plain(formatChangeBriefly(before, after))).toBe(brief);
  });
});

describe("formatNoun(count, noun, plural) and formatTick(text)", () => {
  it("counts one and many", () => {
    expect(plain(formatNoun(1, "address", "addresses"))).toBe("1 address");
    expect(plain(formatNoun(20_000, "row"))).toBe("20 000 rows");
  });
  it.each([
    ["50.0\u00a0MB", "50\u00a0MB"],
    ["1.50\u00a0GB", "1.5\u00a0GB"],
    ["200\u00a0kB", "200\u00a0kB"],
    ["0\u00a0B", "0\u00a0B"]
  ])("shortens %s to %s", (text, tick) => expect(formatTick(text)).toBe(tick));
});

import {describe, expect, it} from "vitest";
import {toCsv} from "../../../src/components/csv.js";

const one = (value: string | number | null) =>
  toCsv([{value}], [{label: "v", value: (row) => row.value}]).split("\r\n")[1];

describe("toCsv(rows, columns)", () => {
  it("writes a heading and ends every line with CRLF", () =>
    expect(
      toCsv(
        [{a: 1, b: "x"}],
        [
          {label: "A", value: ({a}) => a},
          {label: "B", value: ({b}) => b}
        ]
      )
    ).toBe("A,B\r\n1,x\r\n"));
  it.each([
    ["=1+1", "'=1+1"],
    ["+1", "'+1"],
    ["-1", "'-1"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\tx", "'\tx"],
    ["\rx", `"'\rx"`],
    ['=HYPERLINK("http://192.0.2.1")', `"'=HYPERLINK(""http://192.0.2.1"")"`]
  ])("keeps a spreadsheet from running %j", (value, field) =>
    expect(toCsv([{value}], [{label: "v", value: (row) => row.value}])).toBe(`v\r\n${field}\r\n`)
  );
  it("quotes commas, quotes and line ends", () => {
    expect(one('a "b", c')).toBe('"a ""b"", c"');
    expect(toCsv([{v: "a\nb"}], [{label: "v", value: ({v}) => v}])).toBe('v\r\n"a\nb"\r\n');
  });
  it("leaves numbers exact, negative ones too, and the missing empty", () => {
    expect(one(-1234567.25)).toBe("-1234567.25");
    expect(one(null)).toBe("");
    expect(one(NaN)).toBe("");
  });
});

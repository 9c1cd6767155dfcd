import {describe, expect, it} from "vitest";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import {haproxyTcp} from "../../loaders/formats/haproxy.js";
import {utcText} from "../../loaders/formats/local-time.js";
import {syslogNotes, syslogTime} from "../../loaders/formats/syslog.js";
import {literal} from "../../loaders/sql.js";

const connection = await openDuckDB();

async function value(sql: string) {
  return (await connection.runAndReadAll(`SELECT ${sql}`)).getRowsJson()[0][0];
}

function read(text: string, {modified = "2025-02-10T00:00:00Z", zone = "UTC"} = {}) {
  return value(syslogTime(literal(text), {modified: Date.parse(modified), zone}));
}

describe("syslogTime(text, sample)", () => {
  it("gives a time without a year the last one before the file's own time and a day", async () => {
    expect(await read("Feb 10 23:59:59")).toBe("2025-02-10 23:59:59Z");
    expect(await read("Feb 11 00:00:01")).toBe("2024-02-11 00:00:01Z");
    expect(await read("Dec 31 23:59:59")).toBe("2024-12-31 23:59:59Z");
    expect(await read("Jan  1 00:00:00")).toBe("2025-01-01 00:00:00Z");
    expect(await read("Jan  1 08:00:00", {modified: "2024-12-31T12:00:00Z"})).toBe("2025-01-01 08:00:00Z");
  });
  it("knows in which years February has 29 days", async () => {
    expect(await read("Feb 29 12:00:00")).toBe("2024-02-29 12:00:00Z");
    expect(await read("Feb 29 12:00:00", {modified: "2024-02-01T00:00:00Z"})).toBe("2020-02-29 12:00:00Z");
    expect(await read("Feb 29 12:00:00", {modified: "2103-01-01T00:00:00Z"})).toBe("2096-02-29 12:00:00Z");
  });
  it("reads a time without a zone in the log's, in winter and in summer", async () => {
    const zone = "Europe/Berlin";
    expect(await read("Jan 15 12:00:00", {zone})).toBe("2025-01-15 11:00:00Z");
    expect(await read("Jul 15 12:00:00", {zone})).toBe("2024-07-15 10:00:00Z");
    expect(await read("2025-01-15T12:00:00.5", {zone})).toBe("2025-01-15 11:00:00.5Z");
    expect(await read("Dec 31 20:00:00", {modified: "2025-12-30T20:00:00Z", zone})).toBe("2025-12-31 19:00:00Z");
  });
  it("leaves a time with a zone as it is", async () => {
    expect(await read("2025-01-15T12:00:00+0100", {zone: "Asia/Tokyo"})).toBe("2025-01-15T12:00:00+0100");
    expect(await read("2025-01-15T12:00:00Z", {zone: "Asia/Tokyo"})).toBe("2025-01-15T12:00:00Z");
  });
  it("leaves what is no time as it is", async () => {
    expect(await read("Feb 30 12:00:00")).toBe("Feb 30 12:00:00");
  });
});

describe("utcText(timestamp, zone)", () => {
  it("takes the second of an hour that comes twice", async () => {
    const sql = utcText("TIMESTAMP '2024-10-27 02:30:00'", "Europe/Berlin");
    expect(await value(sql)).toBe("2024-10-27 01:30:00Z");
  });
});

describe("haproxyTcp.read(sample)", () => {
  it("reads times in the log's zone, in winter and in summer, and says so", async () => {
    const {events, notes} = haproxyTcp.read({head: [], lines: [], modified: 0, zone: "Europe/Berlin"});
    const at = (time: string) => value(`${events.timestamp} FROM (SELECT ${literal(time)} AS time)`);
    expect(await at("03/Feb/2025:09:00:00.250")).toBe("2025-02-03 08:00:00.25Z");
    expect(await at("03/Aug/2025:09:00:00.250")).toBe("2025-08-03 07:00:00.25Z");
    expect(notes).toEqual(["times have no zone: read as Europe/Berlin"]);
  });
});

describe("syslogNotes(sample)", () => {
  const notes = (...lines: string[]) => syslogNotes({head: lines, lines, modified: 0, zone: "Europe/Berlin"});
  it("says what is assumed, and nothing if nothing is", () => {
    expect(notes("2025-01-15T12:00:00Z gw kernel: x")).toEqual([]);
    expect(notes("2025-01-15T12:00:00 gw kernel: x")).toEqual(["times have no zone: read as Europe/Berlin"]);
    expect(notes("<4>Jan  5 12:00:00 gw kernel: x")).toEqual([
      "times have no year: taken as the last before the file's own time",
      "times have no zone: read as Europe/Berlin"
    ]);
  });
});

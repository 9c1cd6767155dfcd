import {writeFileSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, it} from "vitest";
import {normalizeSettings} from "../../loaders/settings.js";
import {readLogs, temporaryFolder} from "./read-fixture.js";

async function read(text: string, hints: object, name = "a.log") {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, text);
  const {formats} = normalizeSettings({formats: [{logs: "*.log", ...hints}]});
  const {events, logs} = await readLogs([path], {formats});
  const [{format, rejected, notes}] = logs;
  return {format, rejected, notes, events};
}

describe("formats in the settings", () => {
  it("tell a format of one's own by a regular expression", async () => {
    const {events, format, rejected} = await read(
      "04.03.2024 10:55:32 | from 192.0.2.7:4000 (out) got 512\n04.03.2024 10:55:33 | from 192.0.2.8:1 (in) got 1e3\nnoise\n",
      {
        pattern: String.raw`(?<when>[\d. :]+) \| from (?<source_ip>[^ ]+):(?<source_port>\d+) \((?:in|out)\) got (?<bytes_received>\S+)`,
        columns: {timestamp: "when"},
        time: "%d.%m.%Y %H:%M:%S",
        zone: "Europe/Berlin"
      }
    );
    expect([format, rejected]).toEqual(["own pattern", 2]);
    expect(events).toEqual([
      {timestamp: "2024-03-04 09:55:32", source_ip: "192.0.2.7", source_port: 4000, bytes_received: "512"}
    ]);
  });

  it("tell the columns of a log whose names do not", async () => {
    const {events} = await read(
      "when,who,bytes_in,bytes_out\n2024-07-04 12:00:00,192.0.2.7,5,7\n2024-01-04T12:00:00Z,192.0.2.7,,1\n",
      {
        columns: {timestamp: "when", source_ip: "who", bytes_sent: "bytes_in", bytes_received: "bytes_out"},
        zone: "America/New_York"
      }
    );
    expect(events).toEqual([
      {timestamp: "2024-01-04 12:00:00", source_ip: "192.0.2.7", bytes_received: "1"},
      {timestamp: "2024-07-04 16:00:00", source_ip: "192.0.2.7", bytes_sent: "5", bytes_received: "7"}
    ]);
  });

  it("tell a format by its name, for the logs that fit the glob only", async () => {
    const line = `192.0.2.1 - - [04/Mar/2024:10:55:32 +0100] "GET / HTTP/1.1" 200 5 "-" "agent"\n`;
    expect((await read(line, {format: "common"})).format).toBe("common");
    expect((await read(line, {format: "common"}, "a.txt")).format).toBe("combined");
    expect((await read(line, {format: "comon"})).notes[0]).toMatch(
      /^unknown format in the settings: comon; known are /
    );
  });

  it.each([
    ["no time", {pattern: "(?<source_ip>.*)"}, /needs groups for a time and an address/],
    ["a back reference", {pattern: String.raw`(?<timestamp>.*) (?<source_ip>.*) \1`}, /\\1 is not supported/],
    ["a look ahead", {pattern: "(?<timestamp>.*) (?<source_ip>(?=1).*)"}, /\(\?= is not supported/]
  ])("refuse a pattern with %s", async (_, hints, message) => {
    expect((await read("x\n", hints)).notes[0]).toMatch(message);
  });

  it.each([
    [{zone: "Europe/Berlim"}, "invalid setting formats.zone"],
    [{pattern: "("}, "invalid setting formats.pattern"],
    [{columns: {src: "a"}}, "unknown setting: formats.columns.src"],
    [{logs: ""}, "invalid setting formats.logs"]
  ])("are checked: %j", (hints, message) => {
    expect(() => normalizeSettings({formats: [{logs: "*", ...hints}]})).toThrow(message);
  });
});

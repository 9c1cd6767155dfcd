import {appendFileSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, it} from "vitest";
import {createRandom} from "../../loaders/generate/random.js";
import {readLogs, temporaryFolder} from "./read-fixture.js";

const header = "timestamp,source_ip,user_agent";
const scratch = temporaryFolder();

/** Records of each kind in a seeded order: their text, and how many lines of it are events, rejected and within records. */
function makeRecords(count: number) {
  const random = createRandom(5);
  const broken = (lines: number) => `"${Array.from({length: lines}, (_, i) => `line ${i}`).join("\n")}"`;
  const kinds = [
    {agents: () => "plain", events: 1, rejected: 0, within: 0},
    {agents: () => 'a 5" disk', events: 1, rejected: 0, within: 0},
    {agents: () => broken(2), events: 1, rejected: 0, within: 1},
    {agents: () => '" \n\n "', events: 1, rejected: 0, within: 2},
    {agents: () => broken(16), events: 1, rejected: 0, within: 15},
    {agents: () => broken(17), events: 0, rejected: 17, within: 0},
    {agents: () => '"not closed', events: 0, rejected: 1, within: 0},
    {agents: () => '"say ""hi"""', events: 1, rejected: 0, within: 0}
  ];
  const likely = [0, 0, 0, 0, 0, 0, 1, 2, 2, 3, 4, 5, 6, 7];
  return Array.from({length: count}, (_, i) => {
    const {agents, ...counts} = kinds[likely[random.below(likely.length)]];
    const time = new Date(Date.UTC(2025, 1, 3) + i * 1000).toISOString();
    return {...counts, text: `${time},192.0.2.${i % 250},${agents()}\n`};
  });
}

describe("records over several lines", () => {
  const records = makeRecords(160);
  const text = `${header}\n${records.map((record) => record.text).join("")}`;
  const total = (name: "events" | "rejected" | "within") => records.reduce((sum, record) => sum + record[name], 0);

  it.each([1, 300, 1500, 6000, 64e6])("are whole in pieces of %i bytes", async (chunkSize) => {
    const path = join(scratch, `${chunkSize}.csv`);
    writeFileSync(path, text);
    const {events, logs} = await readLogs([path], {chunkSize});
    expect(logs[0]).toMatchObject({
      events: total("events"),
      rejected: total("rejected"),
      skipped: total("within") + 1
    });
    expect(new Set(events.map(({timestamp}) => timestamp)).size).toBe(total("events"));
    const agents = events.map(({user_agent}) => String(user_agent));
    expect(agents.filter((agent) => agent.startsWith("line 0 line 1"))).toHaveLength(
      records.filter(({events, within}) => events === 1 && (within === 1 || within === 15)).length
    );
  });

  it("are the same however long a line among them is", async () => {
    const path = join(scratch, "long.csv");
    const long = `2025-02-03T12:00:00Z,192.0.2.1,"not closed\n2025-02-03T12:00:01Z,192.0.2.1,${"x".repeat(3e6)}\n`;
    const [before, behind] = [records.slice(0, 40), records.slice(40, 80)].map((some) =>
      some.map((record) => record.text).join("")
    );
    writeFileSync(path, `${header}\n${before}${long}"\n${behind}`);
    const of = async (chunkSize: number) => {
      const {events, logs} = await readLogs([path], {chunkSize});
      return {events, lines: logs[0].lines, rejected: logs[0].rejected, rejects: logs[0].rejects};
    };
    const once = await of(64e6);
    expect(once.events).toHaveLength(records.slice(0, 80).reduce((sum, {events}) => sum + events, 0));
    expect(await of(100)).toEqual(once);
    expect(await of(5000)).toEqual(once);
  });

  it("are rejected where a log ends within one, and read when it has grown", async () => {
    const path = join(scratch, "grown.csv");
    const store = temporaryFolder();
    const [first, rest] = ['2025-02-03T00:00:01Z,192.0.2.1,"a\nb', '\nc"\n2025-02-03T00:00:02Z,192.0.2.2,d\n'];
    writeFileSync(path, `${header}\n${"2025-02-03T00:00:00Z,192.0.2.0,z\n".repeat(9)}${first}\n`);
    const half = await readLogs([path], {store});
    expect(half.logs[0]).toMatchObject({lines: 12, events: 9, rejected: 2, skipped: 1, notes: []});
    expect(half.logs[0].rejects.map(({line}) => line)).toEqual([11, 12]);
    appendFileSync(path, rest.slice(1));
    const whole = await readLogs([path], {store});
    expect(whole.logs[0]).toMatchObject({lines: 14, events: 11, rejected: 0, skipped: 3, notes: []});
    expect(whole.events.slice(-2).map(({user_agent}) => user_agent)).toEqual(["a b c", "d"]);
  });
});

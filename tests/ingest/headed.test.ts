import {readFileSync, writeFileSync} from "node:fs";
import {join} from "node:path";
import fc from "fast-check";
import {describe, expect, it} from "vitest";
import {formats, recognise} from "../../loaders/formats/index.js";
import type {Sample} from "../../loaders/formats/index.js";
import {readLogs, temporaryFolder} from "./read-fixture.js";

const folder = new URL("../fixtures/formats/", import.meta.url);

const seconds = (i: number) => String(i % 60).padStart(2, "0");

/** By folder of fixtures: a header, rows without a trap, and a line that may stand among them and sends a piece the careful way. */
const clean: Record<string, {log: string; row: (i: number) => string; remark: string}> = {
  "zeek-conn-tsv": {
    log:
      "#separator \\x09\n#unset_field\t-\n#path\tconn\n" +
      "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\torig_bytes\tconn_state\tduration\torig_pkts\tresp_pkts\n",
    row: (i) =>
      `${1738569600 + i}.5\tC${i}\t10.0.0.${i % 9}\t${i}\t192.0.2.1\t3\t${i % 3 ? "tcp" : "icmp"}\t${i % 5 ? i : "-"}\t(empty)\t0.25\t${i}\t2\n`,
    remark: "#close\t2025-02-03-09-00-00\n"
  },
  "zeek-http-tsv": {
    log: "#separator \\x09\n#path\thttp\n#fields\tts\tid.orig_h\tid.orig_p\tmethod\turi\tstatus_code\tversion\tresponse_body_len\n",
    row: (i) =>
      `${1738569600 + i}\t2001:db8::${i}\t${i}\tGET\t/a"${i}#b\t${i % 2 ? 200 : "-"}\t${i % 3 ? "1.1" : "-"}\t${i}\n`,
    remark: "#close\t2025-02-03-09-00-00\n"
  },
  w3c: {
    log: "#Software: Microsoft Internet Information Services 10.0\n#Fields: date time c-ip cs-method cs-uri-stem cs-uri-query cs(User-Agent) sc-status time-taken\n",
    row: (i) =>
      `2025-02-03 08:00:${seconds(i)} 192.0.2.${i % 200} GET /a${i} ${i % 2 ? "x=+" : "-"} ${i % 3 ? "A+b" : '"C d"'} 200 ${i}\n`,
    remark: "#Remark: restarted\n"
  },
  cloudfront: {
    log: "#Version: 1.0\n#Fields: date time x-edge-location sc-bytes c-ip cs-method cs-uri-stem sc-status cs(User-Agent) cs-uri-query time-taken\n",
    row: (i) =>
      `2025-02-03\t08:00:${seconds(i)}\tTST50-P1\t${i}\t192.0.2.${i % 200}\tGET\t/a b${i}\t${i % 2 ? "000" : 206}\tA%20"${i}%ff\t${i % 3 ? "x=+" : "-"}\t0.0${i}\n`,
    remark: "#Version: 1.0\n"
  },
  "aws-vpc": {
    log: "start end srcaddr dstaddr srcport dstport protocol bytes packets pkt-srcaddr action log-status version region\n",
    row: (i) =>
      `${1738569600 + i} ${1738569660 + i} 10.0.0.1 192.0.2.${i % 200} ${i} 443 ${[1, 6, 58][i % 3]} ${i} 1 ${i % 2 ? "-" : "203.0.113.5"} ${i % 5 ? "ACCEPT" : "REJECT"} OK 5 eu-test-1\n`,
    remark: "1738569600 1738569660 - - - - - - - - - NODATA 5 eu-test-1\n"
  },
  "nfdump-csv": {
    log: "firstSeen,duration,proto,srcAddr,srcPort,dstAddr,dstPort,packets,bytes,flows\n",
    row: (i) =>
      `2025-02-03 08:00:${seconds(i)}.104,${i}.5,${[1, 6, 58][i % 3]},10.0.0.${i % 200},${i},192.0.2.1,${i % 3 === 1 ? 80 : "8.0"},2,${i},1\n`,
    remark: "firstSeen,duration,proto,srcAddr,srcPort,dstAddr,dstPort,packets,bytes,flows\n"
  },
  "nfdump-csv-fast": {
    log: "cnt,af,firstSeen,lastSeen,proto,srcAddr,srcPort,dstAddr,dstPort,packets,bytes\n",
    row: (i) => `${i},2,${1738569600104 + i},${1738569600104 + 3 * i},6,10.0.0.1,${i},192.0.2.1,80,2,${i}\n`,
    remark: "cnt,af,firstSeen,lastSeen,proto,srcAddr,srcPort,dstAddr,dstPort,packets,bytes\n"
  },
  "nfdump-csv-1.6": {
    log: "ts,te,td,sa,da,sp,dp,pr,ipkt,ibyt,opkt,obyt\n",
    row: (i) =>
      `2025-02-03 08:00:${seconds(i)},2025-02-03 08:00:59,    0.${i},10.0.0.1,192.0.2.1,${i},80,TCP  ,1,${i},${i % 3},${i * 2}\n`,
    remark: "ts,te,td,sa,da,sp,dp,pr,ipkt,ibyt,opkt,obyt\n"
  }
};

function writeLog(text: string): string {
  const path = join(temporaryFolder(), "a.log");
  writeFileSync(path, text);
  return path;
}

const sorted = (events: readonly object[]) => events.map((event) => JSON.stringify(event)).sort();

const sampleOf = (text: string): Sample => {
  const lines = text.split("\n").slice(0, 70);
  return {head: lines, lines, modified: 0, zone: "UTC"};
};

describe("formats with header lines", () => {
  it.each(Object.keys(clean))(
    "%s: DuckDB cuts all pieces that hold no other header, and as TypeScript does",
    async (name) => {
      const {log, row, remark} = clean[name];
      const rows = Array.from({length: 3000}, (_, i) => row(i)).join("");
      const format = formats.find((other) => name.startsWith(other.name))!;
      let cut = 0;
      let layout = {}; // as the format says
      const {read} = format;
      Object.assign(format, {
        read: (sample: Sample) => {
          const reading = read(sample);
          return {...reading, ...layout, split: (line: string) => (cut++, reading.split(line))};
        }
      });
      try {
        const fast = await readLogs([writeLog(log + rows)], {chunkSize: 20_000});
        expect(fast.logs[0]).toMatchObject({format: format.name, events: 3000, rejected: 0});
        expect(fast.logs[0].parts.length).toBeGreaterThan(3);
        expect(cut).toBe(0);
        const remarked = await readLogs([writeLog(log + remark + rows + remark)]);
        expect(cut).toBeLessThan(10);
        expect(sorted(remarked.events)).toEqual(sorted(fast.events));
        layout = {layout: () => null};
        const careful = await readLogs([writeLog(log + remark + rows + remark)]);
        expect(cut).toBeGreaterThanOrEqual(3001);
        expect(sorted(careful.events)).toEqual(sorted(fast.events));
      } finally {
        Object.assign(format, {read});
      }
    }
  );

  it.each(Object.keys(clean))("%s: pieces see the header that stands in an earlier one", async (name) => {
    const path = new URL(`${name}/input.log`, folder).pathname;
    const [whole, pieces] = [await readLogs([path]), await readLogs([path], {chunkSize: 200})];
    expect(pieces.logs[0].parts.length).toBeGreaterThan(2);
    expect(sorted(pieces.events)).toEqual(sorted(whole.events));
    expect(pieces.logs[0].rejects).toEqual(whole.logs[0].rejects);
  });

  it.each(Object.keys(clean))("%s: reading can go on behind any line, given the lines in force", (name) => {
    const text = readFileSync(new URL(`${name}/input.log`, folder), "utf8");
    const {format} = recognise(sampleOf(text));
    const lines = text.split("\n");
    const whole = format.read(sampleOf(text));
    lines.slice(0, whole.header).forEach((line) => whole.split(line));
    for (const [i, line] of lines.entries()) {
      if (i < whole.header) continue;
      const later = format.read(sampleOf(text));
      whole.inForce!().forEach((before) => later.split(before));
      expect(later.split(line)).toEqual(whole.split(line));
      expect(later.layout!()).toEqual(whole.layout!());
    }
  });

  it("gives the same events in pieces as in one, whatever is done to the lines", async () => {
    const logs = Object.keys(clean).map((name) => readFileSync(new URL(`${name}/input.log`, folder)));
    const mutation = fc.record({
      at: fc.nat(),
      text: fc.constantFrom('"', "\t", " ", "-", ",", "\n", "#", "\0", "9", ""),
      drop: fc.nat({max: 1})
    });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...logs),
        fc.array(mutation, {minLength: 1, maxLength: 4}),
        async (log, changes) => {
          let text = log.toString("latin1");
          for (const {at, text: added, drop} of changes) {
            const i = at % text.length;
            text = text.slice(0, i) + added + text.slice(i + drop);
          }
          const path = writeLog(text);
          const [whole, pieces] = [await readLogs([path]), await readLogs([path], {chunkSize: 200})];
          expect(sorted(pieces.events)).toEqual(sorted(whole.events));
          const {lines, events, rejected, skipped} = whole.logs[0];
          expect(lines).toBe(events + rejected + skipped);
        }
      ),
      {numRuns: 15, seed: 5}
    );
  }, 60_000);
});

describe("aws-vpc", () => {
  const flow = "123456789010 eni-0a 10.4.0.8 203.0.113.60 50100 443 6 12 3400 1738569661 1738569719 ACCEPT OK".split(
    " "
  );
  const vpcLog = (rows: readonly string[][]) => writeLog(rows.map((row) => `2 ${row.join(" ")}\n`).join(""));

  it("refuses fields in an order of its own without a header", async () => {
    const moved = [...flow.slice(0, 2), ...flow.slice(4, 11), ...flow.slice(2, 4), ...flow.slice(11)];
    const swapped = [...flow.slice(0, 7), flow[8], flow[7], ...flow.slice(9)];
    const {logs} = await readLogs([vpcLog([flow, flow]), vpcLog([moved, moved]), vpcLog([swapped, swapped])]);
    expect(logs.map(({format}) => format).sort()).toEqual(["aws-vpc", null, null]);
  });

  it("tells of flows that two interfaces logged, and of records that AWS lost", async () => {
    const mirrored = flow.map((field) => (field === "eni-0a" ? "eni-0b" : field));
    const lost = "123456789010 eni-0a - - - - - - - 1738569661 1738569719 - SKIPDATA".split(" ");
    const {logs} = await readLogs([vpcLog([flow, mirrored, lost])]);
    expect(logs[0].notes).toEqual([
      "1 of 3 sampled records are SKIPDATA: flows are missing there",
      "1 of the first flows are logged at two interfaces: their bytes count twice"
    ]);
  });
});

describe("nfdump-csv", () => {
  const fixture = (name: string) => new URL(`${name}/input.log`, folder).pathname;

  it("tells of tunnels that are printed twice, and what it takes times for", async () => {
    const {logs} = await readLogs([fixture("nfdump-csv-1.6"), fixture("nfdump-csv-fast")]);
    const sampling = "volumes are taken as exported: if the exporter samples packets, they are lower by its rate";
    expect(logs.map(({notes}) => notes).sort((a, b) => a.length - b.length)).toEqual([
      [sampling],
      [
        sampling,
        "times are taken as UTC",
        "1 of the first records repeat the one before with other addresses: tunnelled bytes count twice"
      ]
    ]);
  });

  it("skips what follows a summary in later pieces too", async () => {
    const rows = Array.from({length: 500}, (_, i) => `${i},${i},${i},${i},${i},${i}\n`).join("");
    const log = writeLog(clean["nfdump-csv"].log + clean["nfdump-csv"].row(1) + "Summary\n" + rows);
    const {logs} = await readLogs([log], {chunkSize: 1000});
    expect(logs[0]).toMatchObject({events: 1, rejected: 0, skipped: 502});
  });

  it("reads a record with an aligned field as the same without, far behind the sample, which has none", async () => {
    const {log, row} = clean["nfdump-csv"];
    const rows = Array.from({length: 6000}, (_, i) => row(i));
    const align = (field: number) => {
      const values = rows[5000].trimEnd().split(",");
      return rows.with(5000, `${values.with(field, ` ${values[field]}  `).join(",")}\n`);
    };
    const read = async (lines: readonly string[]) => {
      const {logs, events} = await readLogs([writeLog(log + lines.join(""))]);
      return {rejected: logs[0].rejected, events: events.map((event) => JSON.stringify(event)).sort()};
    };
    const plain = await read(rows);
    expect(plain.rejected).toBe(0);
    for (let field = 0; field < 10; field++) expect(await read(align(field))).toEqual(plain);
  });

  it("refuses statistics", async () => {
    const log = writeLog("ts,te,td,pr,val,fl\n2025-02-03 08:00:00,2025-02-03 08:00:01,1.000,any,192.0.2.1,3\n");
    expect((await readLogs([log])).logs[0].format).toBe(null);
  });
});

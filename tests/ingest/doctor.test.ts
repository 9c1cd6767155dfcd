import {writeFileSync} from "node:fs";
import {join} from "node:path";
import {expect, it} from "vitest";
import {describeExamination} from "../../loaders/commands/describe-examination.js";
import {openDuckDB} from "../../loaders/engines/duckdb.js";
import {examineLog} from "../../loaders/ingest/examine-log.js";
import {findLogs} from "../../loaders/ingest/index.js";
import {temporaryFolder} from "./read-fixture.js";

async function examine(text: string) {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "a.csv"), text);
  const connection = await openDuckDB();
  const [log] = await findLogs([{path: join(folder, "a.csv")}], folder);
  return {log, seen: await examineLog(connection, log, {temp: join(folder, "temp")})};
}

it("the doctor tells how a log would be read", async () => {
  const {log, seen} = await examine(
    "time,src,bytes_in,status\n2024-03-04T09:55:32Z,192.0.2.7,5,200\nlater,192.0.2.8,6,\u001b[31m\n2024-03-04T09:55:34Z,192.0.2.9,7,\n\n1,2\n"
  );
  expect(describeExamination(log, seen).split("\n")).toEqual([
    "a.csv, 125 B",
    "  format     csv: 75 % of the sampled lines are a header line with a time and an address column, separated by commas, tabs, semicolons or bars",
    "  all lines  6 lines = 2 events + 2 rejected + 2 skipped",
    "  times      2024-03-04 09:55:32 to 2024-03-04 09:55:34 UTC; times that name no zone are taken as UTC",
    "  columns    timestamp, source_ip, status_code",
    "  not logged source_port, dest_ip, dest_port, protocol, bytes_sent, bytes_received, packets, action, conn_state, method, host, path, user_agent, duration_ms",
    "  notes      only 75 % of the sampled lines are csv",
    "             bytes_in is not used: its name does not say whose view it is",
    "  events     2024-03-04T09:55:32Z,192.0.2.7,5,200",
    "               timestamp 2024-03-04 09:55:32 · source_ip 192.0.2.7 · status_code 200",
    "             2024-03-04T09:55:34Z,192.0.2.9,7,",
    "               timestamp 2024-03-04 09:55:34 · source_ip 192.0.2.9",
    "  rejected   1,2",
    "               2 fields instead of 4",
    "             later,192.0.2.8,6,\\x1b[31m",
    "               unreadable timestamp",
    '  settings   if you know whose view it is: {logs: "a.csv", columns: {bytes_sent: "bytes_in"}}, say'
  ]);
});

it("the doctor looks at parts of a huge log only", async () => {
  const row = "1709546132,192.0.2.7,5,200\n";
  const {seen} = await examine(`time,src,bytes,status\n${row.repeat(100_000)}`);
  expect(seen).toMatchObject({whole: false, lines: 210, events: 209});
});

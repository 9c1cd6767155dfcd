import {writeFileSync} from "node:fs";
import {join} from "node:path";
import {expect, it} from "vitest";
import {readLogs, temporaryFolder} from "./read-fixture.js";

const line = (start: string, client: string) =>
  `${start}${client} [03/Feb/2025:09:00:00.104] web~ shop/srv2 0/0/1/17/18 200 5000 - - ---- 12/10/3/1/0 0/0 "GET /basket HTTP/1.1"`;
const rfc5424 = '<134>1 2025-02-03T09:00:02+01:00 lb1 haproxy 2101 - [meta sequenceId="29"] ';

it.each([
  ["nothing", "", "192.0.2.10:50112", "192.0.2.10"],
  ["the start of a line of syslog", "Feb  3 09:00:00 lb1 haproxy[2101]: ", "192.0.2.10:50112", "192.0.2.10"],
  ["brackets of structured data", rfc5424, "2001:db8::5:8080", "2001:db8::5"],
  ["an address in brackets", "lb1 [192.0.2.99:1] ", "192.0.2.10:50112", "192.0.2.10"]
])("finds the client behind %s", async (_, start, client, address) => {
  const path = join(temporaryFolder(), "haproxy.log");
  writeFileSync(path, `${line(start, client)}\n`.repeat(3));
  const {events, logs, connection} = await readLogs([path]);
  connection.closeSync();
  expect(logs[0]).toMatchObject({format: "haproxy-http", lines: 3, events: 3, rejected: 0});
  expect(events.map(({source_ip, path, bytes_received}) => [source_ip, path, bytes_received])).toEqual(
    Array(3).fill([address, "/basket", "5000"])
  );
});

import {writeFileSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, it} from "vitest";
import {trustProxies} from "../../loaders/addresses/index.js";
import {readLogs, temporaryFolder} from "./read-fixture.js";

const clientOf = trustProxies(["10.0.0.0/8"]);

async function sourcesOf(text: string, trusting = true) {
  const path = join(temporaryFolder(), "access.log");
  writeFileSync(path, text);
  const {events, logs} = await readLogs([path], trusting ? {clientOf} : {});
  return {sources: events.map(({source_ip}) => source_ip), logs, keys: Object.keys(events[0])};
}

const combined = (peer: string, forwarded: string, second: number, agent = "curl/8.0") =>
  `${peer} - - [04/Mar/2026:10:55:0${second} +0000] "GET / HTTP/1.1" 200 10 "-" "${agent}" "${forwarded}"\n`;
const proxied = [
  combined("10.0.0.1", "198.51.100.1", 1),
  combined("10.0.0.1", "203.0.113.9, 198.51.100.2, 10.0.0.7", 2),
  combined("192.0.2.1", "203.0.113.9", 3), // no proxy of ours
  combined("10.0.0.2", "-", 4)
];

describe("trusted proxies", () => {
  it("name who is behind them, in nginx's own combined format with X-Forwarded-For", async () => {
    const {sources, logs, keys} = await sourcesOf(proxied.join(""));
    expect(sources).toEqual(["198.51.100.1", "198.51.100.2", "192.0.2.1", "10.0.0.2"]);
    expect(logs[0]).toMatchObject({format: "combined", events: 4, rejected: 0});
    expect(logs[0].notes).toContain("where a trusted proxy forwarded a request, the source is whom it named");
    expect(keys).not.toContain("forwarded_for");
  });

  it("do so too where a broken line makes the piece go the careful way", async () => {
    const {sources, logs} = await sourcesOf(`${proxied.join("")}broken "\n`);
    expect(sources).toEqual(["198.51.100.1", "198.51.100.2", "192.0.2.1", "10.0.0.2"]);
    expect(logs[0].rejected).toBe(1);
  });

  it("are not believed unless the settings name them; the log says that it has them", async () => {
    const {sources, logs} = await sourcesOf(proxied.join(""), false);
    expect(sources).toEqual(["10.0.0.1", "10.0.0.1", "192.0.2.1", "10.0.0.2"]);
    expect(logs[0].notes.join()).toContain("name the proxies in the setting trustedProxies");
  });

  it("take no other tail for X-Forwarded-For", async () => {
    const {sources, logs} = await sourcesOf(combined("10.0.0.1", "0.003", 1) + combined("10.0.0.1", "198.51.100.1", 2));
    expect(sources).toEqual(["10.0.0.1", "10.0.0.1"]);
    expect(logs[0].notes.join()).not.toContain("prox");
  });

  it.each([
    [
      "nginx-json",
      '{"time_iso8601":"2026-03-04T10:55:01Z","remote_addr":"10.0.0.1","http_x_forwarded_for":"198.51.100.1","request":"GET / HTTP/1.1","status":200}\n'
    ],
    [
      "caddy-json",
      '{"ts":1772621701.5,"logger":"http.log.access","request":{"remote_ip":"10.0.0.1","client_ip":"10.0.0.1","method":"GET","uri":"/","headers":{"X-Forwarded-For":["198.51.100.1"]}},"status":200,"size":5}\n'
    ],
    [
      "traefik-json",
      '{"ClientHost":"10.0.0.1","DownstreamStatus":200,"RequestMethod":"GET","StartUTC":"2026-03-04T10:55:01Z","request_X-Forwarded-For":"198.51.100.1"}\n'
    ],
    [
      "w3c",
      "#Fields: date time c-ip sc-status x-forwarded-for\n2026-03-04 10:55:01 10.0.0.1 200 198.51.100.1,+10.0.0.9\n"
    ],
    ["csv", 'timestamp,source_ip,xff\n2026-03-04T10:55:01Z,10.0.0.1,"198.51.100.1, 10.0.0.9"\n'],
    ["json-lines", '{"ts":"2026-03-04T10:55:01Z","src_ip":"10.0.0.1","x_forwarded_for":"198.51.100.1"}\n']
  ])("are followed in %s", async (format, text) => {
    const {sources, logs} = await sourcesOf(text);
    expect([logs[0].format, sources]).toEqual([format, ["198.51.100.1"]]);
  });
});

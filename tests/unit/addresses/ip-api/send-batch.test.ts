import {createServer} from "node:net";
import type {AddressInfo} from "node:net";
import {describe, expect, it, onTestFinished} from "vitest";
import {sendBatch} from "../../../../loaders/addresses/ip-api/send-batch.js";
import {fakeTime} from "./fake-time.js";
import type {Fault} from "./service.js";
import {startService} from "./service.js";

async function ask(fault: Fault | null, key: string | null = null) {
  const time = fakeTime();
  const service = await startService({clock: time.effects.clock, fault: () => fault, onHang: time.runOut});
  onTestFinished(() => service.close());
  const reply = await sendBatch(["8.8.8.8", "2a00::1"], {baseUrl: service.baseUrl, key}, time.effects);
  return {reply, service};
}

describe("sendBatch(addresses, settings, effects)", () => {
  it("sends a list of addresses, and names the fields that it wants", async () => {
    const {reply, service} = await ask(null);
    expect(reply).toMatchObject({kind: "answers", left: 14, ttl: 60});
    expect(service.requests.map(({url, addresses}) => [url, addresses])).toEqual([
      [
        "/batch?fields=status,message,query,country,countryCode,regionName,city,lat,lon,as,asname,proxy,hosting",
        ["8.8.8.8", "2a00::1"]
      ]
    ]);
    expect(service.broken).toEqual([]);
  });
  it.each<[Fault, object]>([
    ["429", {kind: "too-many", left: 0, ttl: 7}],
    ["422", {kind: "too-large"}],
    ["403", {kind: "refused", reason: "refused (403): a wrong key, HTTPS without a key, or a ban"}],
    ["500", {kind: "again", reason: "unexpected status 500"}],
    ["503", {kind: "again", reason: "unexpected status 503"}],
    ["404", {kind: "failed", reason: "unexpected status 404"}],
    ["redirect", {kind: "failed", reason: "unexpected status 302"}],
    ["hang", {kind: "again", reason: "no answer in time", left: null, ttl: null}],
    ["reset", {kind: "again", left: null}],
    ["html", {kind: "failed", reason: "an answer that is not JSON"}],
    ["cut", {kind: "failed", reason: "an answer that is not JSON"}],
    ["object", {kind: "failed", reason: "an answer that is no list"}],
    ["endless", {kind: "failed", reason: "an answer too long to be one"}],
    ["no-headers", {kind: "answers", left: null, ttl: null}],
    ["odd-headers", {kind: "answers", left: null, ttl: null}],
    ["last", {kind: "answers", left: 0, ttl: 60}]
  ])("on %s: %j", async (fault, reply) => expect((await ask(fault)).reply).toMatchObject(reply));
  it("sends the key if there is one, and follows no redirect with it", async () => {
    const {service} = await ask("redirect", "se&cret");
    expect(service.requests.map(({url}) => url.split("&key=")[1])).toEqual(["se%26cret"]);
  });
  it("says that nobody is there", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const {port} = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const reply = await sendBatch(
      ["8.8.8.8"],
      {baseUrl: `http://127.0.0.1:${port}`, key: "secret"},
      fakeTime().effects
    );
    expect(reply).toMatchObject({kind: "again", reason: "no connection (ECONNREFUSED)"});
  });
});

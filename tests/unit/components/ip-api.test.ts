// @vitest-environment jsdom
import {describe, expect, it} from "vitest";
import {Credits} from "../../../src/components/credits.js";
import {ipApiFacts} from "../../../src/components/ip-api.js";
import {atlasOf, noon} from "./fixture.js";

const on = {
  ...{
    ip_api: "free",
    ip_api_addresses: 2,
    ip_api_events: 6,
    ip_api_bytes: 900,
    ip_api_compared: 2,
    ip_api_differing: 1
  },
  ...{
    ip_api_asked: 3,
    ip_api_answered: 1,
    ip_api_unknown: 1,
    ip_api_failed: 1,
    ip_api_unasked: 2,
    ip_api_stopped: null
  },
  ...{ip_api_first: noon, ip_api_last: noon, location_name: "Test City"}
};
const plain = (text: string) => text.replace(/\s/g, " ");
const facts = (change: object = {}) =>
  ipApiFacts(atlasOf({summary: {...on, ...change}}).summary).map(([label, value]) => [label, plain(value)]);
const credits = (change: object = {}) => Credits(atlasOf({summary: {...on, ...change}}).summary);

describe("ipApiFacts(summary)", () => {
  it("tells which source placed how much, where they differ, and what was asked", () => {
    expect(facts()).toEqual([
      ["Placed by ip-api", "40.0 % of the addresses (2), 60.0 % of the events (6), 50.0 % of the bytes (900 B)"],
      ["Placed by Test City", "60.0 % of the addresses (3), 30.0 % of the events (3), 50.0 % of the bytes (900 B)"],
      ["The two name different countries", "50.0 %: 1 of 2 addresses that both know"],
      ["Asked of ip-api at this build", "3 addresses: 1 answered, 1 not known to it, 1 failed; 2 left for later builds"]
    ]);
  });
  it("tells why it stopped, and what is missing", () => {
    const none = {
      ip_api_asked: 0,
      ip_api_compared: 0,
      ip_api_stopped: "no luck",
      bytes_sent: null,
      bytes_received: null
    };
    expect(facts(none).map(([, value]) => value)).toEqual([
      "40.0 % of the addresses (2), 60.0 % of the events (6), bytes not logged",
      "60.0 % of the addresses (3), 30.0 % of the events (3), bytes not logged",
      "no address that both know",
      "none; 2 left for later builds; stopped: no luck"
    ]);
  });
  it("is nothing where ip-api is off", () => expect(facts({ip_api: null})).toEqual([]));
});

describe("Credits(summary) with ip-api", () => {
  it("names the service, when it was asked, and its terms", () => {
    expect(plain(credits().textContent!)).toContain(
      "Places of busy addresses: ip-api.com, asked on 17 Nov 2025, free for non-commercial use only. "
    );
    expect(credits().querySelector("a[href='https://ip-api.com']")).not.toBeNull();
  });
  it("names no such terms with a key", () => {
    expect(plain(credits({ip_api: "pro", ip_api_first: noon - 864e5}).textContent!)).toContain(
      "ip-api.com, asked from 16 Nov 2025 to 17 Nov 2025. "
    );
  });
  it("does not say that nothing is placed if ip-api placed something", () => {
    expect(credits({location_name: null}).textContent).toMatch(/No location database was used\. Places of/);
  });
  it("does not name it where it placed nothing, or is off", () => {
    for (const change of [{ip_api_first: null, ip_api_last: null}, {ip_api: null}])
      expect(credits(change).textContent).not.toContain("ip-api");
  });
});

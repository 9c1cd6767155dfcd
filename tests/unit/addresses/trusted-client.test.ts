import {describe, expect, it} from "vitest";
import {trustProxies} from "../../../loaders/addresses/index.js";

describe("trustProxies(blocks)", () => {
  const client = trustProxies(["10.0.0.0/8", "2001:db8:ff::/48", "203.0.113.7"]);
  it.each([
    ["10.0.0.1", "198.51.100.1", "198.51.100.1"],
    ["10.0.0.1", "192.0.2.66, 198.51.100.1", "198.51.100.1"], // the left one is what the client made up
    ["10.0.0.1", "198.51.100.1, 10.9.9.9,203.0.113.7", "198.51.100.1"],
    ["10.0.0.1", "10.3.3.3, 10.9.9.9", "10.3.3.3"], // all trusted: who is furthest away
    ["2001:db8:ff::1", "2001:DB8::A", "2001:db8::a"],
    ["10.0.0.1", "198.51.100.1:4711", "198.51.100.1"],
    ["10.0.0.1", "198.51.100.1,+10.0.0.2", "198.51.100.1"],
    ["10.0.0.1", "198.51.100.1,%2010.0.0.2", "198.51.100.1"],
    ["10.0.0.1", 'for=192.0.2.60;proto=http;by=203.0.113.43, for="[2001:db8:cafe::17]:4711"', "2001:db8:cafe::17"]
  ])("behind %s, of %s: %s", (peer, forwarded, found) => expect(client(peer, forwarded)).toBe(found));
  it.each([
    ["a peer that is not trusted", "192.0.2.1", "198.51.100.1"],
    ["a peer that is no address", "proxy.example", "198.51.100.1"],
    ["text that is no address", "10.0.0.1", "unknown"],
    ["text that somebody made up", "10.0.0.1", "198.51.100.1, '; DROP TABLE events"],
    ["nothing", "10.0.0.1", ""]
  ])("believes not %s", (_, peer, forwarded) => expect(client(peer, forwarded)).toBeNull());
  it("stops at what is no address", () =>
    expect(client("10.0.0.1", "198.51.100.1, unknown, 10.0.0.2")).toBe("10.0.0.2"));
});

import {Address4, Address6} from "ip-address";
import {describe, expect, it} from "vitest";
import {classify, parseAddress} from "../../../loaders/addresses/index.js";
import {specialRanges} from "../../../loaders/addresses/special-ranges.js";

const classOf = (text: string) => classify(parseAddress(text));

describe("classify(address)", () => {
  it.each([
    ["198.51.99.255", "public"],
    ["8.8.8.8", "public"],
    ["192.0.0.9", "public"],
    ["192.0.0.10", "public"],
    ["192.0.0.11", "ietf-protocol"],
    ["192.31.196.1", "public"],
    ["192.52.193.1", "public"],
    ["192.175.48.1", "public"],
    ["10.255.255.255", "private"],
    ["11.0.0.0", "public"],
    ["172.15.255.255", "public"],
    ["172.31.255.255", "private"],
    ["192.168.1.1", "private"],
    ["100.127.255.255", "cgnat"],
    ["127.0.0.1", "loopback"],
    ["169.254.1.1", "link-local"],
    ["224.0.0.1", "multicast"],
    ["255.255.255.255", "broadcast"],
    ["255.255.255.254", "reserved"],
    ["192.0.2.1", "documentation"],
    ["198.51.100.1", "documentation"],
    ["203.0.113.1", "documentation"],
    ["198.19.255.255", "benchmarking"],
    ["0.0.0.0", "this-network"],
    ["192.0.0.0", "ietf-protocol"],
    ["192.88.99.1", "6to4"],
    ["2001:4860:4860::8888", "public"],
    ["2620:4f:8000::1", "public"],
    ["2001:1::1", "public"],
    ["2001:1::3", "public"],
    ["2001:1::4", "ietf-protocol"],
    ["2001:3::1", "public"],
    ["2001:4:112::1", "public"],
    ["2001:30::1", "public"],
    ["::1", "loopback"],
    ["::", "this-network"],
    ["fe80::1%eth0", "link-local"],
    ["fc00::1", "ula"],
    ["fdff::1", "ula"],
    ["fec0::1", "reserved"],
    ["ff02::1", "multicast"],
    ["2001:db8::1", "documentation"],
    ["3fff::1", "documentation"],
    ["2001:2::1", "benchmarking"],
    ["2001:100::1", "ietf-protocol"],
    ["2001:200::1", "public"],
    ["2001::1", "teredo"],
    ["2002:c000:201::1", "6to4"],
    ["64:ff9b::192.0.2.1", "nat64"],
    ["64:ff9b:1::1", "nat64"],
    ["100::1", "discard"],
    ["100:0:0:1::1", "discard"],
    ["100:0:0:2::1", "unallocated-v6"],
    ["2001:10::1", "orchid"],
    ["2001:20::1", "orchid"],
    ["5f00::1", "srv6"],
    ["4000::", "unallocated-v6"],
    ["1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "unallocated-v6"],
    ["::192.0.2.1", "unallocated-v6"]
  ])("%s is %s", (text, name) => expect(classOf(text)).toBe(name));
  it("takes a mapped address for the IPv4 address that it is", () =>
    expect(classOf("::ffff:10.0.0.1")).toBe("private"));
  it("calls text that is no address invalid", () => expect(classOf("host.example")).toBe("invalid"));
});

/** Where we decide otherwise, on purpose: the relays of 6to4, identifiers that are no places, and what NAT64 carries. */
const agreedDifferences = ["192.88.99.0/24", "2001:20::/28", "64:ff9b::/96", "::ffff:0:0/96"];

describe("classify(address) against the registries that ip-address is pinned to", () => {
  const prefixes = Object.values(specialRanges).flat();
  it.each(prefixes)("agrees at both edges of %s and beside them", (prefix) => {
    const edges = prefix.includes(":") ? edgesOf(new Address6(prefix), 128n) : edgesOf(new Address4(prefix), 32n);
    for (const text of edges) {
      const other = text.includes(":") ? new Address6(text) : new Address4(text);
      if (agreedDifferences.some((range) => holds(range, other))) continue;
      expect([text, classOf(text) === "public"]).toEqual([text, other.isGlobal()]);
    }
    expect(edges.length).toBeGreaterThan(1);
  });
});

function edgesOf(range: Address4 | Address6, bits: bigint): string[] {
  const first = range.startAddress().bigInt();
  const last = range.endAddress().bigInt();
  return [first - 1n, first, last, last + 1n]
    .filter((value) => value >= 0n && value < 1n << bits)
    .map((value) => (bits === 32n ? Address4.fromBigInt(value) : Address6.fromBigInt(value)).correctForm());
}

function holds(range: string, address: Address4 | Address6): boolean {
  if (range.includes(":")) return address instanceof Address6 && address.isInSubnet(new Address6(range));
  return address instanceof Address4 && address.isInSubnet(new Address4(range));
}

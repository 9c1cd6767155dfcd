import {isIP} from "node:net";
import fc from "fast-check";
import {Address4, Address6} from "ip-address";
import {describe, expect, it} from "vitest";
import {canonicalAddress, parseAddress} from "../../../loaders/addresses/index.js";

describe("parseAddress(text)", () => {
  it("reads dotted decimal", () => {
    expect(parseAddress("192.0.2.1")).toEqual({
      family: 4,
      value: 3221225985,
      text: "192.0.2.1",
      mapped: false,
      zone: null,
      embeddedV4: null
    });
  });
  it("reads IPv6", () => {
    expect(parseAddress("2001:db8::1")).toEqual({
      family: 6,
      value: 0x20010db8000000000000000000000001n,
      text: "2001:db8::1",
      mapped: false,
      zone: null,
      embeddedV4: null
    });
  });
  it.each([
    ["[2001:db8::1]", "2001:db8::1"],
    ["[2001:db8::1]:443", "2001:db8::1"],
    ["192.0.2.1:80", "192.0.2.1"],
    ["192.0.2.1:65535", "192.0.2.1"],
    ["[fe80::1%eth0]:443", "fe80::1%eth0"],
    ["0.0.0.0", "0.0.0.0"],
    ["255.255.255.255", "255.255.255.255"],
    ["::", "::"],
    ["1::", "1::"],
    ["1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"],
    ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"],
    ["::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"],
    ["1:2:3:4:5:6:192.0.2.1", "1:2:3:4:5:6:c000:201"]
  ])("%s is %s", (text, canonical) => expect(parseAddress(text)?.text).toBe(canonical));
  it.each([
    ["2001:DB8::ABCD", "2001:db8::abcd"],
    ["2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
    ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"]
  ])("writes %s as RFC 5952 wants it: %s", (text, canonical) => expect(parseAddress(text)?.text).toBe(canonical));
  it("keeps a zone as part of a link-local address", () => {
    expect(parseAddress("fe80::1%eth0")).toMatchObject({text: "fe80::1%eth0", zone: "eth0"});
    expect(parseAddress("FEBF::1%1")?.text).toBe("febf::1%1");
  });
  it("drops a zone from any other address", () => {
    expect(parseAddress("2001:db8::1%eth0")).toMatchObject({text: "2001:db8::1", zone: null});
    expect(parseAddress("fec0::1%eth0")?.text).toBe("fec0::1");
  });
  it.each([
    "::ffff:192.0.2.1",
    "::ffff:c000:201",
    "0:0:0:0:0:FFFF:192.0.2.1",
    "[::ffff:192.0.2.1]:80",
    "::ffff:192.0.2.1%a"
  ])("unmaps %s", (text) =>
    expect(parseAddress(text)).toMatchObject({family: 4, value: 3221225985, text: "192.0.2.1", mapped: true})
  );
  it("leaves NAT64 as IPv6 and shows the address inside", () => {
    expect(parseAddress("64:ff9b::192.0.2.1")).toMatchObject({text: "64:ff9b::c000:201", embeddedV4: 3221225985});
    expect(parseAddress("64:ff9b:1::192.0.2.1")?.embeddedV4).toBeNull();
  });
  it("never turns the old compatible form into IPv4", () => {
    expect(parseAddress("::192.0.2.1")).toMatchObject({family: 6, text: "::c000:201", embeddedV4: null});
  });
  it.each([
    ["a short form", "192.0.2"],
    ["octal", "01.02.03.04"],
    ["a leading zero", "192.0.2.01"],
    ["hexadecimal", "0x7f.1"],
    ["an integer", "2130706433"],
    ["a part above 255", "192.0.2.256"],
    ["five parts", "192.0.2.1.1"],
    ["an empty part", "192..2.1"],
    ["a dot at the end", "192.0.2.1."],
    ["a sign", "192.0.2.+1"],
    ["a prefix", "192.0.2.1/24"],
    ["an IPv6 prefix", "2001:db8::/32"],
    ["nothing", ""],
    ["a dash", "-"],
    ["a host name", "host.example"],
    ["a blank", " 192.0.2.1"],
    ["a quote", '"192.0.2.1"'],
    ["an empty port", "192.0.2.1:"],
    ["a port above 65535", "192.0.2.1:65536"],
    ["a port that is no number", "192.0.2.1:http"],
    ["a port and more", "192.0.2.1:80:80"],
    ["brackets around IPv4", "[192.0.2.1]"],
    ["an open bracket", "[2001:db8::1"],
    ["text behind the bracket", "[2001:db8::1]443"],
    ["an empty port behind the bracket", "[2001:db8::1]:"],
    ["empty brackets", "[]"],
    ["an empty zone", "::1%"],
    ["a zone with a blank", "fe80::1%eth 0"],
    ["a zone that may end in a port", "fe80::1%eth0:443"],
    ["nine groups, the last of which may be a port", "1:2:3:4:5:6:7:8:443"],
    ["a port behind dotted decimal", "::ffff:192.0.2.1:443"],
    ["seven groups", "1:2:3:4:5:6:7"],
    ["eight groups and a gap", "1:2:3:4::5:6:7:8"],
    ["two gaps", "1::2::3"],
    ["three colons", ":::"],
    ["one colon in front", ":1::"],
    ["one colon at the end", "1::2:"],
    ["five digits", "12345::"],
    ["a letter that is no digit", "2001:db8::g"],
    ["dotted decimal in the middle", "::192.0.2.1:1"],
    ["dotted decimal behind seven groups", "1:2:3:4:5:6:7:192.0.2.1"],
    ["a NUL", "192.0.2.1\0"]
  ])("refuses %s", (_, text) => expect(parseAddress(text)).toBeNull());
});

const spelled = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.ipV4Extended(),
  fc.string({unit: fc.constantFrom(..."0125fF:.:.%[]"), maxLength: 20})
);

describe("parseAddress(text) against others", () => {
  it("accepts what Node takes for an address, apart from brackets, ports and zones", () => {
    fc.assert(
      fc.property(spelled, (text) => {
        fc.pre(!/[[%]/.test(text) && !/^[^:]*:[^:]*$/.test(text));
        expect(parseAddress(text) !== null).toBe(isIP(text) !== 0);
      }),
      {numRuns: 2000}
    );
  });
  it("reads IPv4 as ip-address does", () => {
    fc.assert(
      fc.property(fc.ipV4(), (text) => {
        const {value, text: canonical} = parseAddress(text)!;
        expect([BigInt(value), canonical]).toEqual([new Address4(text).bigInt(), text]);
      })
    );
  });
  it("reads IPv6 as ip-address does, mapped addresses apart", () => {
    fc.assert(
      fc.property(fc.ipV6(), (text) => {
        const other = new Address6(text);
        fc.pre(!other.isInSubnet(new Address6("::ffff:0:0/96")));
        const {value, text: canonical} = parseAddress(text)!;
        expect([value, canonical]).toEqual([other.bigInt(), other.correctForm()]);
      }),
      {numRuns: 500}
    );
  });
});

describe("canonicalAddress(text)", () => {
  it("is the key of an address", () => expect(canonicalAddress("[2001:DB8::1]:443")).toBe("2001:db8::1"));
  it("is its own canonical text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const canonical = canonicalAddress(text)!;
        expect(canonicalAddress(canonical)).toBe(canonical);
      })
    );
  });
  it("is null for what is no address", () => expect(canonicalAddress("host.example")).toBeNull());
});

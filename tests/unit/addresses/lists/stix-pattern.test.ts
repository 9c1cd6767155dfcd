import {describe, expect, it} from "vitest";
import {readPattern} from "../../../../loaders/addresses/lists/stix-pattern.js";

describe("readPattern(pattern)", () => {
  it.each([
    ["[ipv4-addr:value = '1.1.1.1']", ["1.1.1.1"], 0],
    ["[ipv4-addr:value='1.1.1.0/24' OR ipv6-addr:value = '::1']", ["1.1.1.0/24", "::1"], 0],
    ["[ipv4-addr:value IN ('1.1.1.1','1.1.1.2')]", ["1.1.1.1", "1.1.1.2"], 0],
    [
      "[ipv4-addr:value ISSUBSET '1.1.1.0/24'] OR [network-traffic:dst_ref.value = '1.2.3.4']",
      ["1.1.1.0/24", "1.2.3.4"],
      0
    ],
    ["([ipv4-addr:value = '1.1.1.1'] OR [(ipv4-addr:value = '1.1.1.2')])", ["1.1.1.1", "1.1.1.2"], 0],
    ["[ipv4-addr:value = '1.1.1.1' OR file:hashes.'SHA-256' = 'ab' OR domain-name:value LIKE 'x%']", ["1.1.1.1"], 2],
    ["[ipv4-addr:value = 'it''s']", null, 0],
    ["[ipv4-addr:value = '\\'']", ["'"], 0]
  ])("%s", (pattern, values, unsupported) =>
    expect(readPattern(pattern)).toEqual(values === null ? null : {values, unsupported})
  );
  it.each([
    "[ipv4-addr:value = '1.1.1.1' AND ipv4-addr:value = '1.1.1.2']",
    "[ipv4-addr:value = '1.1.1.1'] FOLLOWEDBY [ipv4-addr:value = '1.1.1.2']",
    "[ipv4-addr:value = '1.1.1.1'] WITHIN 5 SECONDS",
    "[ipv4-addr:value = '1.1.1.1'] START t'2026-01-01T00:00:00Z' STOP t'2026-01-02T00:00:00Z'",
    "[ipv4-addr:value NOT = '1.1.1.1']",
    "[ipv4-addr:value != '1.1.1.1']",
    "[domain-name:value = 'a.example.com']",
    "[ipv4-addr:value = '1.1.1.1'",
    "ipv4-addr:value = '1.1.1.1'",
    "",
    `${"(".repeat(100_000)}[ipv4-addr:value = '1.1.1.1']`
  ])("does not read %.60s", (pattern) => expect(readPattern(pattern)).toBe(null));
});

/** Every class that an address can have. `invalid` is text that is no address, `not-logged` no text at all. */
export const addressClasses = [
  "public",
  "private",
  "cgnat",
  "loopback",
  "link-local",
  "ula",
  "multicast",
  "broadcast",
  "documentation",
  "benchmarking",
  "this-network",
  "reserved",
  "ietf-protocol",
  "6to4",
  "teredo",
  "nat64",
  "discard",
  "orchid",
  "srv6",
  "unallocated-v6",
  "invalid",
  "not-logged"
] as const;

export type AddressClass = (typeof addressClasses)[number];

/**
 * What the IANA special-purpose registries say of IPv4 and IPv6, by class. The longest prefix that holds an address decides.
 * Prefixes of class `public` are the registries' globally reachable islands inside blocks that are not.
 */
export const specialRanges: Readonly<Partial<Record<AddressClass, readonly string[]>>> = {
  public: [
    "0.0.0.0/0",
    "192.0.0.9/32", // port control protocol anycast
    "192.0.0.10/32", // TURN anycast
    "192.31.196.0/24", // AS112
    "192.52.193.0/24", // AMT
    "192.175.48.0/24", // AS112
    "2000::/3",
    "2001:1::1/128", // port control protocol anycast
    "2001:1::2/128", // TURN anycast
    "2001:1::3/128", // DNS-SD anycast
    "2001:3::/32", // AMT
    "2001:4:112::/48", // AS112
    "2001:30::/28", // drone remote identification
    "2620:4f:8000::/48" // AS112
  ],
  private: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"],
  cgnat: ["100.64.0.0/10"],
  loopback: ["127.0.0.0/8", "::1/128"],
  "link-local": ["169.254.0.0/16", "fe80::/10"],
  ula: ["fc00::/7"],
  multicast: ["224.0.0.0/4", "ff00::/8"],
  broadcast: ["255.255.255.255/32"],
  documentation: ["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20"],
  benchmarking: ["198.18.0.0/15", "2001:2::/48"],
  "this-network": ["0.0.0.0/8", "::/128"],
  reserved: ["240.0.0.0/4", "fec0::/10"], // the second is the old site-local
  "ietf-protocol": ["192.0.0.0/24", "2001::/23"],
  "6to4": ["192.88.99.0/24", "2002::/16"], // the first is the old anycast of the relays
  teredo: ["2001::/32"],
  nat64: ["64:ff9b::/96", "64:ff9b:1::/48"],
  discard: ["100::/64", "100:0:0:1::/64"],
  orchid: ["2001:10::/28", "2001:20::/28"],
  srv6: ["5f00::/16"],
  "unallocated-v6": ["::/0"]
};

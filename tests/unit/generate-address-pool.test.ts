import {isIP} from "node:net";
import {describe, expect, it} from "vitest";
import {makeAddressPool} from "../../loaders/generate/address-pool.js";
import {createRandom} from "../../loaders/generate/random.js";

// 9.9.9.0/24, 2001:4860::/48 and 8.8.0.0/16, which has 256 times the addresses of the first.
const ranges = {
  v4: Float64Array.of(0x09090900, 0x090909ff, 0x08080000, 0x0808ffff),
  v6: BigUint64Array.of(0x2001486000000000n, 0x200148600000ffffn)
};
const pool = (options = {}) => makeAddressPool({size: 5000, ranges, random: createRandom(7), ...options});

describe("makeAddressPool(options)", () => {
  it("makes different, valid addresses where the networks lie", () => {
    const {addresses} = pool();
    expect(new Set(addresses).size).toBe(5000);
    expect(addresses.filter((text) => isIP(text) === 0)).toEqual([]);
    const large = addresses.filter((text) => text.startsWith("8.8.")).length;
    const small = addresses.filter((text) => text.startsWith("9.9.9.")).length;
    expect([large > 4700, small > 0, small < 60]).toEqual([true, true, true]);
  });

  it("makes about two in a hundred IPv6, and some that are not public", () => {
    const {addresses} = pool();
    const sixth = addresses.filter((text) => text.startsWith("2001:4860:")).length;
    expect([sixth > 70, sixth < 130]).toEqual([true, true]);
    expect(addresses.some((text) => text.startsWith("192.168."))).toBe(true);
  });

  it("keeps addresses apart, and leaves out those to avoid", () => {
    const {addresses, reserved} = pool({reserved: 20});
    expect([reserved.length, reserved.filter((text) => addresses.includes(text))]).toEqual([20, []]);
    const avoid = addresses.slice(0, 50);
    expect(pool({avoid}).addresses.filter((text) => avoid.includes(text))).toEqual([]);
  });

  it("draws the first far more often than the others", () => {
    const {addresses, draw} = pool();
    let top = 0;
    for (let i = 0; i < 20_000; i++) if (draw() < addresses.length / 20) top++;
    expect(top / 20_000).toBeGreaterThan(0.5);
  });

  it("spreads addresses over the unicast space where no networks are known", () => {
    const firsts = new Set(pool({ranges: null}).addresses.map((text) => text.split(".")[0]));
    expect(firsts.size).toBeGreaterThan(180);
  });
});

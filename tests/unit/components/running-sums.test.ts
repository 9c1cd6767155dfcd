import {describe, expect, it} from "vitest";
import {createSummer} from "../../../src/components/running-sums.js";
import {readTraffic} from "../../../src/components/traffic.js";
import {indexTraffic, sumTraffic} from "../../../src/components/traffic-index.js";
import type {RowFilter} from "../../../src/components/traffic-index.js";
import {noon, tableOf} from "./fixture.js";

const hour = 3_600_000;
const sources = 40;

/** A generator of numbers below 1, the same each time (Park and Miller's minimal standard). */
function seeded(seed: number): () => number {
  return () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** Traffic of 60,000 rows in order of time, of two protocols; some rows, and all of source 1, are without bytes, some without a time. */
function trafficOf(bytes: (random: () => number) => number) {
  const random = seeded(7);
  const rows = Array.from({length: 60_000}, (_, i) => {
    const source = Math.floor(random() * sources);
    const logged = source !== 1 && random() < 0.9;
    return {
      bucket: i < 59_000 ? noon + Math.floor(i / 600) * hour : null,
      source,
      protocol: random() < 0.5 ? "TCP" : "UDP",
      events: 1 + Math.floor(random() * 9),
      unsized: logged ? 0 : 1,
      bytes_sent: logged ? bytes(random) : null,
      bytes_received: logged && source > 20 && i > 50_000 ? bytes(random) : null
    };
  });
  const traffic = readTraffic(tableOf("traffic", rows));
  return {traffic, index: indexTraffic(traffic, 3600, sources)};
}

const kinds = new Uint8Array([1, 1]);
const everyone = new Uint8Array(sources).fill(1);
const some = Uint8Array.from(everyone, (_, i) => Number(i % 3 === 0));

describe("createSummer(traffic, index)", () => {
  const {traffic, index} = trafficOf((random) => Math.floor(random() * 1e9));
  const random = seeded(11);
  const range = () => [0, 1].map(() => Math.floor(random() * 104) - 2).sort((a, b) => a - b);
  const filters = Array.from({length: 200}, (_, i): RowFilter => {
    const [first, end] = range();
    const only = new Uint8Array([1, Number(i % 5 > 0)]);
    return {first, end, kinds: only, sources: i % 7 < 4 ? everyone : some, rest: i % 11 === 0};
  });
  it("gives what a pass over the rows gives, for any range and filter", () => {
    const sum = createSummer(traffic, index);
    for (const filter of filters) expect(sum(filter)).toEqual(sumTraffic(traffic, index, filter));
  });
  it("keeps sums that are not whole numbers as a pass has them", () => {
    const broken = trafficOf((next) => 9e15 * next());
    const sum = createSummer(broken.traffic, broken.index);
    for (const end of [50, 60, 70]) {
      const filter = {first: 3, end, kinds, sources: everyone};
      expect(sum(filter)).toEqual(sumTraffic(broken.traffic, broken.index, filter));
    }
  });
});

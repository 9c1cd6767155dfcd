import type {Random} from "./random.js";
import {createSampler} from "./random.js";

/** One row before it is written; what a format has no column for is left out there. */
export interface SampleEvent {
  time: number; // milliseconds since 1970
  source: string;
  dest: string;
  bytes: number | null; // null: not logged
  status: number | null;
  protocol: string;
  path?: string; // of incidents in web logs
  method?: string;
}

const protocols: readonly (readonly [name: string, share: number, typical: number])[] = [
  ["HTTP/1.1", 40, 6000],
  ["HTTP/2", 33, 9000],
  ["HTTP/3", 5, 9000],
  ["TCP", 13, 1500],
  ["UDP", 7, 300],
  ["ICMP", 2, 84]
];

const statuses: readonly (readonly [status: number, share: number])[] = [
  [200, 80],
  [204, 1],
  [206, 1],
  [301, 2],
  [302, 2],
  [304, 6],
  [400, 0.5],
  [401, 0.6],
  [403, 0.8],
  [404, 5],
  [500, 0.6],
  [502, 0.2],
  [503, 0.3]
];

const unlogged = 0.004; // share of rows without a byte count
const sizes = 4096; // sizes kept ready for a protocol

/** What is usual in traffic: protocols and statuses in their shares, sizes that are mostly small and now and then large. */
export interface TrafficMix {
  /** Draws protocol, status and size into an event. `web` leaves out what a web server does not log. */
  draw(event: SampleEvent, web: boolean): void;
}

export function createTrafficMix(random: Random): TrafficMix {
  const anyProtocol = createSampler(
    protocols.map(([, share]) => share),
    random
  );
  const webProtocol = createSampler(
    protocols.map(([name, share]) => (name.startsWith("HTTP") ? share : 0)),
    random
  );
  const anyStatus = createSampler(
    statuses.map(([, share]) => share),
    random
  );
  const ready = protocols.map(([, , typical]) => Uint32Array.from({length: sizes}, () => logNormal(typical, random)));
  return {
    draw(event, web) {
      const index = web ? webProtocol() : anyProtocol();
      const [name] = protocols[index];
      const size = ready[index][random.below(sizes)];
      event.protocol = name;
      event.status = name.startsWith("HTTP") ? statuses[anyStatus()][0] : null;
      const empty = event.status === 304 || event.status === 204;
      event.bytes = random.real() < unlogged ? null : empty ? 180 + (size % 200) : size;
    }
  };
}

/** Sizes around a typical one, a hundredth of them more than thirty times that; by Box and Muller's transform. */
function logNormal(typical: number, random: Random): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random.real())) * Math.cos(2 * Math.PI * random.real());
  return Math.round(Math.max(40, typical * Math.exp(1.5 * normal)));
}

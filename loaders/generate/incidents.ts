import {formatQuantity} from "../progress.js";
import type {AddressPool} from "./address-pool.js";
import type {Pools} from "./pools.js";
import type {Random} from "./random.js";
import type {Period} from "./rhythm.js";
import type {SampleEvent} from "./traffic-mix.js";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

export interface IncidentOptions {
  period: Period;
  rows: number; // of the whole log; the incidents stay a small part of it
  web: boolean; // only what a web server would see
  pool: AddressPool;
  pools: Pools;
  random: Random;
}

/** Events that were planted on purpose, with what a detector should say of them. They are made one by one, since they may be many. */
export interface Incident {
  readonly detector: string;
  readonly about: string; // what happened, and what of it the log's columns show
  readonly count: number;
  readonly event: (i: number) => SampleEvent; // to be asked once for each from 0 to count - 1: in the order of time
}

/** How many addresses of the pool incidents need for themselves. */
export const reservedAddresses = 310;

/**
 * Plants incidents. Flow logs get an address scan, a port sweep, a brute-force burst, a beacon, a large upload and a distributed
 * spike; web logs get what a web server can see of such: content discovery, brute force, a beacon, a large download, a spike.
 */
export function plantIncidents(options: IncidentOptions): Incident[] {
  const {period, rows, web, pool, pools, random} = options;
  const scale = Math.min(1, rows / 200_000);
  const count = (most: number) => Math.max(3, Math.round(most * scale));
  const at = (share: number) => period.start + Math.floor((period.end - period.start) * share);
  const outsider = (n: number) => pool.reserved[n];
  const crowd = pool.reserved.slice(10, 10 + count(300));
  const [server, login] = pools.servers;
  const [host, uploader] = [pools.hosts[0], pools.hosts[25]];
  /** `n` events spread over `length` from `start`, a little unevenly. */
  const burst = (start: number, length: number, n: number, make: (i: number) => Omit<SampleEvent, "time">) => ({
    count: n,
    event: (i: number): SampleEvent => ({
      time: start + Math.floor((length * (i + 0.8 * random.real())) / n),
      ...make(i)
    })
  });

  const brute: Incident = {
    detector: "brute-force",
    about: "one address fails to log in again and again, then the last attempt succeeds",
    ...burst(at(0.43), 12 * minute, count(600), (i) => ({
      source: outsider(3),
      dest: login,
      bytes: 310 + (i % 7),
      status: i === count(600) - 1 ? 302 : 401,
      protocol: "HTTP/1.1",
      method: "POST",
      path: "/login"
    }))
  };
  const beats = Math.max(10, Math.min(Math.floor((period.end - period.start) / minute), Math.floor(rows / 200)));
  const beat = (period.end - period.start) / beats;
  const beacon: Incident = {
    detector: "beacon",
    about: `one of our machines calls ${web ? "our server" : "an outside address"} every ${Math.round(beat / second)} s, give or take a twentieth`,
    count: beats,
    event: (i) => ({
      time: period.start + Math.floor(beat * (i + 0.475 + 0.05 * random.real())),
      source: host,
      dest: web ? server : outsider(4),
      bytes: 512,
      status: web ? 200 : null,
      protocol: web ? "HTTP/1.1" : "TCP",
      path: "/health"
    })
  };
  const spike: Incident = {
    detector: "spike",
    about: `${crowd.length} addresses at once ask one server for the same: more than all other traffic of these minutes`,
    ...burst(
      at(0.71),
      Math.min(15 * minute, (period.end - period.start) / 1344),
      Math.max(crowd.length, Math.round(rows * 0.01)),
      (i) => ({
        source: crowd[i % crowd.length],
        dest: server,
        bytes: 900 + (i % 100),
        status: i % 3 === 0 ? 503 : 200,
        protocol: "HTTP/1.1",
        path: "/"
      })
    )
  };
  const amount = `about ${formatQuantity(count(400) * 5_100_000, "bytes")}`;
  if (web) {
    const discovery = burst(at(0.21), 4 * minute, count(240), (i) => ({
      source: outsider(1),
      dest: server,
      bytes: 196,
      status: 404,
      protocol: "HTTP/1.1",
      path: `${pools.probes[i % pools.probes.length]}?${i}`
    }));
    const download = burst(at(0.86), 2 * hour, count(400), () => ({
      source: outsider(5),
      dest: server,
      bytes: 5_000_000 + random.below(200_000),
      status: 200,
      protocol: "HTTP/2",
      path: "/export/customers.csv"
    }));
    return [
      {detector: "content-discovery", about: "one address asks for many paths that do not exist", ...discovery},
      brute,
      beacon,
      {
        detector: "exfiltration",
        about: `one address downloads ${amount} in two hours; the log shows it as bytes received`,
        ...download
      },
      spike
    ];
  }
  const scan = burst(at(0.21), 10 * minute, count(250), (i) => ({
    source: outsider(1),
    dest: `203.0.113.${1 + (i % 254)}`,
    bytes: 44,
    status: null,
    protocol: "TCP"
  }));
  const sweep = burst(at(0.33), 3 * minute, count(900), (i) => ({
    source: outsider(2),
    dest: pools.servers[2],
    bytes: 40 + 4 * (i % 2),
    status: null,
    protocol: "TCP"
  }));
  const upload = burst(at(0.86), 2 * hour, count(400), () => ({
    source: uploader,
    dest: outsider(5),
    bytes: 5_000_000 + random.below(200_000),
    status: null,
    protocol: "TCP"
  }));
  return [
    {detector: "address-scan", about: "one address tries many of ours with a few bytes each", ...scan},
    {
      detector: "port-sweep",
      about:
        "one address tries many ports of one of ours; the log has no ports, so it shows as many tiny flows of one pair",
      ...sweep
    },
    brute,
    beacon,
    {
      detector: "exfiltration",
      about: `one of our machines sends ${amount} to an outside address in two hours`,
      ...upload
    },
    spike
  ];
}

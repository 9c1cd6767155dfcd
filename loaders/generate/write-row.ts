import type {Pools} from "./pools.js";
import type {Random} from "./random.js";
import type {SampleEvent} from "./traffic-mix.js";

/** Turns events into lines, in the order of time. */
export type WriteRow = (event: SampleEvent) => string;

export const csvHeader = "timestamp,source_ip,dest_ip,bytes_sent,status_code,protocol\n";

const second = 1000;
const methods = [...Array<string>(17).fill("GET"), "POST", "POST", "HEAD"];
const digits3 = Array.from({length: 1000}, (_, i) => String(i).padStart(3, "0"));

/** `2024-03-04T09:55:32.104Z,192.0.2.10,203.0.113.20,5120,200,HTTP/1.1`; what is not logged is empty. */
export function csvWriter(): WriteRow {
  const prefix = perSecond((time) => new Date(time).toISOString().slice(0, 20));
  return ({time, source, dest, bytes, status, protocol}) =>
    `${prefix(time)}${digits3[time % second]}Z,${source},${dest},${bytes ?? ""},${status ?? ""},${protocol}\n`;
}

/** The combined log format of Apache and nginx. A request without an answer's body has `-` for its size. */
export function combinedWriter({paths, probes, agents, referers}: Pools, random: Random): WriteRow {
  const month = new Intl.DateTimeFormat("en-US", {month: "short", timeZone: "UTC"});
  const stamp = perSecond((time) => {
    const iso = new Date(time).toISOString();
    return `[${iso.slice(8, 10)}/${month.format(time)}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000]`;
  });
  const path = () => paths[Math.floor(paths.length * random.real() ** 3)];
  return ({time, source, bytes, status, protocol, ...event}) => {
    const probe = event.path === undefined && status === 404 && random.below(4) === 0;
    const target = event.path ?? (probe ? probes[random.below(probes.length)] : path());
    const version = protocol === "HTTP/2" || protocol === "HTTP/3" ? `${protocol}.0` : protocol;
    const method = event.method ?? methods[event.path === undefined ? random.below(methods.length) : 0];
    const size = method === "HEAD" || status === 304 || status === 204 ? "-" : String(bytes ?? 0);
    const agent = probe ? 'ExampleScanner/0.9 \\"quick\\"' : agents[Math.floor(agents.length * random.real() ** 2)];
    return `${source} - - ${stamp(time)} "${method} ${target} ${version}" ${status ?? 200} ${size} "${referers[random.below(referers.length)]}" "${agent}"\n`;
  };
}

/** Works a text out once a second of log time. */
function perSecond(make: (time: number) => string): (time: number) => string {
  let last = NaN;
  let text = "";
  return (time) => {
    const now = Math.floor(time / second);
    if (now !== last) {
      last = now;
      text = make(now * second);
    }
    return text;
  };
}

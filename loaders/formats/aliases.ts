import type {EventColumn} from "./event-columns.js";
import {eventColumns} from "./event-columns.js";
import type {Sample} from "./format.js";

/** Names that logs use for the event columns, in lower case, besides the columns' own. */
const aliases: Partial<Record<EventColumn, readonly string[]>> = {
  timestamp: ["ts", "time", "@timestamp", "date", "datetime"],
  source_ip: ["src", "src_ip", "srcaddr", "client_ip", "c-ip", "source.ip", "id.orig_h"],
  source_port: ["src_port", "srcport", "source.port", "c-port", "id.orig_p"],
  dest_ip: ["dst", "dest", "dst_ip", "dstaddr", "s-ip", "destination.ip", "id.resp_h"],
  dest_port: ["dst_port", "dstport", "destination.port", "s-port", "id.resp_p"],
  protocol: ["proto", "transport", "network.transport"],
  bytes_sent: ["bytes_toserver", "orig_bytes", "cs-bytes", "source.bytes", "request_length"],
  bytes_received: ["bytes_toclient", "resp_bytes", "sc-bytes", "destination.bytes", "body_bytes_sent"],
  packets: ["pkts", "network.packets"],
  status_code: ["status", "code", "sc-status", "http.response.status_code"],
  action: ["event.action"],
  conn_state: ["state"],
  method: ["cs-method", "http.request.method"],
  host: ["hostname", "cs-host"],
  path: ["url", "uri", "cs-uri-stem"],
  user_agent: ["useragent", "http_user_agent", "user_agent.original"]
};

/** Names of who is behind a proxy, as the proxy says. */
const forwarded = ["x_forwarded_for", "x-forwarded-for", "xff", "http_x_forwarded_for", "forwarded_for", "forwarded"];

/** Sizes whose direction the name does not say. */
const undirected = ["bytes", "size", "length", "network.bytes"];

/** Sizes that look directed but have no fixed viewpoint: they need a mapping of the user's. */
const ambiguous = ["bytes_in", "bytes_out"];

/** Which of a log's own names stand for which event column; a column may have several, the first that is filled counts. */
export interface Resolved {
  readonly columns: Partial<Record<EventColumn, readonly string[]>>;
  readonly dateAndTime: boolean; // the time is split over a `date` and a `time` field
  readonly forwardedFor: string | null; // the name of the field that has X-Forwarded-For or its like
  readonly notes: readonly string[];
}

/**
 * Resolves the names of a log's fields. A log that has no time or no address resolves to null. `bytes` and its like are what
 * a web server sent (`bytes_received`) if the log has a method or a status, else what the source sent. `mapping` has the names of columns
 * that do not tell.
 */
export function resolveNames(names: readonly string[], mapping: Sample["mapping"] = {}): Resolved | null {
  const columns: Partial<Record<EventColumn, string[]>> = {};
  const notes: string[] = [];
  const byAlias = new Map<string, string[]>();
  for (const name of names) {
    const alias = name.trim().toLowerCase();
    byAlias.set(alias, [...(byAlias.get(alias) ?? []), name]);
  }
  const find = (wanted: readonly string[]) => wanted.flatMap((alias) => byAlias.get(alias) ?? []);
  for (const column of Object.keys(eventColumns) as EventColumn[]) {
    const told = mapping[column];
    const found =
      told === undefined ? find([column, ...(aliases[column] ?? [])]) : names.filter((name) => name === told);
    if (found.length > 0) columns[column] = found;
  }
  if (!columns.timestamp || !(columns.source_ip || columns.dest_ip)) return null;
  const sizes = find(undirected);
  if (sizes.length > 0 && !columns.bytes_sent && !columns.bytes_received) {
    const web = columns.method !== undefined || columns.status_code !== undefined;
    columns[web ? "bytes_received" : "bytes_sent"] = sizes;
    notes.push(`${sizes[0]} is taken as bytes ${web ? "to" : "from"} the source`);
  }
  const used = Object.values(columns).flat();
  for (const name of find(ambiguous).filter((name) => !used.includes(name)))
    notes.push(`${name} is not used: its name does not say whose view it is`);
  const lower = names.map((name) => name.trim().toLowerCase());
  const dateAndTime =
    mapping.timestamp === undefined &&
    lower.includes("date") &&
    lower.includes("time") &&
    !lower.some((name) => ["timestamp", "ts", "@timestamp"].includes(name));
  return {columns, dateAndTime, forwardedFor: find(forwarded)[0] ?? null, notes};
}

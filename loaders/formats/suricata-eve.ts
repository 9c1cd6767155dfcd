import type {Sample} from "./format.js";
import type {JsonObject} from "./json.js";
import {jsonFormat, parseObject} from "./json.js";
import {millisecondsBetweenTimes, portUnlessIcmp, sumOf} from "./field-sql.js";

const kinds = ["flow", "netflow", "http"] as const;

/**
 * Suricata's EVE log. Its flow, netflow and http records tell of the same traffic, so that one kind counts and the others are
 * skipped: flow where the log has it, else netflow, else http. Alerts and the like are no traffic.
 */
export const suricataEve = jsonFormat({
  name: "suricata-eve",
  about: "Suricata's EVE log as JSON",
  fits: (value) => typeof value.event_type === "string" && ("flow_id" in value || "src_ip" in value),
  skip(value, sample) {
    const type = typeOf(value);
    if (type === undefined || type === kindOf(sample)) return null;
    return (kinds as readonly string[]).includes(type) ? "the same traffic in another record" : `${type} record`;
  },
  skips: (text, sample) => `${text("/event_type")} <> '${kindOf(sample)}'`,
  events(text, sample) {
    const kind = kindOf(sample);
    const protocol = text("/proto");
    const ends = {
      source_ip: text("/src_ip"),
      source_port: portUnlessIcmp(text("/src_port"), protocol),
      dest_ip: text("/dest_ip"),
      dest_port: portUnlessIcmp(text("/dest_port"), protocol)
    };
    if (kind === "http")
      return {
        timestamp: text("/timestamp"),
        ...ends,
        protocol: text("/http/protocol"),
        bytes_received: text("/http/length"),
        status_code: text("/http/status"),
        method: text("/http/http_method"),
        host: text("/http/hostname"),
        path: text("/http/url"),
        user_agent: text("/http/http_user_agent")
      };
    const start = text(`/${kind}/start`);
    const flow = kind === "flow";
    return {
      timestamp: start,
      ...ends,
      protocol,
      bytes_sent: flow ? text("/flow/bytes_toserver") : text("/netflow/bytes"),
      ...(flow ? {bytes_received: text("/flow/bytes_toclient"), conn_state: text("/flow/state")} : {}),
      packets: flow ? sumOf(text("/flow/pkts_toserver"), text("/flow/pkts_toclient")) : text("/netflow/pkts"),
      duration_ms: millisecondsBetweenTimes(start, text(`/${kind}/end`))
    };
  },
  notes: (sample) => [`${kindOf(sample)} records count; other records of the same traffic are skipped`]
});

const known = new WeakMap<Sample["head"], (typeof kinds)[number]>(); // asked of every line

function kindOf({head}: Sample): (typeof kinds)[number] {
  const found = known.get(head);
  if (found) return found;
  const types = new Set(head.map((line) => typeOf(parseObject(line) ?? {})));
  const kind = kinds.find((kind) => types.has(kind)) ?? "flow";
  known.set(head, kind);
  return kind;
}

function typeOf(value: JsonObject): string | undefined {
  return typeof value.event_type === "string" ? value.event_type : undefined;
}

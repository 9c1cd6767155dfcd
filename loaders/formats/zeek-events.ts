import type {EventColumn} from "./event-columns.js";
import {milliseconds, portUnlessIcmp, sumOf} from "./field-sql.js";

type Field = (name: string) => string;

/** Fields of Zeek's conn.log that events are made of. Source: Zeek, base/protocols/conn. */
export const connFields = [
  "ts",
  "id.orig_h",
  "id.orig_p",
  "id.resp_h",
  "id.resp_p",
  "proto",
  "duration",
  "orig_bytes",
  "resp_bytes",
  "conn_state",
  "orig_pkts",
  "resp_pkts"
];

/** Fields of Zeek's http.log that events are made of. Source: Zeek, base/protocols/http. */
export const httpFields = [
  "ts",
  "id.orig_h",
  "id.orig_p",
  "id.resp_h",
  "id.resp_p",
  "method",
  "host",
  "uri",
  "version",
  "user_agent",
  "request_body_len",
  "response_body_len",
  "status_code"
];

/** Bytes are the payload; a connection that was not answered has none, and not 0. */
export function connEvents(field: Field): Partial<Record<EventColumn, string>> {
  return {
    timestamp: field("ts"),
    source_ip: field("id.orig_h"),
    source_port: portUnlessIcmp(field("id.orig_p"), field("proto")),
    dest_ip: field("id.resp_h"),
    dest_port: portUnlessIcmp(field("id.resp_p"), field("proto")),
    protocol: field("proto"),
    bytes_sent: field("orig_bytes"),
    bytes_received: field("resp_bytes"),
    packets: sumOf(field("orig_pkts"), field("resp_pkts")),
    conn_state: field("conn_state"),
    duration_ms: milliseconds(field("duration"))
  };
}

export function httpEvents(field: Field): Partial<Record<EventColumn, string>> {
  return {
    timestamp: field("ts"),
    source_ip: field("id.orig_h"),
    source_port: field("id.orig_p"),
    dest_ip: field("id.resp_h"),
    dest_port: field("id.resp_p"),
    protocol: `'HTTP/' || ${field("version")}`,
    bytes_sent: field("request_body_len"),
    bytes_received: field("response_body_len"),
    status_code: field("status_code"),
    method: field("method"),
    host: field("host"),
    path: field("uri"),
    user_agent: field("user_agent")
  };
}

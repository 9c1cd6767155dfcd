import {text, zeek} from "./zeek.js";

/**
 * Zeek's HTTP requests: `ts` is the request's time, bytes are those of the bodies. Older files have no `version`: then the
 * protocol is null. Source: Zeek, http.log.
 */
export const zeekHttpTsv = zeek({
  name: "zeek-http-tsv",
  about: "Zeek's http.log, tab-separated: #path is http, #fields names the columns",
  path: "http",
  columns: [
    ...["ts", "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p", "method", "host", "uri", "version", "user_agent"],
    ...["request_body_len", "response_body_len", "status_code"]
  ],
  events: {
    timestamp: "ts",
    source_ip: `"id.orig_h"`,
    source_port: `"id.orig_p"`,
    dest_ip: `"id.resp_h"`,
    dest_port: `"id.resp_p"`,
    protocol: `'HTTP/' || ${text("version")}`,
    bytes_sent: "request_body_len",
    bytes_received: "response_body_len",
    status_code: "status_code",
    method: text("method"),
    host: text("host"),
    path: text("uri"),
    user_agent: text("user_agent")
  }
});

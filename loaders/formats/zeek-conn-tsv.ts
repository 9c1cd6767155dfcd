import {milliseconds, portUnlessIcmp, sumOf} from "./field-sql.js";
import {text, zeek} from "./zeek.js";

/**
 * Zeek's connections: `ts` is the first packet's time. Bytes are payload; those of a connection that carried none that Zeek
 * saw (`-`) are null. ICMP has its type and code where ports stand, so it has none. Source: Zeek, conn.log.
 */
export const zeekConnTsv = zeek({
  name: "zeek-conn-tsv",
  about: "Zeek's conn.log, tab-separated: #path is conn, #fields names the columns",
  path: "conn",
  columns: [
    ...["ts", "id.orig_h", "id.orig_p", "id.resp_h", "id.resp_p", "proto", "duration", "orig_bytes", "resp_bytes"],
    ...["conn_state", "orig_pkts", "resp_pkts"]
  ],
  events: {
    timestamp: "ts",
    source_ip: `"id.orig_h"`,
    source_port: portUnlessIcmp(`"id.orig_p"`, "proto"),
    dest_ip: `"id.resp_h"`,
    dest_port: portUnlessIcmp(`"id.resp_p"`, "proto"),
    protocol: "proto",
    bytes_sent: "orig_bytes",
    bytes_received: "resp_bytes",
    packets: sumOf("orig_pkts", "resp_pkts"),
    conn_state: text("conn_state"),
    duration_ms: milliseconds("duration", 1000)
  }
});

import type {LogFormat} from "./format.js";
import {jsonFormat} from "./json.js";
import {connEvents, httpEvents} from "./zeek-events.js";

/** Zeek's logs as JSON. The dots in names may be underscores; times may be seconds, milliseconds or ISO 8601. */
export const zeekConnJson = zeekJson("conn", ["conn_state"], connEvents);
export const zeekHttpJson = zeekJson("http", ["trans_depth", "uri"], httpEvents);

function zeekJson(path: "conn" | "http", keys: readonly string[], events: typeof connEvents): LogFormat {
  return jsonFormat({
    name: `zeek-${path}-json`,
    about: `Zeek's ${path}.log as JSON`,
    fits: (value) => ("id.orig_h" in value || "id_orig_h" in value) && keys.some((key) => key in value),
    events: (text) =>
      events((name) => (name.startsWith("id.") ? text(`/${name}`, `/${name.replace(".", "_")}`) : text(`/${name}`)))
  });
}

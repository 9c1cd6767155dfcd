import {clf} from "./clf.js";
import {ifAddress} from "./field-sql.js";

const server = "server, '^[a-z0-9]+://(\\[[0-9A-Fa-f:.]+\\]|[^/:]+)(:([0-9]+))?(/|$)'";
const serverAddress = `trim(regexp_extract(${server}, 1), '[]')`;

/**
 * Traefik's access log in its common format: the combined format, then the count of requests, the router, the server's URL
 * and the time taken. The server is the destination if its URL holds an address. Source: Traefik, access logs.
 */
export const traefikClf = clf({
  name: "traefik-clf",
  about: "the combined log format, then a count, a quoted router, a quoted server URL and a time as in 14ms",
  vhost: false,
  agent: true,
  ownLog: /^(?:time="|\d{4}-\d\d-\d\dT[^ ]+ [A-Z]{3} |\{"level":)/,
  tail: {
    pattern: /^ \d+ "[^"]*" "[^"]*" \d+ms$/,
    fields: ["count", "router", "server", "taken"],
    events: {
      dest_ip: ifAddress(serverAddress),
      dest_port: ifAddress(serverAddress, `nullif(regexp_extract(${server}, 3), '')`),
      duration_ms: "nullif(regexp_extract(taken, '^([0-9]+)ms$', 1), '')"
    }
  }
});

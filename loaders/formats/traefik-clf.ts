import {clf} from "./clf.js";

/** SQL: of the server's URL its address (1), or the port behind it (3); null if a name stands there. */
const ofServer = (group: number) => {
  const part = (address: string) => `regexp_extract(server, '^[a-z0-9]+://(${address})(:([0-9]+))?(/|$)', ${group})`;
  const inBrackets = `trim(${part("\\[[0-9A-Fa-f]*:[0-9A-Fa-f:.]+\\]")}, '[]')`;
  return `nullif(CASE WHEN contains(server, '[') THEN ${inBrackets} ELSE ${part("[0-9]{1,3}(?:[.][0-9]{1,3}){3}")} END, '')`;
};

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
      dest_ip: ofServer(1),
      dest_port: ofServer(3),
      duration_ms: `CASE WHEN ends_with(taken, 'ms') THEN TRY_CAST(left(taken, length(taken) - 2) AS UBIGINT) END`
    }
  }
});

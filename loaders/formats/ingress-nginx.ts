import {endpoint, milliseconds, requestEvents} from "./field-sql.js";
import type {LogFormat, Reading} from "./format.js";

const text = String.raw`((?:[^"\\]|\\.)*)`;
const line = new RegExp(`^([^"]*)"${text}"([^"]*)"${text}"([^"]*)"${text}(?:"(.*)|\\\\?$)$`, "s");
const upstream = / \d+ [\d.]+ \[[^\]]*\] \[[^\]]*\] /;
const tail = new RegExp(`^${upstream.source}`);
const ownLog = /^(?:[IWEF]\d{4} \d\d:\d\d:\d\d\.|\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[)/; // of the controller, of nginx
const origin = String.raw`[^ ]+ [^ ]+ .*\[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] `;
const sizes = String.raw` (\d{3}|-) (\d+|-) `;
const full = {origin: new RegExp(`^${origin}$`, "s"), sizes: new RegExp(`^${sizes}$`)};

/** Of the tail: `request_length request_time [upstream] [other upstream] address, address ...`, of which the last answered. */
const before = String.raw`^ (\d+) ([\d.]+) \[[^\]]*\] \[[^\]]*\] `;
const upstreamOf = {one: `${before}([^ ,]+) [^:]`, last: `${before}(?:[^ ,]+(?:, | : ))*([^ ,]+)`};
const upstreamAddress = endpoint("upstream");
const parts = (pattern: string) => `regexp_extract(tail, '${pattern}', ['length', 'taken', 'upstream'])`;

/** A field that ends with a backslash was cut at a quote of its own, unless `split` cut it, which leaves no gap. */
const cutAtEscape =
  String.raw`gap IS NOT NULL AND contains(concat(request, '|"', referer, '|"', agent, '|"'), '\|"')`.replaceAll(
    "|",
    ""
  );

/**
 * The log of Kubernetes' ingress-nginx: the combined format, then `request_length request_time [upstream] [other upstream]
 * upstream_addr upstream_length upstream_time upstream_status id`. The four of the upstream are lists if a request was tried
 * again, so that lines are cut at quotes and not at spaces. Status and size are those of the client's answer. A line that is
 * cut off in its user agent or behind it lacks what was cut off. Source: ingress-nginx, log format.
 */
export const ingressNginx: LogFormat = {
  name: "ingress-nginx",
  about: "the combined log format, then a length, a time, two names in brackets and an upstream",
  score({lines}) {
    if (!lines.some((text) => upstream.test(text))) return 0; // most logs: none of their lines need be cut
    const data = lines.filter((text) => text.trim() !== "" && !ownLog.test(text));
    const fits = data.map(cut).filter((fields) => fields && full.origin.test(fields[0]) && full.sizes.test(fields[2]));
    const ingress = fits.filter((fields) => tail.test(fields![6]));
    return ingress.length * 2 < fits.length || data.length === 0 ? 0 : fits.length / data.length;
  },
  read: () =>
    ({
      header: 0,
      columns: ["origin", "request", "sizes", "referer", "gap", "agent", "tail"],
      dialect: {delim: '"', quote: "", escape: ""},
      spans: false,
      split(text) {
        if (text.trim() === "") return {skip: "blank line"};
        if (ownLog.test(text)) return {skip: "the server's own log"};
        const fields = cut(text);
        if (!fields) return {reject: "not of this format"};
        return fields.map((value, i) => (i === 4 || value === "" || value === "-" ? null : value));
      },
      relation: (from) =>
        `(SELECT *, nullif(t.upstream, '-') AS upstream, nullif(t.length, '') AS length, t.taken AS taken
          FROM (SELECT *, CASE WHEN one.length = '' THEN ${parts(upstreamOf.last)} ELSE one END AS t
            FROM (SELECT *, ${parts(upstreamOf.one)} AS one FROM ${from})))`,
      events: {
        timestamp: `CASE WHEN NOT (${cutAtEscape}) AND regexp_full_match(origin, '${origin}') AND regexp_full_match(sizes, '${sizes}') THEN origin[-29:-2] END`,
        source_ip: "split_part(origin, ' ', 1)",
        dest_ip: upstreamAddress.address,
        dest_port: upstreamAddress.port,
        ...requestEvents("request"),
        bytes_sent: "length",
        bytes_received: "CASE split_part(sizes, ' ', 3) WHEN '-' THEN '0' ELSE split_part(sizes, ' ', 3) END",
        status_code: "split_part(sizes, ' ', 2)",
        user_agent: "agent",
        duration_ms: milliseconds("taken")
      },
      notes: []
    }) satisfies Reading
};

function cut(text: string): string[] | null {
  const match = line.exec(text);
  return match && match.slice(1).map((value: string | undefined) => value?.replaceAll('\\"', '"') ?? "");
}

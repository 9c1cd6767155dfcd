import type {AddressClass} from "../addresses/index.js";
import {cdnSystems} from "../addresses/index.js";
import {sumsOfSums} from "../engines/sums.js";
import type {unplacedReasons} from "../schema.js";
import {schemas} from "../schema.js";
import {literal} from "../sql.js";
import type {StoredLog} from "../ingest/index.js";
import {rowsToArrow} from "./arrow.js";
import type {PublishTable} from "./table.js";

const inClasses = (...names: readonly AddressClass[]) => `class IN (${names.map(literal).join(", ")})`;
const home = inClasses("private", "cgnat", "loopback", "link-local", "ula");
const located = inClasses("public", "nat64");

const reasons: Record<(typeof unplacedReasons)[number]["reason"], string> = {
  private: home,
  reserved: `NOT (${home} OR ${located} OR ${inClasses("invalid", "not-logged")})`,
  invalid: inClasses("invalid"),
  unlogged: inClasses("not-logged"),
  unknown: located
};

const isCdn = `asn IN (${[...cdnSystems.keys()].join(", ")})`;

export const summary: PublishTable = async (context) => {
  const {connection, settings, logs, detail, addressSources, ipApi, destinations, builtAt, seconds, versions} = context;
  const reader = await connection.runAndReadAll(`
    SELECT ${sumsOfSums}, epoch_ms(min(first_seen))::DOUBLE AS first_seen, epoch_ms(max(last_seen))::DOUBLE AS last_seen,
      count(ip) FILTER (class <> 'invalid')::DOUBLE AS sources, count(DISTINCT country)::DOUBLE AS countries,
      count(*) FILTER (class = 'public')::DOUBLE AS public_addresses, count(country) FILTER (class = 'public')::DOUBLE AS placed_addresses,
      coalesce(sum(events) FILTER (country IS NOT NULL), 0) AS placed_events,
      coalesce(sum(bytes) FILTER (country IS NOT NULL), 0) AS placed_bytes,
      ${Object.entries(reasons)
        .flatMap(([reason, which]) =>
          ["events", "bytes"].map(
            (name) => `coalesce(sum(${name}) FILTER (country IS NULL AND ${which}), 0) AS ${reason}_${name}`
          )
        )
        .join(", ")},
      coalesce(sum(events) FILTER (${isCdn}), 0) AS cdn_events,
      (SELECT asn FROM known WHERE ${isCdn} GROUP BY asn ORDER BY sum(events) DESC, asn LIMIT 1)::DOUBLE AS cdn_asn,
      coalesce(sum(events) FILTER (latitude IS NOT NULL), 0) AS located_events,
      count(ip) FILTER (labels IS NOT NULL)::DOUBLE AS listed_addresses,
      (SELECT count(*)::DOUBLE FROM traffic) AS traffic_rows
    FROM known`);
  const {location, asn} = addressSources;
  const row = reader.getRowObjectsJS()[0];
  return rowsToArrow(schemas.summary, [
    {
      ...row,
      cdn_name: cdnSystems.get(Number(row.cdn_asn)) ?? null,
      title: settings.title,
      sample: logs.length > 0 && logs.every(({sample}) => sample),
      files: logs.length,
      lines: total(logs, "lines"),
      rejected: total(logs, "rejected"),
      skipped: total(logs, "skipped"),
      destinations,
      location_name: location?.name,
      location_date: location?.date,
      location_attribution: location?.attribution,
      location_url: location?.url,
      asn_name: asn?.name,
      asn_date: asn?.date,
      ip_api: settings.ipApi && (settings.ipApi.key === null ? "free" : "pro"),
      ip_api_addresses: ipApi?.addresses,
      ip_api_events: ipApi?.events,
      ip_api_bytes: ipApi?.bytes,
      ip_api_compared: ipApi?.compared,
      ip_api_differing: ipApi?.differing,
      ip_api_asked: ipApi?.asked,
      ip_api_answered: ipApi?.answered,
      ip_api_unknown: ipApi?.unknown,
      ip_api_failed: ipApi?.failed,
      ip_api_unasked: ipApi?.unasked,
      ip_api_stopped: ipApi?.stopped,
      ip_api_first: ipApi?.first,
      ip_api_last: ipApi?.last,
      bucket_seconds: detail.seconds,
      budget_rows: settings.budget.rows,
      kept_addresses: detail.addresses,
      kept_places: detail.places,
      store_bytes: total(logs, "bytes"),
      seconds_read: seconds.read,
      seconds_tables: seconds.tables,
      peak_memory: process.resourceUsage().maxRSS * 1024,
      built_at: builtAt,
      atlas_version: versions.atlas,
      duckdb_version: versions.duckdb,
      node_version: versions.node,
      units: settings.units
    }
  ]);
};

function total(logs: readonly StoredLog[], name: "lines" | "rejected" | "skipped" | "bytes"): number {
  return logs.reduce((sum, log) => sum + log[name], 0);
}

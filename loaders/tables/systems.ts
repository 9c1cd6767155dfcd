import {sumsOfSums} from "../engines/sums.js";
import {schemas} from "../schema.js";
import {queryToArrow} from "./arrow.js";
import type {PublishTable} from "./table.js";

/** Systems with a row of their own; the rest is summed. */
export const mostSystems = 3000;

/** The country of a system is that of most of its traffic: many have addresses in several. */
export const systems: PublishTable = ({connection}) =>
  queryToArrow(
    connection,
    schemas.systems,
    `WITH by_country AS (
      SELECT asn, organization, country, count(ip)::DOUBLE AS addresses, ${sumsOfSums}, sum(bytes) AS bytes,
        min(first_seen) AS first_seen, max(last_seen) AS last_seen
      FROM known GROUP BY asn, organization, country),
    by_system AS (
      SELECT asn, first(organization ORDER BY bytes DESC, events DESC, organization) AS organization,
        first(country ORDER BY bytes DESC, events DESC, country) AS country, count(DISTINCT country)::DOUBLE AS countries,
        sum(addresses) AS addresses, ${sumsOfSums}, sum(bytes) AS bytes, min(first_seen) AS first_seen, max(last_seen) AS last_seen
      FROM by_country GROUP BY asn),
    ranked AS (SELECT *, row_number() OVER (ORDER BY asn IS NULL, bytes DESC, events DESC, asn) <= ${mostSystems} OR asn IS NULL AS kept FROM by_system)
    SELECT * EXCLUDE (bytes) FROM (SELECT CASE WHEN kept THEN asn END AS asn, CASE WHEN kept THEN first(organization) END AS organization,
      CASE WHEN kept THEN first(country) END AS country, CASE WHEN kept THEN first(countries) END AS countries,
      count(asn)::DOUBLE AS systems, sum(addresses) AS addresses, ${sumsOfSums},
      sum(bytes) AS bytes, min(first_seen) AS first_seen, max(last_seen) AS last_seen
    FROM ranked GROUP BY kept, CASE WHEN kept THEN asn END)
    ORDER BY asn IS NULL, bytes DESC, events DESC, asn, systems`
  );

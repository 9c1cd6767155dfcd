import {sumsOfSums} from "../engines/sums.js";
import {schemas} from "../schema.js";
import {queryToArrow} from "./arrow.js";
import type {PublishTable} from "./table.js";

/**
 * A remainder has only what all its addresses share: a place its city, an area its class, country and network. A place lies where
 * its busiest address does.
 */
export const sources: PublishTable = ({connection}) =>
  queryToArrow(
    connection,
    schemas.sources,
    `SELECT source, level, class, country, network, ${sumsOfSums},
      ${["ip", "asn", "organization", "labels", "threats"].map((name) => `CASE WHEN level = 'address' THEN any_value(${name}) END AS ${name}`).join(", ")},
      ${["region", "city"].map((name) => `CASE WHEN level <> 'country' THEN any_value(${name}) END AS ${name}`).join(", ")},
      ${["latitude", "longitude", "precision"].map((name) => `CASE WHEN level <> 'country' THEN arg_min_null(${name}, rank) END AS ${name}`).join(", ")},
      min(first_seen) AS first_seen, max(last_seen) AS last_seen, count(*) AS addresses
    FROM known JOIN unit_of USING (rank) GROUP BY source, level, class, country, network ORDER BY source`
  );

import {sumsOfSums} from "../engines/rollups.js";
import {schemas} from "../schema.js";
import {queryToArrow} from "./arrow.js";
import type {PublishTable} from "./table.js";

/** A remainder has only what all its addresses share: a place its city and point, an area its class, country and network. */
export const sources: PublishTable = ({connection}) =>
  queryToArrow(
    connection,
    schemas.sources,
    `SELECT source, level, class, country, network, ${sumsOfSums},
      ${["ip", "asn", "organization", "labels", "threats"].map((name) => `CASE WHEN level = 'address' THEN first(${name} ORDER BY rank) END AS ${name}`).join(", ")},
      ${["region", "city", "latitude", "longitude", "precision"].map((name) => `CASE WHEN level <> 'country' THEN first(${name} ORDER BY rank) END AS ${name}`).join(", ")},
      min(first_seen) AS first_seen, max(last_seen) AS last_seen, count(*) AS addresses
    FROM known JOIN (SELECT ip AS unit_ip, source, level FROM unit_of) ON unit_ip IS NOT DISTINCT FROM ip
    GROUP BY source, level, class, country, network ORDER BY source`
  );

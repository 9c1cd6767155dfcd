import {sumsOfSums} from "../engines/sums.js";
import {schemas} from "../schema.js";
import {queryToArrow} from "./arrow.js";
import type {PublishTable} from "./table.js";

const most = 25_000; // places; the rest is summed by country

/** A place lies where its busiest address does. */
export const places: PublishTable = ({connection}) =>
  queryToArrow(
    connection,
    schemas.places,
    `WITH site AS (
      SELECT country, region, city, count(*)::DOUBLE AS addresses, ${sumsOfSums}, sum(bytes) AS bytes,
        ${["latitude", "longitude", "precision"].map((name) => `arg_min_null(${name}, rank) AS ${name}`).join(", ")}
      FROM known WHERE country IS NOT NULL GROUP BY country, region, city),
    ranked AS (SELECT *, row_number() OVER (ORDER BY bytes DESC, events DESC, country, region, city) <= ${most} AS kept FROM site)
    SELECT country, CASE WHEN kept THEN region END AS region, CASE WHEN kept THEN city END AS city, sum(addresses) AS addresses, ${sumsOfSums},
      ${["latitude", "longitude"].map((name) => `CASE WHEN kept THEN first(${name}) END AS ${name}`).join(", ")},
      CASE WHEN kept THEN first(precision) ELSE 'country' END AS precision
    FROM ranked GROUP BY country, CASE WHEN kept THEN region END, CASE WHEN kept THEN city END, kept ORDER BY sum(bytes) DESC, events DESC, country, region, city`
  );
